#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"
#include "tests/tidy/calls.hpp"
#include "tests/tidy/layers.hpp"
#include "tests/tidy/lengths.hpp"
#include "tests/tidy/links.hpp"
#include "tests/tidy/reasons.hpp"
#include "tests/tidy/words.hpp"

namespace {

using namespace hearth::tidy;

const char* const kEdges = R"(
only librdkafka/*  libs/kafka/*   # one place
only *.pb.h        services/*/api/*
pure services/%/domain/*   services/%/domain/* libs/core/*
pure services/%/app/*      services/%/app/* services/%/domain/* libs/core/* libs/outbox/*
from services/%/storage/*  services/%/storage/* services/%/domain/* libs/*
from services/%/api/*      services/%/api/* services/%/app/* services/%/domain/* libs/* hearth/*
never services/old/domain/* grpc
never services/%/domain/*  sql:: grpc pb::
never services/%/app/*     sql:: grpc pb::
exact libs/exact/*
level core exact
level sql kafka
level outbox
)";

std::vector<std::string> rules(const Violations& violations) {
    std::vector<std::string> names;
    for (const auto& violation : violations) {
        names.push_back(violation.path + ":" + std::to_string(violation.line) + " " +
                        violation.rule);
    }
    return names;
}

std::vector<std::string> layers_of(const std::string& path, const std::string& text) {
    return rules(check_layers({make_source(path, text)}, parse_edges(kEdges)));
}

using Rules = std::vector<std::string>;

TEST_CASE("each layer includes only what the table allows") {
    CHECK(layers_of("services/contact/domain/clock.hpp",
                    "#pragma once\n#include <vector>\n#include \"libs/core/time.hpp\"\n")
              .empty());
    CHECK(layers_of("services/contact/domain/clock.hpp", "#include \"libs/sql/tx.hpp\"\n") ==
          Rules{"services/contact/domain/clock.hpp:1 layer-from"});
    CHECK(layers_of("services/contact/domain/clock.cpp", "\n#include <fmt/format.h>\n") ==
          Rules{"services/contact/domain/clock.cpp:2 layer-from"});
    CHECK(
        layers_of("services/contact/api/a.cpp", "#include \"services/contact/storage/b.hpp\"\n") ==
        Rules{"services/contact/api/a.cpp:1 layer-from"});
    CHECK(
        layers_of("services/contact/storage/a.cpp", "#include \"services/contact/api/b.hpp\"\n") ==
        Rules{"services/contact/storage/a.cpp:1 layer-from"});
}

TEST_CASE("use cases stand between the methods and the rules, and see neither wire nor tables") {
    const std::string app = "services/contact/app/a.cpp";
    CHECK(layers_of(app,
                    "#include <vector>\n#include \"services/contact/domain/b.hpp\"\n"
                    "#include \"libs/outbox/unit_of_work.hpp\"\n")
              .empty());
    CHECK(layers_of("services/contact/api/a.cpp", "#include \"services/contact/app/b.hpp\"\n")
              .empty());
    CHECK(layers_of(app, "#include \"services/contact/api/b.hpp\"\n") ==
          Rules{app + ":1 layer-from"});
    CHECK(layers_of(app, "#include \"services/contact/storage/b.hpp\"\n") ==
          Rules{app + ":1 layer-from"});
    CHECK(layers_of(app, "#include \"libs/service/command.hpp\"\n") ==
          Rules{app + ":1 layer-from"});
    CHECK(layers_of(app, "#include <grpcpp/grpcpp.h>\n") == Rules{app + ":1 layer-from"});
    CHECK(layers_of(app, "#include \"hearth/contact/v1/notice.pb.h\"\n") ==
          Rules{app + ":1 layer-only", app + ":1 layer-from"});
    CHECK(layers_of("services/contact/domain/a.cpp", "#include \"services/contact/app/b.hpp\"\n") ==
          Rules{"services/contact/domain/a.cpp:1 layer-from"});
    CHECK(
        layers_of("services/contact/storage/a.cpp", "#include \"services/contact/app/b.hpp\"\n") ==
        Rules{"services/contact/storage/a.cpp:1 layer-from"});
}

TEST_CASE("what is pure names no transaction and no wire, declared or not") {
    const std::string domain = "services/contact/domain/ports.hpp";
    CHECK(layers_of(domain, "namespace hearth::sql {\nclass Tx;\n}\nvoid lock(sql::Tx& tx);\n") ==
          Rules{domain + ":4 layer-never"});
    CHECK(layers_of(domain, "using grpc::Status;\nvoid put(const pb::Request& in);\n") ==
          Rules{domain + ":1 layer-never", domain + ":2 layer-never"});
    CHECK(layers_of("services/contact/app/a.cpp", "hearth::sql::Tx& tx = work.tx();\n") ==
          Rules{"services/contact/app/a.cpp:1 layer-never"});
    CHECK(layers_of(domain,
                    "// sql::Tx, grpc\nauto text = \"pb::x\";\nmysql::Tx a;\nint grpc_code;\n")
              .empty());
    CHECK(layers_of("services/contact/api/a.cpp", "void put(sql::Tx& tx);\n").empty());
    CHECK(layers_of("services/old/domain/a.cpp", "sql::Tx a;\ngrpc::Status b;\n") ==
          Rules{"services/old/domain/a.cpp:2 layer-never"});
}

TEST_CASE("what is exact has no floating point") {
    const std::string path = "libs/exact/money.cpp";
    for (const char* bad :
         {"double a;\n", "long double a;\n", "float f(int a);\n", "auto a = 1.5;\n",
          "auto a = b * 2.;\n", "auto a = b * .5;\n", "auto a = 1e6;\n", "f(1'000E-3);\n",
          "#include <cmath>\n", "std::chrono::duration<double> a;\n", "strtod(a, b);\n"}) {
        CAPTURE(bad);
        CHECK(layers_of(path, bad) == Rules{path + ":1 layer-exact"});
        CHECK(layers_of("libs/exact/tests/money_test.cpp", bad).empty());
        CHECK(layers_of("libs/core/geo.cpp", bad).empty());
    }
    CHECK(layers_of(path,
                    "// 1.5 of a double\nauto a = \"0.5\";\nauto b = x1.y + 0x1e5 + a[0].b;\n"
                    "int doubled = 1'000'000;\nauto c = p.first.e1;\n")
              .empty());
}

TEST_CASE("a service never includes another service") {
    CHECK(layers_of("services/contact/api/a.cpp", "#include \"services/contact/domain/b.hpp\"\n")
              .empty());
    CHECK(
        layers_of("services/contact/api/a.cpp", "#include \"services/registry/domain/b.hpp\"\n") ==
        Rules{"services/contact/api/a.cpp:1 layer-from"});
}

TEST_CASE("a part of others has one place") {
    CHECK(layers_of("libs/kafka/tail.cpp", "#include <librdkafka/rdkafka.h>\n").empty());
    CHECK(layers_of("libs/outbox/relay.cpp", "#include <librdkafka/rdkafka.h>\n") ==
          Rules{"libs/outbox/relay.cpp:1 layer-only"});
    CHECK(layers_of("services/contact/storage/a.cpp",
                    "#include \"hearth/contact/v1/notice.pb.h\"\n") ==
          Rules{"services/contact/storage/a.cpp:1 layer-only",
                "services/contact/storage/a.cpp:1 layer-from"});
}

TEST_CASE("libs have an order and no cycles") {
    const auto edges = parse_edges(kEdges);
    CHECK(rules(check_layers({make_source("libs/core/a.cpp", "#include \"libs/sql/b.hpp\"\n")},
                             edges)) == Rules{"libs/core/a.cpp:1 libs-order"});
    CHECK(rules(check_layers({make_source("libs/kafka/a.cpp", "#include \"libs/sql/b.hpp\"\n"),
                              make_source("libs/sql/b.cpp", "#include \"libs/kafka/c.hpp\"\n")},
                             edges)) == Rules{"libs/sql/b.cpp:1 libs-cycle"});
    CHECK(rules(check_layers({make_source("libs/newcomer/a.cpp", "")}, edges)) ==
          Rules{"libs/newcomer/a.cpp:1 libs-order"});
}

TEST_CASE("a source includes its own header first") {
    const auto header = make_source("libs/core/a.hpp", "#pragma once\n");
    const auto late =
        make_source("libs/core/a.cpp", "#include <string>\n#include \"libs/core/a.hpp\"\n");
    CHECK(rules(check_layers({late, header}, parse_edges(kEdges))) ==
          Rules{"libs/core/a.cpp:1 own-header-first"});
}

std::string body_of(std::size_t lines) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += "    work();\n";
    return text;
}

std::vector<std::string> long_functions(const std::string& text) {
    return rules(check_lengths({make_source("libs/core/a.cpp", text)}));
}

TEST_CASE("a function has fewer than 70 lines") {
    CHECK(long_functions("namespace a {\nvoid f() {\n" + body_of(67) + "}\n}\n").empty());
    CHECK(long_functions("namespace a {\nvoid f() {\n" + body_of(68) + "}\n}\n") ==
          Rules{"libs/core/a.cpp:2 function-length"});
    CHECK(long_functions("struct S {\n    int x{3};\n    S() : a_{1}, b_(2) {\n" + body_of(68) +
                         "    }\n};\n") == Rules{"libs/core/a.cpp:3 function-length"});
    CHECK(long_functions("#define LOOP(x) \\\n    for (;;) {\nTEST_CASE(\"a { brace\") {\n" +
                         body_of(68) + "}\n") == Rules{"libs/core/a.cpp:3 function-length"});
}

TEST_CASE("a table is no function") {
    std::string table = "const std::vector<Route> kRoutes = {\n";
    for (int i = 0; i < 100; ++i)
        table += "    {\"GET\", path(\"/v1\"), handler()},\n";
    CHECK(long_functions(table + "};\nvoid f() {}\n").empty());
}

TEST_CASE("a file has fewer than 500 lines") {
    const std::string line = "int a;\n";
    std::string text;
    for (int i = 0; i < 499; ++i)
        text += line;
    CHECK(long_functions(text).empty());
    CHECK(long_functions(text + line) == Rules{"libs/core/a.cpp:500 file-length"});
}

Rules words_of(const std::string& path, const std::string& text) {
    return rules(check_words({make_source(path, text)}));
}

TEST_CASE("what one line shows") {
    CHECK(words_of("libs/core/a.cpp",
                   "int a;  // TO"
                   "DO: later\n") == Rules{"libs/core/a.cpp:1 unfinished"});
    CHECK(words_of("libs/core/a.cpp", "const int kTODOS = 1;\n").empty());
    CHECK(words_of("libs/core/a.cpp", "int a; \n") == Rules{"libs/core/a.cpp:1 trailing-space"});
    CHECK(words_of("libs/core/a.cpp", "int a;") == Rules{"libs/core/a.cpp:1 final-newline"});
    CHECK(words_of("libs/core/a.hpp", "int a;\n") == Rules{"libs/core/a.hpp:1 pragma-once"});
    CHECK(words_of("services/a/storage/b.cpp", "run(\"SELECT 1\");\n") ==
          Rules{"services/a/storage/b.cpp:1 sql-in-cpp"});
    CHECK(words_of("services/a/storage/sql/b.sql", "SELECT now();\n") ==
          Rules{"services/a/storage/sql/b.sql:1 sql-now"});
    for (const char* day : {"SELECT ($4::timestamptz)::date;\n", "SELECT a.created_at::date;\n"})
        CHECK(words_of("services/a/storage/sql/b.sql", day) ==
              Rules{"services/a/storage/sql/b.sql:1 sql-day"});
    CHECK(
        words_of("services/a/storage/sql/b.sql", "SELECT $4::date, row.start_on::date;\n").empty());
}

Rules topics_in(const std::string& text) {
    return rules(check_words({make_source("libs/core/a.cpp", text),
                              make_source("services/registry/service.yaml", "name: registry\n")}));
}

TEST_CASE("only a manifest names a topic") {
    const std::string ours = "hearth.";  // apart, so that this file does not break the rule itself
    const std::string topic = ours + "registry.party.v1";
    const Rules one{"libs/core/a.cpp:1 literal-topic"};
    CHECK(topics_in("f(\"" + topic + "\");\n") == one);
    CHECK(topics_in("f(\"topic <> '" + topic + "2'\");\n") == one);
    CHECK(topics_in("f(\"" + ours + "registry.v1.Party\", \"" + topic + "\");\n") == one);
    CHECK(topics_in("f(\"" + ours + "registry.events.v1.PartyCreated\");\n").empty());
    CHECK(topics_in("f(\"" + ours + "sample.note.v1\");\n").empty());
    CHECK(topics_in("int a;  // \"" + topic + "\"\n").empty());
}

Rules links_of(const std::vector<Source>& sources) {
    std::vector<std::string> files{"deploy/adr/0007-a.md", "libs/core/tests/kept.csv"};
    for (const auto& source : sources)
        files.push_back(source.path);
    return rules(check_links(sources, files));
}

TEST_CASE("a file that a comment or a page names is there") {
    const auto named = [](const std::string& path, const std::string& text) {
        return links_of({make_source(path, text)});
    };
    CHECK(named("README.md", "[all](libs/core/lost.md)\n") == Rules{"README.md:1 dead-reference"});
    CHECK(named("README.md", "see tests/kept.csv, adr/0007-a.md, *.yaml, a town's lost.csv\n")
              .empty());
    CHECK(named("README.md", "see tests/lost.csv\n") == Rules{"README.md:1 dead-reference"});
    CHECK(named("README.md", "ADR 7 and ADR 8\n") == Rules{"README.md:1 dead-reference"});
    CHECK(named("proto/a.proto", "\n// as lost.md says\n") ==
          Rules{"proto/a.proto:2 dead-reference"});
    CHECK(named("deploy/run", "lost.sh\n# lost.sh\n") == Rules{"deploy/run:2 dead-reference"});
    CHECK(links_of({make_source("libs/core/CMakeLists.txt", "a.cpp"),
                    make_source("libs/core/a.cpp",
                                "f(\"lost.yaml // lost.yaml\");  // a.cpp\n"
                                "int a;  // (lost.cpp)\n")}) ==
          Rules{"libs/core/a.cpp:2 dead-reference"});
}

TEST_CASE("every source is in a target and every header is included") {
    const auto list = make_source("libs/core/CMakeLists.txt", "a.cpp tests/b.cpp # c.cpp\n");
    const auto listed = make_source("libs/core/tests/b.cpp", "");
    const auto lost = make_source("libs/core/c.cpp", "");
    const auto like = make_source("libs/core/tests/a.cpp", "");
    CHECK(links_of({list, listed, lost, like}) ==
          Rules{"libs/core/c.cpp:1 dead-source", "libs/core/tests/a.cpp:1 dead-source"});
    CHECK(links_of({make_source("libs/core/CMakeLists.txt", "foreach(n c)\n f(${n}.cpp)"), lost})
              .empty());

    const auto header = make_source("libs/core/a.hpp", "");
    const auto own = make_source("libs/core/a.cpp", "#include \"libs/core/a.hpp\"\n");
    const auto user = make_source("libs/core/tests/b.cpp", "#include \"libs/core/a.hpp\"\n");
    const auto all = make_source("libs/core/CMakeLists.txt", "a.cpp tests/b.cpp\n");
    CHECK(links_of({all, own, header}) == Rules{"libs/core/a.hpp:1 dead-header"});
    CHECK(links_of({all, own, header, user}).empty());
}

TEST_CASE("every function of a header has a caller") {
    const auto list = make_source("libs/core/CMakeLists.txt", "a.cpp b.cpp\n");
    const auto header =
        make_source("libs/core/a.hpp",
                    "int used();\nstd::vector<int>& lost();\n"
                    "int overridden() override;\ninline int once() { return f(1); }\n"
                    "int generated();\n");
    const auto own = make_source("libs/core/a.cpp",
                                 "int used() {}\nstd::vector<int>& lost() {\n"
                                 "    return generated();\n}\n");
    const auto user =
        make_source("libs/core/b.cpp", "#include \"libs/core/a.hpp\"\nint x = used();\n");
    CHECK(links_of({list, header, own, user}) ==
          Rules{"libs/core/a.hpp:2 dead-declaration", "libs/core/a.hpp:4 dead-declaration"});
}

Rules calls_of(const std::string& path, const std::string& text) {
    return rules(check_calls({make_source(path, text)}));
}

TEST_CASE("a call with a better one in its place is named") {
    CHECK(calls_of("services/a/api/b.cpp", "int a = std::stoi(text);\n") ==
          Rules{"services/a/api/b.cpp:1 banned-call"});
    CHECK(calls_of("services/a/api/b.cpp", "auto at = std::chrono::system_clock::now();\n") ==
          Rules{"services/a/api/b.cpp:1 banned-call"});
    CHECK(calls_of("libs/core/b.cpp", "auto at = std::chrono::system_clock::now();\n").empty());
    CHECK(calls_of("services/a/tests/b.cpp", "int a = std::stoi(text);\n").empty());
    CHECK(calls_of("services/a/api/b.cpp", "int a = my_stoi(text);  // stoi(a)\n").empty());
}

TEST_CASE("a method that only reads locks nothing") {
    const std::string body = "(int) {\n    return [this] { return store.lock(uid); };\n}\n";
    CHECK(calls_of("services/a/api/b.cpp", "R* Service::GetParty" + body) ==
          Rules{"services/a/api/b.cpp:2 get-locks"});
    CHECK(calls_of("services/a/api/b.cpp", "R Parties::list_open" + body) ==
          Rules{"services/a/api/b.cpp:2 get-locks"});
    CHECK(calls_of("services/a/api/b.cpp", "R* Service::UpdateParty" + body).empty());
    CHECK(calls_of("services/a/storage/b.cpp", "R Store::get" + body).empty());
    CHECK(
        calls_of("services/a/api/b.cpp", "R get() {\n  f.unlock(a); std::lock(b); g(clock());\n}\n")
            .empty());
}

TEST_CASE("comments and literals are no code") {
    const auto source = make_source("a.cpp",
                                    "int a = 1'000; // {\n/* ( */ auto s = R\"x({)\")x\"; char c = "
                                    "'{';\nauto t = \"\\\"{\";\n");
    CHECK(source.code.size() == source.text.size());
    CHECK(source.code.find('{') == std::string::npos);
    CHECK(lines_of(source.code).size() == 3);
}

/// A checkout with a file of words in both languages for libs and one service.
std::vector<Source> with_words(std::vector<Source> sources) {
    const std::string zh = "language: zh-CN\nedition: 1\n";
    const std::string en = "language: en\nedition: 1\n";
    const std::string libs = "reasons:\n  REQUIRED: text\n";
    const std::string lamp = "reasons:\n  LAMP_OUT: text\nsaid:\n  lit: text\n  is_dim: text\n";
    sources.push_back(make_source("libs/words/zh-CN.yaml", zh + libs));
    sources.push_back(make_source("libs/words/en.yaml", en + libs));
    sources.push_back(make_source("services/lamp/words/zh-CN.yaml", zh + lamp));
    sources.push_back(make_source("services/lamp/words/en.yaml", en + lamp));
    sources.push_back(make_source("libs/core/a.cpp", "auto a = required(\"REQUIRED\");\n"));
    sources.push_back(make_source("services/lamp/domain/a.cpp",
                                  "auto b = fail(\"LAMP_OUT\"); auto c = \"is_\" + how;\n"));
    sources.push_back(make_source("services/lamp/lamps.yaml", "state: lit  # \n"));
    return sources;
}

Rules reasons_of(std::vector<Source> sources) {
    return rules(check_reasons(with_words(std::move(sources)), {{"libs/kv/*", {"EVAL"}}}));
}

TEST_CASE("every reason that code gives has words, wherever it stands") {
    CHECK(reasons_of({}).empty());
    const std::string planted =
        "// \"SAID_ONLY\"\nfail({at,\n      dark ? \"LAMP_DARK\" : \"LAMP_OUT\"});\n";
    CHECK(reasons_of({make_source("services/lamp/api/b.cpp", planted)}) ==
          Rules{"services/lamp/api/b.cpp:3 reason-words"});
    // What another service says is not said here.
    CHECK(reasons_of({make_source("services/door/api/b.cpp", "fail(\"LAMP_OUT\");\n")}) ==
          Rules{"services/door/api/b.cpp:1 reason-words"});
    CHECK(reasons_of({make_source("libs/kv/a.cpp", "ask(\"EVAL\", \"HEARTH_HOME\", \"SMTP_\");\n"),
                      make_source("libs/kv/tests/a.cpp", "fail(\"PLANTED\");\n"),
                      make_source("services/ctl/a.cpp", "table(\"STATE\");\n")})
              .empty());
    CHECK(reasons_of({make_source("services/ctl/a.cpp", "fail(\"BAD_STATE\");\n")}) ==
          Rules{"services/ctl/a.cpp:1 reason-words"});
}

TEST_CASE("no word is left over, none has two homes, none lacks its twin") {
    const std::string zh = "language: zh-CN\nedition: 1\n";
    const std::string en = "language: en\nedition: 1\n";
    const std::string more = "reasons:\n  REQUIRED: text\nmessages:\n  unsaid: text\n";
    CHECK(reasons_of({make_source("services/door/words/zh-CN.yaml", zh + more),
                      make_source("services/door/words/en.yaml", en)}) ==
          Rules{"services/door/words/en.yaml:1 words-file",
                "services/door/words/en.yaml:1 words-file", "libs/words/zh-CN.yaml:1 reason-twice",
                "services/door/words/zh-CN.yaml:4 word-unused",
                "services/door/words/zh-CN.yaml:6 word-unused"});
    CHECK(reasons_of({make_source("services/door/words/en.yaml", en)}) ==
          Rules{"services/door/words/en.yaml:1 words-file"});
    CHECK(reasons_of({make_source("services/door/words/en.yaml", en + "colour: red\n")}).size() ==
          1);
}

TEST_CASE("the program finds what is planted in a checkout") {
    const hearth::testkit::TempDir root;
    std::filesystem::create_directories(root.path() / "tests/tidy");
    std::filesystem::create_directories(root.path() / "libs/core/build");
    std::ofstream{root.path() / "tests/tidy/edges.txt"} << kEdges;
    std::ofstream{root.path() / "tests/tidy/capitals.txt"} << "libs/kv/* EVAL\n";
    std::ofstream{root.path() / "libs/core/a.cpp"} << "#include \"libs/sql/tx.hpp\"\n";
    std::ofstream{root.path() / "libs/core/CMakeLists.txt"} << "a.cpp\n";
    std::ofstream{root.path() / "libs/core/build/b.cpp"} << "#include \"libs/sql/tx.hpp\"\n";

    const auto bin = std::filesystem::canonical("/proc/self/exe").parent_path() / "hearth-tidy";
    hearth::testkit::Process tidy{bin.string(), {{root.path().string()}, {}}};
    CHECK(tidy.wait(std::chrono::seconds{10}) == 1);
    CHECK(tidy.output() ==
          "libs/core/a.cpp:1: libs-order: core stands below sql and may not include it\n"
          "4 files, 1 violations\n");
}

}  // namespace
