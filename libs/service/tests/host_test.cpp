#include <csignal>

#include "libs/core/id.hpp"
#include "libs/service/tests/fixture.hpp"
#include "libs/service/tests/sample.hpp"
#include "libs/testkit/tcp_gate.hpp"

namespace hearth::service {
namespace {

using testkit::eventually;
using testkit::Process;

std::string run(const std::vector<std::string>& args, const Environment& environment, int status) {
    Process process{SERVICE_SAMPLE, {args, environment}};
    CHECK(process.wait(10s) == status);
    return process.output();
}

}  // namespace

TEST_CASE("a wrong configuration is told whole, and ends the program with 2") {
    const std::string yaml = ground().dir().write(
        "wrong.yaml", "sample: {most_notes: 1000}\nlog: {level: loud}\nserver: {adress: x}\n");
    const std::string said = run({"--config", yaml},
                                 {{"HEARTH_DATABASE__PORT", "many"},
                                  {"HEARTH_AUTH__TRUSTED_KEYS_DIR", "/no/such/folder"},
                                  {"HEARTH_DEVELOPMENT__CLOCK_OFFSET", "-2h"},
                                  {"HEARTH_KAFKA__BROKER", "x"}},
                                 2);
    CHECK_THAT(said,
               Catch::Contains("sample.most_notes is \"1000\", not a whole number from 1 to 100"));
    CHECK_THAT(said, Catch::Contains("log.level is not debug, info, warn or error"));
    CHECK_THAT(said, Catch::Contains("server.adress is not a known key"));
    CHECK_THAT(said, Catch::Contains("database.port is \"many\""));
    CHECK_THAT(said, Catch::Contains("database.app_password_file is required"));
    CHECK_THAT(said, Catch::Contains("database.relay_password_file is required"));
    CHECK_THAT(said, Catch::Contains("database.checker_password_file is required"));
    CHECK_THAT(said, Catch::Contains("limits.page_token_secret_file is required"));
    CHECK_THAT(said, Catch::Contains("auth.private_key_file is required"));
    CHECK_THAT(said, Catch::Contains("auth.trusted_keys_dir"));
    CHECK_THAT(said,
               Catch::Contains("development.clock_offset is for the development profile only"));
    CHECK_THAT(said, Catch::Contains("HEARTH_KAFKA__BROKER overrides no known key"));
}

TEST_CASE("the command line") {
    CHECK_THAT(run({"--help"}, {}, 0), Catch::Contains("--check-config"));
    CHECK_THAT(run({}, {}, 2), Catch::Contains("--config"));
    CHECK_THAT(run({"--config", "/no/such/file"}, {}, 2), Catch::Contains("/no/such/file"));
    const auto checked =
        run({"--config", config_file(), "--check-config"}, ground().environment(), 0);
    CHECK_THAT(checked, Catch::Contains("the configuration is good"));
    const auto printed =
        run({"--config", config_file(), "--print-config"}, ground().environment(), 0);
    CHECK_THAT(printed, Catch::Contains("most_notes: 7  # kept at once"));
    CHECK_THAT(printed, Catch::Contains("app_password: \"***\""));
    CHECK(printed.find("page secret") == std::string::npos);
}

TEST_CASE("a service becomes ready, and stops in order when told to") {
    Sample sample;
    REQUIRE(sample.becomes_ready());
    CHECK(sample.get("/livez").status == 200);
    CHECK(sample.health() == "SERVING");
    CHECK_THAT(sample.get("/metrics").body,
               Catch::Contains("hearth_build_info{service=\"sample\"} 1"));
    CHECK_THAT(sample.get("/config").body, Catch::Contains("most_notes: 7"));
    CHECK(sample.get("/config").body.find("page secret") == std::string::npos);
    sample.process().signal(SIGTERM);
    CHECK(sample.process().wait(10s) == 0);
    CHECK_THAT(sample.output(), Catch::Contains("\"event\":\"stopped\""));
}

TEST_CASE("a schema that the program does not know refuses the start") {
    ground().database().run("DELETE FROM sqitch.changes WHERE change = 'note'");
    Sample sample;
    CHECK(sample.process().wait(10s) == 1);
    CHECK_THAT(sample.output(), Catch::Contains("SCHEMA_TOO_OLD"));
    ground().database().run("INSERT INTO sqitch.changes VALUES ('note')");
}

TEST_CASE("readiness follows the database, without a restart") {
    const auto config = ground().database().app();
    testkit::TcpGate gate{config.host, config.port};
    Sample sample{{{"HEARTH_DATABASE__PORT", std::to_string(gate.port())}}};
    REQUIRE(sample.becomes_ready());
    const auto follows = [&](bool there) {
        const std::string health = there ? "SERVING" : "NOT_SERVING";
        return eventually([&] { return sample.ready() == there && sample.health() == health; });
    };
    gate.refuse(true);
    CHECK(follows(false));
    CHECK(sample.get("/livez").status == 200);
    gate.refuse(false);
    CHECK(follows(true));
    gate.hold(true);
    CHECK(follows(false));
    CHECK(sample.get("/livez").status == 200);
    gate.hold(false);
    CHECK(follows(true));
}

TEST_CASE("a database that comes up late is waited for") {
    const auto config = ground().database().app();
    testkit::TcpGate gate{config.host, config.port};
    gate.refuse(true);
    Sample sample{{{"HEARTH_DATABASE__PORT", std::to_string(gate.port())}}};
    REQUIRE(eventually([&] { return gate.accepted() > 1; }));
    CHECK_FALSE(sample.ready());
    gate.refuse(false);
    CHECK(sample.becomes_ready());
}

TEST_CASE("a host lets a service be no more than its manifest says, and no less") {
    const outbox::Apply apply = [](auto&, auto) { return Result<void>{}; };
    const auto host = make_host();
    const std::string topic{kNoteTopic};
    using Message = Catch::Matchers::Exception::ExceptionMessageMatcher;
    CHECK_THROWS_MATCHES(host->peer("registry"), std::logic_error,
                         Message("sample calls registry, which its service.yaml does not say"));
    CHECK_THROWS_MATCHES(host->consume("copy", {{topic, apply}, {"hearth.other.v1", apply}}),
                         std::logic_error,
                         Message("sample listens to hearth.other.v1 as copy, which its "
                                 "service.yaml does not say"));
    CHECK_THROWS_MATCHES(
        host->consume("others", {{topic, apply}}), std::logic_error,
        Message("sample listens to " + topic + " as others, which its service.yaml does not say"));
    CHECK_THROWS_MATCHES(
        host->run(), std::logic_error,
        Message("sample does not listen to " + topic + " as copy, which its service.yaml says"));
    CHECK_NOTHROW(host->consume("copy", {{topic, apply}}));
    CHECK(host->peer("contact") != nullptr);
}

TEST_CASE("an event on a topic that the manifest does not name is not recorded") {
    const auto host = make_host();
    const outbox::Cause cause{1, "timer:test", "", host->clock().now(), Deadline::after(10s)};
    Uuid id;
    const auto done = host->work().run(cause, [&](outbox::UnitOfWork& work) -> Result<void> {
        id = work.new_id();
        work.record({"hearth.other.note.v1", id, 1, "T", ""});
        return {};
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::kInternal);
    CHECK_THAT(done.error().cause, Catch::Contains("does not name hearth.other.note.v1"));
    CHECK(ground().database().run("SELECT count(*) FROM history WHERE key = '" + to_string(id) +
                                  "'") == "0");
}

TEST_CASE("a service is told of the peers in its manifest, and of no others") {
    auto environment = ground().environment();
    environment.erase("HEARTH_PEERS__CONTACT");
    environment["HEARTH_PEERS__REGISTRY"] = "127.0.0.1:1";
    const auto said = run({"--config", config_file(), "--check-config"}, environment, 2);
    CHECK_THAT(said, Catch::Contains("peers.contact is required"));
    CHECK_THAT(said, Catch::Contains("HEARTH_PEERS__REGISTRY overrides no known key"));
}

TEST_CASE("without Kafka a service is ready all the same, and stops") {
    Sample sample{{{"HEARTH_KAFKA__BROKERS", "127.0.0.1:1"}}};
    REQUIRE(sample.becomes_ready());
    sample.process().signal(SIGTERM);
    CHECK(sample.process().wait(20s) == 0);
}

}  // namespace hearth::service
