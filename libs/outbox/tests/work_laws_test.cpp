#include <map>
#include <set>
#include <thread>

#include <rapidcheck.h>

#include "libs/outbox/tests/work_fixture.hpp"

namespace hearth::outbox {
namespace {

struct Call {
    int request = 0;
    int body = 0;
    bool refused = false;
};

std::ostream& operator<<(std::ostream& out, const Call& call) {
    return out << "request " << call.request << " body " << call.body
               << (call.refused ? " refused" : "");
}

rc::Gen<Call> any_call() {
    return rc::gen::build<Call>(rc::gen::set(&Call::request, rc::gen::inRange(0, 3)),
                                rc::gen::set(&Call::body, rc::gen::inRange(0, 2)),
                                rc::gen::set(&Call::refused));
}

struct Outcome {
    Call call;
    Result<std::string> answer;
};

/// Each list of calls on a thread of its own, all at once.
std::vector<Outcome> play(Bench& bench, const std::vector<std::vector<Call>>& lists,
                          const std::string& run, const Uuid& key) {
    std::vector<std::vector<Outcome>> outcomes(lists.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        threads.emplace_back([&, i] {
            for (const Call& call : lists[i]) {
                const auto body = [&](UnitOfWork& unit) -> Result<std::string> {
                    auto done = bump(unit, key);
                    if (done && call.refused) return fail(failed_precondition("REFUSED", "no"));
                    return done;
                };
                const Command asked = command(run + std::to_string(call.request),
                                              "body " + std::to_string(call.body));
                outcomes[i].push_back({call, bench.work.command(asked, body)});
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    std::vector<Outcome> all;
    for (auto& list : outcomes)
        std::move(list.begin(), list.end(), std::back_inserter(all));
    return all;
}

/// What every outcome must be, given who won each request id: (body, answer).
void check_outcomes(const std::vector<Outcome>& outcomes) {
    std::map<int, std::pair<int, std::string>> winners;
    for (const Outcome& outcome : outcomes) {
        if (outcome.answer)
            winners.try_emplace(outcome.call.request, outcome.call.body, *outcome.answer);
    }
    for (const Outcome& outcome : outcomes) {
        const auto winner = winners.find(outcome.call.request);
        if (outcome.answer) {
            RC_ASSERT(winner->second == std::pair(outcome.call.body, *outcome.answer));
        } else if (outcome.answer.error().reason == "REQUEST_ID_REUSED") {
            RC_ASSERT(winner != winners.end() && winner->second.first != outcome.call.body);
        } else {
            RC_ASSERT(outcome.answer.error().reason == "REFUSED");
            RC_ASSERT(outcome.call.refused);
        }
    }
}

}  // namespace

TEST_CASE("any interleaving of repeats and refusals leaves one effect for each request id") {
    Bench bench;
    int runs = 0;
    const bool held = rc::check([&] {
        const auto lists = *rc::gen::container<std::vector<std::vector<Call>>>(
            3, rc::gen::resize(5, rc::gen::container<std::vector<Call>>(any_call())));
        const std::string run = "law-" + std::to_string(++runs) + '-';
        const Uuid key = new_key();
        const auto outcomes = play(bench, lists, run, key);
        check_outcomes(outcomes);
        std::set<int> won;
        for (const Outcome& outcome : outcomes) {
            if (outcome.answer) won.insert(outcome.call.request);
        }
        RC_ASSERT(traces(key) == effects(static_cast<int>(won.size())));
        RC_ASSERT(count("command", "request_id LIKE '" + run + "%'") == std::to_string(won.size()));
    });
    CHECK(held);
}

}  // namespace hearth::outbox
