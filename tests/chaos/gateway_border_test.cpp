#include <functional>
#include <future>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "tests/chaos/border_story.hpp"
#include "tests/chaos/checks.hpp"
#include "tests/suite/channels.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;

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
    auto& world = chaos::world();
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
    auto& world = chaos::world();
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
    auto& world = chaos::world();
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

}  // namespace
