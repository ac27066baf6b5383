#include "deploy/manifest/manifest.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "deploy/manifest/environment.hpp"
#include "deploy/manifest/header.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::manifest {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const std::string kGood = R"(name: NAME
purpose: a purpose
serves: grpc
roles: [owner, app, relay, checker]
produces:
  noun: {}
  other_noun: {personal: true}
listens: {}
peers: []
redis: false
outside: {}
secrets: []
local: {}
scale: {on: executor_wait, replicas: [2, 8], cpu: 250m, memory: 192Mi}
)";

/// A checkout with the services a test writes, each with migrations.
class Checkout {
public:
    void add(const std::string& name, std::string text, bool database = true) const {
        const auto folder = dir_.path() / "services" / name;
        fs::create_directories(database ? folder / "migrations" : folder);
        std::ofstream{folder / "service.yaml"} << text.replace(text.find("NAME"), 4, name);
    }
    [[nodiscard]] Result<std::vector<Service>> read() const { return read_services(dir_.path()); }
    /// "a.peers: REASON message" of each fault, the folder's name taken out.
    [[nodiscard]] Lines faults() const {
        const auto services = read();
        Lines all;
        if (services) return all;
        for (const auto& fault : services.error().fields) {
            std::string text = fault.field + ": " + fault.reason + " " + fault.message;
            const auto folder = dir_.path().string() + "/services/";
            if (const auto at = text.find(folder); at != std::string::npos)
                text.erase(at, folder.size());
            all.push_back(text);
        }
        return all;
    }

private:
    testkit::TempDir dir_;
};

/// What is said of a manifest that is good but for one line.
Lines faults_of(const std::string& line, const std::string& instead, bool database = true) {
    const Checkout checkout;
    std::string text = kGood;
    const auto at = text.find(line);
    REQUIRE(at != std::string::npos);
    checkout.add("a", text.replace(at, line.size(), instead), database);
    return checkout.faults();
}

TEST_CASE("a manifest is read whole") {
    const Checkout checkout;
    std::string b = kGood;
    b.replace(b.find("listens: {}"), 11, "listens:\n  news: [a.noun, a.other_noun]");
    b.replace(b.find("peers: []"), 9,
              "reads:\n  a: {noun: [noun.name], NounMade: [noun.etag, cause]}\n"
              "ignores: {a: [NounGone]}\npeers: [all]");
    b.replace(b.find("local: {}"), 9, "local: {b.out_file: out.jsonl, b.word: w}");
    b.replace(b.find("outside: {}"), 11, "outside: {sms: b.*.url}");
    b.replace(b.find("on: executor_wait"), 17, "on: lag, group: news");
    checkout.add("b", b);
    checkout.add("a", kGood);
    const auto services = checkout.read();
    INFO((services ? "" : checkout.faults().front()));
    REQUIRE(services);
    REQUIRE(services->size() == 2);
    const Service& service = services->at(1);
    CHECK(service.name == "b");
    CHECK(service.grpc);
    CHECK(service.produces.size() == 2);
    CHECK(service.produces[1].personal);
    REQUIRE(service.listens.size() == 1);
    CHECK(service.listens[0].topics == Lines{"a.noun", "a.other_noun"});
    CHECK(service.reads ==
          std::map<std::string, Lines>{{"a.noun", {"noun.name"}},
                                       {"hearth.a.events.v1.NounMade", {"noun.etag", "cause"}}});
    CHECK(service.ignores == Lines{"hearth.a.events.v1.NounGone"});
    CHECK(service.peers == Lines{"a"});
    CHECK(service.local.at("b.out_file") == "out.jsonl");
    CHECK(service.scale.group == "news");
    CHECK(service.scale.most == 8);
}

TEST_CASE("each wrong key is told with file and line") {
    struct Wrong {
        std::string line;
        std::string instead;
        std::string fault;
    };
    const std::vector<Wrong> all{
        {"name: NAME", "name: x # NAME",
         "a.name: BAD_VALUE is not the name of its folder, one lower case word (a/service.yaml:1)"},
        {"purpose: a purpose", "purpose: [a]",
         "a.purpose: BAD_VALUE has no single value (a/service.yaml:2)"},
        {"serves: grpc", "serves: smtp",
         "a.serves: BAD_VALUE is neither grpc nor http (a/service.yaml:3)"},
        {"roles: [owner, app, relay, checker]", "roles: [owner, app]",
         "a.roles: BAD_VALUE lacks one of owner, app, relay and checker (a/service.yaml:4)"},
        {"  noun: {}", "  Noun: {}",
         "a.produces.Noun: BAD_VALUE is not one lower case word (a/service.yaml:6)"},
        {"  noun: {}", "  noun: {personel: true}",
         "a.produces.noun.personel: UNKNOWN_KEY is not a known key (a/service.yaml:6)"},
        {"{personal: true}", "{personal: maybe}",
         "a.produces.other_noun.personal: BAD_VALUE is \"maybe\", not true or false "
         "(a/service.yaml:7)"},
        {"listens: {}", "listens: {news: [b.noun]}",
         "a.listens.news: NO_PRODUCER names b.noun, which no service produces (a/service.yaml:8)"},
        {"listens: {}", "listens: {news: []}",
         "a.listens.news: BAD_VALUE names no topic (a/service.yaml:8)"},
        {"listens: {}", "listens: {news: [a.noun, a.noun]}",
         "a.listens.news: BAD_VALUE names a topic twice (a/service.yaml:8)"},
        {"listens: {}", "listens: [a.noun]",
         "a.listens: BAD_VALUE has keys of its own below it (a/service.yaml:8)"},
        {"peers: []", "peers: [b]",
         "a.peers: NO_SUCH_PEER names b, which is no other service that serves grpc "
         "(a/service.yaml:9)"},
        {"peers: []", "peers: b", "a.peers: BAD_VALUE is not a list of values (a/service.yaml:9)"},
        {"redis: false", "redis: no",
         "a.redis: BAD_VALUE is \"no\", not true or false (a/service.yaml:10)"},
        {"outside: {}", "outside: {sms: url}",
         "a.outside.sms: BAD_VALUE \"url\" is no setting's path (a/service.yaml:11)"},
        {"secrets: []", "secrets: [A.b]",
         "a.secrets: BAD_VALUE \"A.b\" is no setting's path (a/service.yaml:12)"},
        {"secrets: []", "secrets: [a.*]",
         "a.secrets: BAD_VALUE \"a.*\" is no setting's path (a/service.yaml:12)"},
        {"local: {}", "local: {\"a.*.b\": x}",
         "a.local: BAD_VALUE \"a.*.b\" is no setting's path (a/service.yaml:13)"},
        {"local: {}", "local: {out: x}",
         "a.local: BAD_VALUE \"out\" is no setting's path (a/service.yaml:13)"},
        {"on: executor_wait", "on: mood",
         "a.scale.on: BAD_VALUE is neither executor_wait nor lag (a/service.yaml:14)"},
        {"on: executor_wait", "on: lag, group: none",
         "a.scale.group: BAD_VALUE is none of its listeners (a/service.yaml:14)"},
        {"on: executor_wait", "on: executor_wait, group: x",
         "a.scale.group: BAD_VALUE belongs to lag (a/service.yaml:14)"},
        {"[2, 8]", "[8, 2]",
         "a.scale.replicas: BAD_VALUE is not [least, most], whole numbers from 1 to 100 "
         "(a/service.yaml:14)"},
        {"cpu: 250m", "cpu: 1", "a.scale.cpu: BAD_VALUE is not like 250m (a/service.yaml:14)"},
        {"memory: 192Mi", "memory: 192",
         "a.scale.memory: BAD_VALUE is not like 192Mi (a/service.yaml:14)"},
        {"redis: false", "redis: false\nkafka: true",
         "a.kafka: UNKNOWN_KEY is not a known key (a/service.yaml:11)"},
    };
    for (const auto& wrong : all)
        CHECK(faults_of(wrong.line, wrong.instead) == Lines{wrong.fault});
    CHECK(faults_of("purpose", "purpose", false) ==
          Lines{"a.roles: BAD_VALUE is of a database, but there are no migrations "
                "(a/service.yaml:4)"});
    CHECK(faults_of("purpose: a purpose\n", "") == Lines{"a.purpose: REQUIRED is required"});
}

TEST_CASE("what is read is heard and has fields; what is ignored is an event") {
    const Checkout checkout;
    std::string text = kGood;
    text.replace(text.find("listens: {}"), 11, "listens: {own: [a.noun]}");
    text.replace(text.find("peers: []"), 9,
                 "reads: {a: {noun: []}, b: {noun: [x]}}\n"
                 "ignores: {a: [noun], c: [NounMade]}\npeers: []");
    checkout.add("a", text);
    CHECK(checkout.faults() ==
          Lines{"a.reads.a.noun: BAD_VALUE names no field (a/service.yaml:9)",
                "a.ignores.a: BAD_VALUE names noun, which is no event (a/service.yaml:10)",
                "a.reads.b: NOT_HEARD is no service to whose topics it listens (a/service.yaml:9)",
                "a.ignores.c: NOT_HEARD is no service to whose topics it listens "
                "(a/service.yaml:10)"});
}

TEST_CASE("analytics hears nothing personal") {
    const Checkout checkout;
    std::string text = kGood;
    text.replace(text.find("listens: {}"), 11, "listens: {news: [a.noun, a.other_noun]}");
    checkout.add("a", kGood);
    checkout.add("analytics", text);
    CHECK(checkout.faults() == Lines{"analytics.listens.news: PERSONAL names a.other_noun, which "
                                     "tells of people (analytics/service.yaml:8)"});
}

TEST_CASE("who keeps nothing passes on what he hears, and so hears nothing personal") {
    const Checkout checkout;
    std::string text = kGood;
    text.replace(text.find("listens: {}"), 11, "listens: {live: [a.noun, a.other_noun]}");
    text.replace(text.find("[owner, app, relay, checker]"), 28, "[]");
    checkout.add("a", kGood);
    checkout.add("door", text, false);
    CHECK(checkout.faults() == Lines{"door.listens.live: PERSONAL names a.other_noun, which tells "
                                     "of people (door/service.yaml:8)"});
}

TEST_CASE("what is no YAML is told with its line, and a checkout without services") {
    const Checkout checkout;
    const auto none = checkout.faults();
    REQUIRE(none.size() == 1);
    CHECK(none[0].find("NO_SERVICES") != std::string::npos);
    checkout.add("a", "name: NAME\n\tpurpose: x\n");
    const auto broken = checkout.faults();
    REQUIRE(broken.size() == 1);
    CHECK(broken[0].find("a/service.yaml:2") != std::string::npos);
}

Service listener() {
    Service service;
    service.name = "b";
    service.grpc = true;
    service.roles = {"owner", "app", "bulk"};
    service.produces = {{"own_noun", true}};
    service.listens = {{"news", {"a.noun"}}};
    service.peers = {"a"};
    service.local = {{"b.out_file", "out.jsonl"}, {"b.word", "w"}};
    return service;
}

TEST_CASE("a service's header names its own topics and those it hears, and no others") {
    const auto files = headers({listener()});
    REQUIRE(files.size() == 2);
    const std::string& own = files.at("b.hpp");
    CHECK(own.find("kOwnNoun = \"hearth.b.own_noun.v1\";") != std::string::npos);
    CHECK(own.find("kANoun = \"hearth.a.noun.v1\";") != std::string::npos);
    CHECK(own.find("{{kOwnNoun, true}}") != std::string::npos);
    CHECK(own.find("kManifest{\"b\", true, true,") != std::string::npos);
    CHECK(files.at("all.hpp").find("{{b::kManifest}}") != std::string::npos);
}

TEST_CASE("a process is told what its manifest names, and nothing else") {
    Environment stack{{"HEARTH_STACK_DIR", "/s"},       {"HEARTH_REPLICAS", "2"},
                      {"HEARTH_PORTS_A", "1 2 3 4"},    {"HEARTH_PORTS_B", "5 6 7 8"},
                      {"HEARTH_PORTS_C", "9 10 11 12"}, {"HEARTH_PG_HOST", "db"},
                      {"HEARTH_PG_PORT", "5432"},       {"HEARTH_KAFKA_BROKERS", "k:1"}};
    const auto lines = environment_of(listener(), 2, "3s", stack);
    REQUIRE(lines);
    CHECK(*lines == Lines{"HEARTH_STACK_DIR=/s", "HEARTH_ADMIN__PORT=8",
                          "HEARTH_SERVER__ADDRESS=127.0.0.1:7",
                          "HEARTH_AUTH__PRIVATE_KEY_FILE=/s/secrets/keys/b.key",
                          "HEARTH_AUTH__TRUSTED_KEYS_DIR=/s/secrets/trusted",
                          "HEARTH_DEVELOPMENT__ENABLED=true", "HEARTH_DEVELOPMENT__CLOCK_OFFSET=3s",
                          "HEARTH_KAFKA__BROKERS=k:1", "HEARTH_DATABASE__HOST=db",
                          "HEARTH_DATABASE__PORT=5432", "HEARTH_DATABASE__NAME=hearth_b",
                          "HEARTH_DATABASE__APP_PASSWORD_FILE=/s/secrets/hearth_b_app.password",
                          "HEARTH_DATABASE__BULK_PASSWORD_FILE=/s/secrets/hearth_b_bulk.password",
                          "HEARTH_LIMITS__PAGE_TOKEN_SECRET_FILE=/s/secrets/page_token.secret",
                          "HEARTH_PEERS__A=ipv4:127.0.0.1:1,127.0.0.1:3",
                          "HEARTH_B__OUT_FILE=/s/out.jsonl", "HEARTH_B__WORD=w"});
    stack.erase("HEARTH_PG_HOST");
    stack["HEARTH_PORTS_A"] = "1 2";
    const auto missing = environment_of(listener(), 2, "0s", stack);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().fields.size() == 2);
    CHECK(missing.error().fields[0].field == "HEARTH_PG_HOST");
    CHECK(missing.error().fields[1].field == "HEARTH_PORTS_A");
}

}  // namespace
}  // namespace hearth::manifest
