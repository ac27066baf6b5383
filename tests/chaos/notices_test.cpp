#include <fstream>
#include <map>
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

World& world() {
    static World world{{}, {.patience = 20s, .twice = false}};
    return world;
}

/// Attempts that the file of sent words holds, and how often each.
std::map<std::string, int> sent_attempts() {
    std::map<std::string, int> attempts;
    std::ifstream in{world().suite.dir() / "contact-outbox.jsonl"};
    for (std::string line; std::getline(in, line);)
        ++attempts[Json::parse(line)["attempt"].get<std::string>()];
    return attempts;
}

/// What was planned and is not yet sent, delivered, failed or suppressed.
std::string unsettled() {
    return world().suite.value("contact",
                               "SELECT count(*) FROM notice WHERE state IN ('planned', 'sending')");
}

/// The attempts of a notice in their order: how each stands in the books and
/// how often the carrier has it.
struct Told {
    std::string state;
    std::vector<std::pair<std::string, int>> attempts;
};
std::map<std::string, Told> notices() {
    const auto sent = sent_attempts();
    std::map<std::string, Told> all;
    for (const auto& row : world().suite.query(
             "contact",
             "SELECT n.notice_id, n.state, a.attempt_id, a.state FROM notice n JOIN "
             "notice_attempt a ON a.notice_id = n.notice_id ORDER BY a.position")) {
        const auto found = sent.find(row[2]);
        auto& told = all[row[0]];
        told.state = row[1];
        told.attempts.emplace_back(row[3], found == sent.end() ? 0 : found->second);
    }
    return all;
}

using Attempts = std::vector<std::pair<std::string, int>>;

/// Kills contact when it is at `failpoint` with the words for one home; returns what became of each
/// notice of it.
std::map<std::string, Told> killed_at(const std::string& failpoint, const Household& home) {
    auto& world = ::world();
    const auto earlier = notices();
    world.doors.arm({"contact", 1}, failpoint, "crash");
    world.story.report_by_web(home, unique("notice"));
    REQUIRE(eventually([&] { return !world.suite.running({"contact", 1}); }));
    world.suite.start("contact");
    quiesce(world.suite);
    // The attempt is in doubt: nobody is told again while its report may still come.
    CHECK(eventually([&] { return unsettled() == "1"; }));
    world.doors.advance_clock(std::chrono::minutes{3});
    CHECK(eventually([&] { return unsettled() == "0"; }));
    auto now = notices();
    for (const auto& [uid, told] : earlier)
        now.erase(uid);
    return now;
}

void check_told(const std::map<std::string, Told>& told, const Attempts& of_the_killed) {
    int killed = 0;
    for (const auto& [uid, notice] : told) {
        INFO(uid);
        CHECK(notice.state == "sent");
        if (notice.attempts.size() == 1) {
            CHECK(notice.attempts == Attempts{{"accepted", 1}});
        } else {
            CHECK(notice.attempts == of_the_killed);
            ++killed;
        }
    }
    CHECK(killed == 1);
}

TEST_CASE("contact killed before the carrier is asked: the word is told once, later") {
    const auto homes = known_by_phone(world().suite, 2);
    check_told(killed_at("courier.before_send", homes[0]), {{"started", 0}, {"accepted", 1}});
}

TEST_CASE("contact killed before it has noted the carrier's answer: the word is told twice") {
    const auto homes = known_by_phone(world().suite, 2);
    check_told(killed_at("courier.after_send", homes[1]), {{"started", 1}, {"accepted", 1}});
    CHECK(joined(broken_invariants(world().suite)) == "");
}

}  // namespace
