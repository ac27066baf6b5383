#include <csignal>
#include <cstdlib>

#include "libs/outbox/tests/work_fixture.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::outbox {
namespace {

testkit::Process start(const std::string& prefix, const Uuid& key, int commands,
                       const std::vector<std::string>& failpoints) {
    const sql::Config config = database().app();
    std::vector<std::string> args{prefix};
    args.insert(args.end(), failpoints.begin(), failpoints.end());
    return testkit::Process{OUTBOX_SAMPLE,
                            {args,
                             {{"SAMPLE_HOST", config.host},
                              {"SAMPLE_PORT", std::to_string(config.port)},
                              {"SAMPLE_DATABASE", config.database},
                              {"SAMPLE_USER", config.user},
                              {"SAMPLE_PASSWORD", config.password.reveal()},
                              {"SAMPLE_KEY", to_string(key)},
                              {"SAMPLE_COUNT", std::to_string(commands)}}}};
}

constexpr int kKilled = 128 + SIGKILL;

/// Counter, history, outbox and remembered commands.
std::string all_traces(const Uuid& key, const std::string& prefix) {
    return traces(key) + '|' + count("command", "request_id LIKE '" + prefix + "%'");
}

std::string all_effects(int count) {
    return effects(count) + '|' + std::to_string(count);
}

bool agree(const std::string& text) {
    return text == all_effects(static_cast<int>(std::strtol(text.c_str(), nullptr, 10)));
}

}  // namespace

TEST_CASE("killed before the commit: nothing, and the repeat does it") {
    const Uuid key = new_key();
    CHECK(start("before-", key, 1, {"uow.before_commit=crash"}).wait(20s) == kKilled);
    CHECK(all_traces(key, "before-") == all_effects(0));
    CHECK(start("before-", key, 1, {}).wait(20s) == 0);
    CHECK(all_traces(key, "before-") == all_effects(1));
}

TEST_CASE("killed after the commit: all, and the repeat gets its answer") {
    const Uuid key = new_key();
    CHECK(start("after-", key, 1, {"uow.after_commit=crash"}).wait(20s) == kKilled);
    CHECK(all_traces(key, "after-") == all_effects(1));
    CHECK(start("after-", key, 1, {}).wait(20s) == 0);
    CHECK(all_traces(key, "after-") == all_effects(1));
}

TEST_CASE("killed anywhere, again and again: each command once") {
    constexpr int kCommands = 400;
    const Uuid key = new_key();
    std::string last = "0";
    for (int round = 0; round < 8; ++round) {
        testkit::Process process = start("anywhere-", key, kCommands, {});
        const auto progressed = [&] {
            return database().run("SELECT coalesce(max(version), 0) FROM counter WHERE id = '" +
                                  to_string(key) + "'") != last;
        };
        REQUIRE(testkit::eventually([&] { return progressed() || !process.running(); }));
        process.signal(SIGKILL);
        REQUIRE(process.wait(10s).has_value());
        REQUIRE(testkit::eventually([&] { return agree(all_traces(key, "anywhere-")); }));
        const std::string now = traces(key);
        last = now.substr(0, now.find('|'));
    }
    CHECK(start("anywhere-", key, kCommands, {}).wait(60s) == 0);
    CHECK(all_traces(key, "anywhere-") == all_effects(kCommands));
}

}  // namespace hearth::outbox
