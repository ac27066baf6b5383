#include "libs/config/config.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "libs/testkit/damage.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::config {
namespace {

using namespace std::chrono_literals;
using Environment = std::map<std::string, std::string>;

const testkit::TempDir& dir() {
    static const testkit::TempDir shared;
    return shared;
}

Source source(const std::string& yaml, const Environment& environment = {}) {
    return Source::load(dir().write("s.yaml", yaml), environment).value();
}

/// "path: REASON message" of each fault, the folder's name taken out.
std::vector<std::string> faults(const Source& source) {
    const auto done = source.finish();
    std::vector<std::string> all;
    if (done) return all;
    for (const FieldViolation& fault : done.error().fields) {
        std::string text = fault.field + ": " + fault.reason + " " + fault.message;
        const std::string folder = dir().path().string() + "/";
        if (const auto at = text.find(folder); at != std::string::npos)
            text.erase(at, folder.size());
        all.push_back(text);
    }
    return all;
}

using Faults = std::vector<std::string>;

}  // namespace

TEST_CASE("values come from the environment, then the file, then the program") {
    const Source s = source("database:\n  host: db1\n  pool_size: 7\nlist: [a, b]\n",
                            {{"HEARTH_DATABASE__POOL_SIZE", "9"}, {"HEARTH_NAMES", "x,y,,z"}});
    const Section database = s.root().section("database");
    CHECK(database.text("host", "localhost") == "db1");
    CHECK(database.integer("pool_size", 4, 1, 64) == 9);
    CHECK(database.integer("port", 5432, 1, 65535) == 5432);
    CHECK(database.duration("timeout", 5s) == 5s);
    CHECK(database.flag("tls", false) == false);
    CHECK(database.number("share", 0.5, 0, 1) == 0.5);
    CHECK(s.root().list("list", {}) == std::vector<std::string>{"a", "b"});
    CHECK(s.root().list("names", {}) == std::vector<std::string>{"x", "y", "", "z"});
    CHECK(s.root().list("none", {"d"}) == std::vector<std::string>{"d"});
    CHECK(faults(s).empty());
}

TEST_CASE("a zone is one that this machine knows") {
    const Source s = source("a: Asia/Shanghai\nb: Nowhere/X\n");
    CHECK(s.root().zone("a", "UTC") == "Asia/Shanghai");
    CHECK(s.root().zone("none", "UTC") == "UTC");
    static_cast<void>(s.root().zone("b", "UTC"));
    const auto done = s.finish();
    REQUIRE_FALSE(done);
    REQUIRE(done.error().fields.size() == 1);
    CHECK(done.error().fields[0].reason == "UNKNOWN_ZONE");
}

TEST_CASE("an offset may go back") {
    const Source s = source("a: -90s\nb: 2h\nc: --1s\n");
    CHECK(s.root().offset("a") == -90s);
    CHECK(s.root().offset("b") == 2h);
    CHECK(s.root().offset("none") == 0s);
    CHECK(s.root().offset("c") == 0s);
    CHECK(faults(s) ==
          Faults{"c: BAD_VALUE is \"--1s\", not a time like 250ms, 5s or -72h (s.yaml:3)"});
}

TEST_CASE("a section of the writer's own keys is read whole") {
    const Source s = source("peers: {contact: a, registry: b}\n",
                            {{"HEARTH_PEERS__CONTACT", "c"}, {"HEARTH_PEERS__X_Y", "d"}});
    CHECK(s.root().section("peers").texts() ==
          std::map<std::string, std::string>{{"contact", "c"}, {"registry", "b"}, {"x_y", "d"}});
    CHECK(s.root().section("nobody").texts().empty());
    CHECK(faults(s).empty());
    const Source dotted = source("local:\n  contact.file: a\n  contact: {file: b}\n");
    CHECK(dotted.root().section("local").texts() ==
          std::map<std::string, std::string>{{"contact", ""}, {"contact.file", "a"}});
    CHECK(faults(dotted) == Faults{"local.contact: BAD_VALUE has no single value (s.yaml:3)"});
}

TEST_CASE("a reader can say where a key is set") {
    const Source s = source("a: 1\nb:\n  c: 2\n");
    const std::string file = dir().path() / "s.yaml";
    CHECK(s.root().place("a") == file + ":1");
    CHECK(s.root().section("b").place("c") == file + ":3");
    CHECK(s.root().place("d") == file);
}

TEST_CASE("what is printed has the program's sentences beside its keys, not the file's") {
    const auto read = [](const Source& s) {
        (void)s.root().integer("a", 0, 0, 9, "how many");
        const auto b = s.root().section("b");
        (void)b.text("c", "x # y", "how it looks");
        (void)b.section("d").duration("e", 1s, "how long");
        (void)b.section("d").offset("f", "how far");
        (void)b.flag("g", true);
        (void)b.number("h", 0.5, 0, 1, "what share");
        (void)s.root().list("l", {"one"}, "of what");
        (void)s.root().list("k", {}, "of nothing");
        (void)s.root().secret("m", "who it lets in");
        (void)s.root().required_text("n", "who it is");
    };
    const Source s = source("a: 1  # so many\nb:  # of both\n  g: false  # or not\nn: o\n",
                            {{"HEARTH_M", "direct"}});
    read(s);
    CHECK(s.print() ==
          "a: 1  # how many\nb:\n  c: \"x # y\"  # how it looks\n  d:\n"
          "    e: 1000ms  # how long\n    f: 0ms  # how far\n  g: false\n"
          "  h: 0.5  # what share\nl:  # of what\n  - one\nk: []  # of nothing\nm_file: \"\"  # "
          "who it lets in\n"
          "m: \"***\"  # who it lets in\nn: o  # who it is\n");
    CHECK(faults(s).empty());
    CHECK(source("").print() == "{}\n");
}

TEST_CASE("the reader may refuse a value") {
    const Source s = source("auth: {key: x}\n");
    s.root().section("auth").refuse("key", "NO_KEY", "names no key");
    static_cast<void>(s.root().section("auth").text("key", ""));
    CHECK(faults(s) == Faults{"auth.key: NO_KEY names no key"});
}

TEST_CASE("durations have a unit") {
    const Source s =
        source("a: 250ms\nb: 5s\nc: 3m\nd: 72h\ne: 5\nf: -5s\ng: 1d\nh: 99999999999h\n");
    CHECK(s.root().duration("a", 0ms) == 250ms);
    CHECK(s.root().duration("b", 0ms) == 5s);
    CHECK(s.root().duration("c", 0ms) == 3min);
    CHECK(s.root().duration("d", 0ms) == 72h);
    for (const char* bad : {"e", "f", "g", "h"})
        CHECK(s.root().duration(bad, 1ms) == 1ms);
    CHECK(faults(s).size() == 4);
}

TEST_CASE("one start shows all faults, with path and line") {
    const Source s = source(
        "server:\n  port: 70000\n  prot: 1\n  tls: yes\n  ratio: half\nsurplus:\n  a: "
        "1\nserver_list: x\nempty:\n",
        {{"HEARTH_SERVER__WAIT", "soon"},
         {"HEARTH_SERVER__TYPO", "1"},
         {"HEARTH_OTHER__KEY", "1"},
         {"HEARTH_HOME", "/"}});
    const Section server = s.root().section("server");
    CHECK(server.integer("port", 8080, 1, 65535) == 8080);
    CHECK(server.flag("tls", false) == false);
    CHECK(server.number("ratio", 1, 0, 1) == 1);
    CHECK(server.duration("wait", 1s) == 1s);
    CHECK(server.required_text("name").empty());
    CHECK(s.root().list("server_list", {}).empty());
    CHECK(s.root().section("empty").text("a", "b") == "b");
    CHECK(
        faults(s) ==
        Faults{"server.port: BAD_VALUE is \"70000\", not a whole number from 1 to 65535 (s.yaml:2)",
               "server.tls: BAD_VALUE is \"yes\", not true or false (s.yaml:4)",
               "server.ratio: BAD_VALUE is \"half\", not a number from 0.000000 to 1.000000 "
               "(s.yaml:5)",
               "server.wait: BAD_VALUE is \"soon\", not a time like 250ms, 5s, 3m or 72h "
               "(HEARTH_SERVER__WAIT)",
               "server.name: REQUIRED is required",
               "server_list: BAD_VALUE is not a list of values (s.yaml:8)",
               "server.prot: UNKNOWN_KEY is not a known key (s.yaml:3)",
               "surplus: UNKNOWN_KEY is not a known key (s.yaml:6)",
               "HEARTH_SERVER__TYPO: UNKNOWN_KEY overrides no known key"});
}

TEST_CASE("a key set twice and a section that is a value are faults") {
    const Source s = source("a: 1\na: 2\nserver: 5\n");
    CHECK(s.root().integer("a", 0, 0, 9) == 1);
    CHECK(s.root().section("server").integer("port", 1, 0, 9) == 1);
    CHECK(faults(s) == Faults{"a: REPEATED_KEY is set twice (s.yaml:2)",
                              "server: BAD_VALUE has keys of its own below it (s.yaml:3)"});
}

TEST_CASE("a secret comes from its file or the environment, never from the YAML") {
    const std::string file = dir().write("password", "geheim\n");
    const Source s =
        source("a:\n  password_file: " + file + "\nb:\n  password: x\nc:\n  password_file: /none\n",
               {{"HEARTH_D__PASSWORD", "direct"}, {"HEARTH_E__PASSWORD_FILE", file}});
    CHECK(s.root().section("a").secret("password").reveal() == "geheim");
    CHECK(s.root().section("b").required_secret("password").empty());
    CHECK(s.root().section("c").secret("password").empty());
    CHECK(s.root().section("d").secret("password").reveal() == "direct");
    CHECK(s.root().section("e").secret("password").reveal() == "geheim");
    CHECK(s.root().section("f").secret("password").empty());
    CHECK(
        faults(s) ==
        Faults{
            "b.password_file: REQUIRED is required: the file that holds the secret",
            "c.password_file: BAD_VALUE is \"/none\", not a file with a secret that we can read "
            "(s.yaml:6)",
            "b.password: SECRET_IN_FILE is a secret: name its file by b.password_file (s.yaml:4)"});
    CHECK(s.print().find("geheim") == std::string::npos);
    CHECK(s.print().find("direct") == std::string::npos);
    std::ostringstream out;
    out << Secret{"geheim"};
    CHECK(out.str() == "***");
}

TEST_CASE("what was read is printed as YAML that reads back the same") {
    const auto read = [](const Source& s) {
        const Section server = s.root().section("server");
        return std::tuple{server.integer("port", 8080, 1, 65535), server.duration("wait", 5s),
                          server.section("limits").number("rate", 1.5, 0, 10),
                          s.root().list("peers", {"a", "b"})};
    };
    const Source first = source("server:\n  port: 9\n");
    const auto values = read(first);
    const std::string printed = first.print();
    const Source second = source(printed);
    CHECK(read(second) == values);
    CHECK(faults(second).empty());
    CHECK(second.print() == printed);
}

TEST_CASE("a mapping whose keys are data tells them in the file's order") {
    const Source read = source("clocks: {b: {limit: 1}, a: {limit: 2}}");
    const Section clocks = read.root().section("clocks");
    CHECK(clocks.keys() == std::vector<std::string>{"b", "a"});
    CHECK(read.root().section("none").keys().empty());
    CHECK(clocks.section("a").integer("limit", 0, 0, 9) == 2);
}

TEST_CASE("YAML that cannot be read tells the line") {
    const auto bad = Source::load(dir().write("bad.yaml", "a: 1\nb: [1, 2\n"), {});
    REQUIRE_FALSE(bad);
    CHECK(bad.error().fields.at(0).field.ends_with("bad.yaml:3"));
    const auto latin = Source::load(dir().write("latin.yaml", "a: 1\nb: caf\xe9\n"), {});
    REQUIRE_FALSE(latin);
    CHECK(latin.error().fields.at(0).field.ends_with("latin.yaml:2"));
    CHECK(latin.error().fields.at(0).message == "is not UTF-8");
    CHECK(Source::load("/none.yaml", {}).error().reason == "UNREADABLE_FILE");
    CHECK(Source::load(dir().write("text.yaml", "just text"), {}).error().reason == "BAD_YAML");
    CHECK(Source::load(dir().write("empty.yaml", ""), {}).has_value());
}

TEST_CASE("whatever the file holds, it is read or refused by name") {
    constexpr auto kGood =
        "server: {port: 8080, idle: 5s}\nlog:\n  level: info\n  fields: [a, b]\n";
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < 1000; ++i) {
        const auto read = Source::load(dir().write("noise.yaml", damage(kGood)), {});
        if (!read) {
            REQUIRE(read.error().fields.at(0).field.find("noise.yaml") != std::string::npos);
            continue;
        }
        const auto server = read->root().section("server");
        const auto port = server.integer("port", 1, 1, 65535);
        REQUIRE((port >= 1 && port <= 65535));
        REQUIRE(server.duration("idle", 1s) >= 0s);
        const std::string level = read->root().section("log").text("level", "info");
        if (const auto done = read->finish(); !done) {
            for (const FieldViolation& fault : done.error().fields)
                REQUIRE_FALSE(fault.field.empty());
        } else {
            REQUIRE(source(read->print()).root().section("log").text("level", "info") == level);
        }
    }
}

}  // namespace hearth::config
