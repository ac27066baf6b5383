#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/chaos/checks.hpp"
#include "tests/chaos/storm.hpp"
#include "tests/suite/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;
using Clock = std::chrono::steady_clock;

/// Two replicas of every service.
World& world() {
    static World world{{.replicas = 2, .town = "village", .env = {}}};
    return world;
}

/// How long one read takes, and how it ends. Retries of the channel count, too.
struct Timed {
    Error error;
    bool ok = false;
    std::chrono::milliseconds took{0};
};
Timed read_request(const std::string& name, std::chrono::milliseconds within) {
    contact::v1::GetRequestRequest request;
    request.set_name(name);
    const auto began = Clock::now();
    const auto answer =
        rpc::call(*world().doors.stub<ContactService>(), &ContactService::Stub::GetRequest, request,
                  world().doors.as(kAgent, within));
    Timed timed{{},
                answer.has_value(),
                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began)};
    if (!answer) timed.error = answer.error();
    return timed;
}

void signal_part(const std::string& part, int number) {
    for (const auto pid : world().suite.part_pids(part))
        ::kill(pid, number);
}

TEST_CASE("two replicas share the work") {
    auto& world = ::world();
    const auto homes = known_by_phone(world.suite, 40);
    for (const auto* service : {"contact", "dispatch"}) {
        for (const int number : {1, 2}) {
            INFO(service << number);
            REQUIRE(testkit::eventually(
                [&] {
                    return world.suite.metric({service, number}, "hearth_consumer_partitions") > 0;
                },
                30s));
        }
    }
    Storm storm{world.doors, reports(homes, 1), 16, Catch::rngSeed()};
    CHECK(joined(storm.finish().lost) == "");
    quiesce(world.suite);
    for (const auto* service : {"contact", "dispatch"}) {
        for (const int number : {1, 2}) {
            INFO(service << number);
            CHECK(world.suite.metric({service, number}, "hearth_event_handle_seconds_count") > 0);
        }
    }
    CHECK(world.suite.metric({"contact", 1}, "hearth_rpc_server_seconds_count") > 0);
    CHECK(world.suite.metric({"contact", 2}, "hearth_rpc_server_seconds_count") > 0);
    CHECK(joined(not_one_open(world.doors, homes)) == "");
}

TEST_CASE("Kafka is away for a minute under load: commands answer, nothing is lost, all catch up") {
    auto& world = ::world();
    const auto homes = known_by_phone(world.suite, 60);
    world.suite.stop_part("kafka");
    const auto back = Clock::now() + std::chrono::seconds{60};
    int round = 0;
    std::vector<std::string> lost;
    while (Clock::now() < back) {
        auto messages = reports(homes, 1);
        for (auto& message : messages)
            message.id += "-k" + std::to_string(round);
        ++round;
        Storm storm{world.doors, messages, 8, Catch::rngSeed()};
        for (auto& line : storm.finish().lost)
            lost.push_back(line);
    }
    CHECK(joined(lost) == "");
    CHECK(world.suite.value("contact", "SELECT count(*) > 0 FROM outbox WHERE sent_at IS NULL") ==
          "t");
    world.suite.start_part("kafka");
    quiesce(world.suite, 120s);
    CHECK(joined(not_one_open(world.doors, homes)) == "");
    CHECK(joined(broken_invariants(world.suite)) == "");
}

TEST_CASE("without Redis, and with one that hangs, answers stay right") {
    auto& world = ::world();
    const auto home = household(world.suite, 5);
    const auto ask = [&] {
        return world.doors.http("GET", "/v1/callScreen?phone=" + http::percent_encode(home.phone),
                                kAgent);
    };
    const auto before = ask();
    INFO(before.body);
    REQUIRE(before.status == 200);
    CHECK(before.body.find(home.premise) != std::string::npos);

    signal_part("redis", SIGSTOP);
    const auto began = Clock::now();
    const auto hanging = ask();
    CHECK(Clock::now() - began < std::chrono::seconds{2});
    signal_part("redis", SIGCONT);
    CHECK(hanging.status == 200);
    CHECK(hanging.body.find(home.premise) != std::string::npos);

    world.suite.stop_part("redis");
    const auto without = ask();
    CHECK(without.status == 200);
    CHECK(without.body.find(home.premise) != std::string::npos);
    world.suite.start_part("redis");
    CHECK(ask().status == 200);
}

TEST_CASE(
    "PostgreSQL shut down is UNAVAILABLE with a hint within a second, and comes back by itself") {
    auto& world = ::world();
    const auto name =
        world.story.report_by_web(household(world.suite, 6), unique("pg")).service_request().name();
    world.suite.stop_part("postgres");
    for (int i = 0; i < 3; ++i) {
        const auto failed = read_request(name, 5s);
        CHECK_FALSE(failed.ok);
        CHECK(failed.error.code == Code::kUnavailable);
        CHECK(failed.error.retry_after.has_value());
        CHECK(failed.took < 1s);
    }
    const auto web = world.doors.http("GET", "/v1/" + name, kAgent);
    CHECK(web.status == 503);
    CHECK(web.headers.count("Retry-After") == 1);
    const auto pid = world.suite.pid({"contact", 1});
    world.suite.start_part("postgres");
    CHECK(eventually([&] { return read_request(name, 2s).ok; }, 10s));
    CHECK(world.suite.pid({"contact", 1}) == pid);
    quiesce(world.suite, 60s);
}

TEST_CASE("PostgreSQL that hangs holds nobody past the deadline, and comes back by itself") {
    auto& world = ::world();
    const auto name =
        world.story.report_by_web(household(world.suite, 6), unique("pg")).service_request().name();
    signal_part("postgres", SIGSTOP);
    for (int i = 0; i < 3; ++i) {
        const auto failed = read_request(name, 700ms);
        CHECK_FALSE(failed.ok);
        CHECK((failed.error.code == Code::kDeadlineExceeded ||
               failed.error.code == Code::kUnavailable));
        CHECK(failed.took < 1s);
    }
    signal_part("postgres", SIGCONT);
    CHECK(eventually([&] { return read_request(name, 2s).ok; }, 10s));
    quiesce(world.suite, 60s);
    CHECK(joined(broken_invariants(world.suite)) == "");
}

}  // namespace
