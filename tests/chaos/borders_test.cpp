#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "tests/chaos/checks.hpp"
#include "tests/chaos/storm.hpp"
#include "tests/suite/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;

World& world() {
    static World world{{}, {.patience = 20s, .twice = false}};
    return world;
}

/// Starts again whatever dies, as an orchestrator would.
class Keeper {
public:
    explicit Keeper(const Suite& suite)
        : thread_([this, &suite](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  for (const Manifest& manifest : manifest::kAll) {
                      const std::string service{manifest.name};
                      if (suite.running({service, 1})) continue;
                      ++deaths_;
                      suite.start(service);
                  }
                  std::this_thread::sleep_for(std::chrono::milliseconds{20});
              }
          }) {}
    [[nodiscard]] int deaths() const { return deaths_; }

private:
    std::atomic<int> deaths_{0};
    std::jthread thread_;
};

void repair_and_close(const Story& story, const std::string& name) {
    story.repair(story.order_of(name));
    story.complete_step(name, "verify", "supply_back");
    story.complete_step(name, "callback", "satisfied", 5);
}

std::string tell(const Story& story, const Household& home) {
    story.prefer(home, "en");
    const auto name = story.report_by_phone(home, unique("border")).service_request().name();
    story.report_by_sms(home, unique("border"));
    repair_and_close(story, name);
    return name;
}

std::string uid_of(const std::string& name) {
    return name.substr(name.find('/') + 1);
}

/// How the story ended, in the words of all three services.
std::string ending(const Story& story, const Household& home, const std::string& name) {
    const auto& suite = world().suite;
    (void)story.wait_for(
        name,
        [](const auto& request) { return request.state() >= contact::v1::REQUEST_STATE_RESOLVED; },
        20s);
    quiesce(suite);
    return shape(story.request(name)) + "repairs " +
           suite.value("registry",
                       "SELECT string_agg(outcome || ' ' || cause, ', ') FROM repair_history "
                       "WHERE premise_id = '" +
                           uid_of(home.premise) + "'") +
           "\nlanguage " +
           suite.value("contact",
                       "SELECT language FROM party WHERE uid = '" + uid_of(home.party) + "'") +
           "\n";
}

/// Homes of people who ask for nothing special, so that all are promised and told the same.
std::vector<Household> ordinary_homes() {
    std::set<std::string> ordinary;
    for (const auto& row : world().suite.query(
             "contact", "SELECT uid FROM party WHERE party_class = 'general' AND needs = ''"))
        ordinary.insert("parties/" + row[0]);
    std::vector<Household> homes;
    for (const auto& home : known_by_phone(world().suite, 1000)) {
        if (ordinary.contains(home.party)) homes.push_back(home);
    }
    return homes;
}
Household next_home() {
    static const auto homes = ordinary_homes();
    static std::size_t next = 0;
    return homes.at(next++);
}

std::vector<std::string> databases() {
    std::vector<std::string> names;
    for (const Manifest& service : manifest::kAll) {
        if (service.database) names.emplace_back(service.name);
    }
    return names;
}

struct Border {
    std::string service;
    std::string failpoint;
};

/// Each point at which something is committed or about to be, in every service that commits.
std::vector<Border> borders() {
    std::vector<Border> all;
    for (const auto& service : databases()) {
        for (const auto* point :
             {"uow.before_commit", "uow.after_commit", "relay.before_send", "relay.after_send",
              "relay.before_commit", "inbox.before_commit", "inbox.after_commit"}) {
            all.push_back({service, point});
        }
    }
    return all;
}

TEST_CASE("killed at any border of a commit, the story ends the same") {
    auto& world = ::world();
    const auto first = next_home();
    const auto expected = ending(world.story, first, tell(world.story, first));
    REQUIRE(expected.starts_with("REQUEST_STATE_"));
    for (const auto& border : borders()) {
        const auto where = border.service + " at " + border.failpoint;
        INFO(where);
        const Keeper keeper{world.suite};
        // Timers commit, too, but in the registry; events pass in batches, of which a story may
        // have few.
        const bool timers = border.failpoint.starts_with("uow.") && border.service != "registry";
        world.doors.arm({border.service, 1}, border.failpoint, timers ? "crash@3" : "crash");
        const auto home = next_home();
        CHECK(ending(world.story, home, tell(world.story, home)) == expected);
        CHECK(keeper.deaths() == 1);
    }
    CHECK(joined(gaps(world.story, all_requests(world.doors))) == "");
    CHECK(joined(broken_invariants(world.suite)) == "");
}

/// Posts until it is accepted, as a channel's own system does.
Reply deliver(const std::function<Reply()>& post) {
    Reply reply;
    const auto accepted = [&] {
        try {
            reply = post();
            return reply.status / 100 == 2;
        } catch (const std::exception&) {
            return false;
        }
    };
    if (!eventually(accepted, 20s)) throw std::runtime_error("not accepted: " + reply.body);
    return reply;
}

/// Where contact is while the gateway waits for its answer.
struct Wait {
    bool committed = false;
    bool desk = true;  ///< with the report of the desk, else with the SMS
};

/// While it lives, whatever contact records waits for a lock, right before its commit.
class Held {
public:
    explicit Held(const Suite& suite)
        : suite_(suite),
          psql_("psql",
                {{"-X", "-q", "-h", suite.setting("HEARTH_PG_SOCKET_DIR"), "-p",
                  suite.setting("HEARTH_PG_PORT"), "-U", suite.setting("HEARTH_PG_SUPERUSER"), "-d",
                  "hearth_contact", "-c", "BEGIN", "-c", "LOCK TABLE command IN EXCLUSIVE MODE",
                  "-c", "SELECT pg_sleep(60)"},
                 {{"PGAPPNAME", "held"}}}) {
        REQUIRE(eventually([&] { return locks("granted"); }));
    }
    ~Held() {
        (void)suite_.query("contact",
                           "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                           "application_name = 'held'");
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    [[nodiscard]] bool holds_something() const { return locks("NOT granted"); }

private:
    [[nodiscard]] bool locks(const std::string& which) const {
        return suite_.value("contact",
                            "SELECT count(*) > 0 FROM pg_locks WHERE relation = "
                            "'command'::regclass AND mode IN ('ExclusiveLock', "
                            "'RowExclusiveLock') AND " +
                                which) == "t";
    }
    const Suite& suite_;
    testkit::Process psql_;
};

/// Kills the gateway while a message waits for contact, and starts it again.
Reply deliver_over(const Wait& wait, const std::string& message,
                   const std::function<Reply()>& post) {
    auto& world = ::world();
    quiesce(world.suite);
    std::optional<Held> held;
    if (wait.committed) {
        world.doors.arm({"contact", 1}, "uow.after_commit", "sleep:1000");
    } else {
        held.emplace(world.suite);
    }
    auto reply = std::async(std::launch::async, [&post] { return deliver(post); });
    CHECK(eventually([&] {
        return held ? held->holds_something()
                    : world.suite.value("contact",
                                        "SELECT count(*) > 0 FROM command WHERE request_id LIKE "
                                        "'%" +
                                            message + "'") == "t";
    }));
    world.suite.kill({"gateway", 1});
    held.reset();
    if (wait.committed) world.doors.arm({"contact", 1}, "uow.after_commit", "off");
    world.suite.start("gateway");
    return reply.get();
}

std::string tell_at_the_gateway(const Household& home, const std::optional<Wait>& wait) {
    auto& world = ::world();
    const Channels channels{world.doors};
    world.story.prefer(home, "en");
    const auto send = [&](bool desk, const std::string& message,
                          const std::function<Reply()>& post) {
        return wait && wait->desk == desk ? deliver_over(*wait, message, post) : deliver(post);
    };
    const auto call = unique("border");
    const auto opened = send(true, call, [&] { return channels.open(home, call); });
    const auto words = unique("border");
    send(false, words, [&] { return channels.sms(home, words, "停电"); });
    const std::string name = opened.json["answer"]["serviceRequest"]["name"];
    repair_and_close(world.story, name);
    return name;
}

TEST_CASE("the gateway killed at either side of what it asked for, the story ends the same") {
    auto& world = ::world();
    const auto first = next_home();
    const auto expected = ending(world.story, first, tell_at_the_gateway(first, {}));
    REQUIRE(expected.starts_with("REQUEST_STATE_"));
    for (const bool committed : {false, true}) {
        for (const bool desk : {true, false}) {
            INFO((committed ? "committed, " : "not committed, ") << (desk ? "desk" : "SMS"));
            const auto home = next_home();
            CHECK(ending(world.story, home, tell_at_the_gateway(home, Wait{committed, desk})) ==
                  expected);
        }
    }
    CHECK(joined(broken_invariants(world.suite)) == "");
}

std::map<std::string, std::string> everything(const Suite& suite) {
    std::map<std::string, std::string> all;
    for (const auto& service : databases()) {
        for (const auto& [table, digest] : digests(suite, service))
            all[service + "." + table] = digest;
    }
    return all;
}

std::set<std::string> every_topic() {
    std::set<std::string> topics;
    for (const Manifest& service : manifest::kAll) {
        for (auto& topic : topics_of(service))
            topics.insert(std::move(topic));
    }
    return topics;
}

/// What has been handed to a listener shows in its lag.
bool nothing_lags() {
    return std::ranges::all_of(databases(), [](const std::string& service) {
        return world().suite.metric({service, 1}, "hearth_consumer_lag") == 0;
    });
}

TEST_CASE("every topic again from its first event changes nothing") {
    auto& world = ::world();
    quiesce(world.suite);
    const auto before = everything(world.suite);
    std::size_t sent = 0;
    for (const auto& topic : every_topic()) {
        const auto messages = world.doors.read_topic(topic);
        std::vector<kafka::Record> records;
        for (const auto& message : messages)
            records.push_back({message.topic, message.key, message.value, message.headers});
        world.doors.write_topic(records);
        sent += records.size();
    }
    REQUIRE(sent > 100);
    REQUIRE(eventually(nothing_lags, 30s));
    quiesce(world.suite);
    CHECK(everything(world.suite) == before);
}

TEST_CASE("every command twice is one command") {
    auto& world = ::world();
    const Story twice{world.doors, {.patience = 10s, .twice = true}};
    const auto first = next_home();
    const auto second = next_home();
    const auto once = ending(world.story, first, tell(world.story, first));
    CHECK(ending(twice, second, tell(twice, second)) == once);
}

}  // namespace
