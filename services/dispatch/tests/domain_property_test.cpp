#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/dispatch/domain/planner.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;

namespace {

const std::vector<std::string> kSkills = {"electricity", "gas"};
const std::vector<std::string> kSaid = {"accept",          "decline", "en_route", "on_site",
                                        "made_safe",       "suspend", "resume",   "done",
                                        "supply_restored", "fail"};

/// A day of work: crews with shifts, reports, what crews say, what the office does, in any order.
struct Day {
    World world;
    std::vector<Fact> facts;

    void keep(std::vector<Fact> more) {
        facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    }
};

Day play(const std::vector<std::uint32_t>& choices) {
    Day day;
    for (int i = 0; i < 4; ++i) {
        auto made = crew("C" + std::to_string(i), {kSkills[static_cast<std::size_t>(i % 2)]},
                         east_km(i * 5));
        if (i == 3) made.skills = kSkills;
        if (i == 1) made.shifts = {{2, 8 * 60, 17 * 60}, {3, 8 * 60, 17 * 60}};
        day.world.add(made);
    }
    day.world.state().network.add(uid("TX0"), uid("FD"));
    int requests = 0;
    for (const auto choice : choices) {
        const auto pick = choice / 16;
        const auto name =
            "r" + std::to_string(requests == 0 ? 0 : pick % static_cast<unsigned>(requests));
        day.world.now += std::chrono::minutes{pick % 7};
        const auto what = choice % 16;
        if (what < 5 || requests == 0) {
            const auto made = "r" + std::to_string(requests++);
            const double km = static_cast<double>(pick % 300) / 10;
            const auto request = what == 0 ? gas_smell(made, km)
                                           : no_supply(made, km, "TX" + std::to_string(pick % 2));
            day.keep(day.world.open(request));
        } else if (what < 13) {
            const auto order = day.world.order(name);
            Mutation mutation;
            mutation.order = order.id;
            mutation.mutator = kSaid[pick % kSaid.size()];
            mutation.observed_at = day.world.now;
            mutation.result = WorkResult{
                "x",
                "",
                {{"gas_reading_ppm", pick % 3 == 0 ? "900" : "0"}, {"tightness_test", "passed"}},
                false,
                true};
            const auto by =
                order.crew.empty() || pick % 11 == 0 ? "C" + std::to_string(pick % 4) : order.crew;
            const auto given = day.world.given(by);
            day.keep(day.world.run([&](Board& board) { board.mutate(mutation, by, given); },
                                   "crews/" + by));
        } else if (what == 13) {
            const auto order = day.world.order(name).id;
            day.keep(day.world.run([&](Board& board) { board.cancel(order, "test"); }));
        } else if (what == 14) {
            const auto code = "C" + std::to_string(pick % 4);
            day.keep(day.world.run(
                [&](Board& board) { (void)board.set_crew_state(code, pick % 3 != 0, "ill"); }));
        } else {
            day.keep(day.world.run([&](Board& board) {
                for (const auto& [id, incident] : board.state().incidents) {
                    if (pick % 3 != 0) (void)board.confirm(id, "", "dispatcher");
                    if (pick % 3 == 0) (void)board.ungroup(id, {}, "");
                    break;
                }
            }));
        }
    }
    return day;
}

void check_plan(const Day& day) {
    auto& state = const_cast<Day&>(day).world.state();
    std::set<Uuid> seen;
    for (const auto& [code, stops] : state.routes) {
        const auto& crew = state.crews.at(code);
        std::optional<Instant> free_at;
        int started = 0;
        for (std::size_t i = 0; i < stops.size(); ++i) {
            RC_ASSERT(seen.insert(stops[i].order).second);
            const auto& order = state.orders.at(stops[i].order);
            RC_ASSERT(order.crew == code);
            RC_ASSERT(wants_crew(order));
            started += is_started(order.state) ? 1 : 0;
            for (const auto& skill : policy().rule(order.work_class, order.commodity).skills) {
                RC_ASSERT(std::count(crew.skills.begin(), crew.skills.end(), skill) == 1);
            }
            if (stops[i].arrival_at == Instant{}) continue;
            if (free_at) RC_ASSERT(stops[i].arrival_at >= *free_at);
            free_at = stops[i].departure_at;
            if (i > 0 && !is_started(state.orders.at(stops[i - 1].order).state)) {
                RC_ASSERT(state.orders.at(stops[i - 1].order).hazard >= order.hazard);
            }
        }
        RC_ASSERT(started <= 1);
    }
    for (const auto& [id, order] : state.orders) {
        if (!order.crew.empty() && wants_crew(order)) RC_ASSERT(seen.count(id) == 1);
        if (order.state == OrderState::kFolded) RC_ASSERT(order.parent.has_value());
    }
}

void check_facts(const Day& day) {
    std::map<Uuid, std::int64_t> versions;
    std::map<Uuid, OrderState> states;
    std::int64_t plan = 0;
    for (const auto& fact : day.facts) {
        if (const auto* order = std::get_if<OrderFact>(&fact)) {
            RC_ASSERT(order->head.version == ++versions[order->head.id]);
            const auto before = states.find(order->head.id);
            if (before != states.end() && is_ended(before->second)) {
                const bool corrected = before->second == order->head.state ||
                                       (before->second == OrderState::kCancelled &&
                                        order->head.state == OrderState::kDone);
                RC_ASSERT(corrected);
            }
            states[order->head.id] = order->head.state;
        } else if (const auto* incident = std::get_if<IncidentFact>(&fact)) {
            RC_ASSERT(incident->head.version == ++versions[incident->head.id]);
        } else if (const auto* published = std::get_if<PlanFact>(&fact)) {
            RC_ASSERT(published->version == ++plan);
            for (const auto& change : published->changes)
                RC_ASSERT(!change.rule.empty());
        }
    }
}

/// What an incident counts is what a count of its members gives.
void check_tallies(const Board::State& state) {
    auto counted = state;
    for (const auto& [id, incident] : state.incidents) {
        counted.count_members(id);
        RC_ASSERT(counted.incidents.at(id).tally == incident.tally);
    }
}

template <typename Map>
bool same_rows(const Map& one, const Map& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

bool same(const Board::State& one, const Board::State& other) {
    return same_rows(one.orders, other.orders) && same_rows(one.crews, other.crews) &&
           same_rows(one.routes, other.routes) && same_rows(one.incidents, other.incidents) &&
           same_rows(one.members, other.members) && one.plan_version == other.plan_version &&
           one.order_sequence == other.order_sequence &&
           one.incident_sequence == other.incident_sequence &&
           one.orders.by_crew() == other.orders.by_crew() &&
           one.orders.waiting() == other.orders.waiting() &&
           one.orders.ended() == other.orders.ended();
}

/// Some of all that may be done to a board at once.
void do_much(Board& board, std::uint32_t pick) {
    board.open(no_supply("late", pick % 20, "TX" + std::to_string(pick % 2)));
    if (!board.state().incidents.empty()) {
        const auto incident = board.state().incidents.begin()->first;
        (void)board.confirm(incident, "", "dispatcher");
        if (pick % 3 == 0) (void)board.ungroup(incident, {}, "");
        if (pick % 3 == 1) (void)board.restore_nodes(incident, {}, kMorning);
    }
    board.cancel(board.state().orders.begin()->first, "test");
    (void)board.set_crew_state("C" + std::to_string(pick % 4), false, "ill");
    board.replan();
}

constexpr Seconds kNow = 600;
constexpr std::size_t kCrews = 3;

/// The first of them are begun; each has its place, limit and danger.
std::vector<Task> some_tasks(const std::vector<std::uint32_t>& places) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < places.size(); ++i) {
        Task task;
        task.id = uid(std::to_string(i));
        task.hazard = places[i] % 3 == 0 && i >= kCrews ? Hazard::kLife : Hazard::kNone;
        task.rank = static_cast<int>(places[i] % 4);
        task.place = east_km(static_cast<double>(places[i] % 500) / 10);
        task.service = 1800;
        task.due = 3600 + static_cast<Seconds>(places[i] % 7200);
        if (i < kCrews) {
            task.phase = places[i] % 2 == 0 ? Phase::kEnRoute : Phase::kOnSite;
            task.pullable = true;
        }
        tasks.push_back(task);
    }
    return tasks;
}

std::vector<PlannerCrew> some_crews() {
    std::vector<PlannerCrew> crews(kCrews);
    for (std::size_t i = 0; i < crews.size(); ++i) {
        crews[i].code = "C" + std::to_string(i);
        crews[i].meets = {true};
        crews[i].place = east_km(static_cast<double>(i) * 20);
        crews[i].shifts = {{0, 30000}, {60000, 90000}};
    }
    return crews;
}

}  // namespace

TEST_CASE("a plan never double-books, whatever happens, and events have no gaps [inv-I15]") {
    REQUIRE(rc::check("", [](const std::vector<std::uint32_t>& choices) {
        auto day = play(choices);
        check_plan(day);
        check_facts(day);
        check_tallies(day.world.state());
    }));
}

TEST_CASE("a change that is taken back leaves a board as it was, and what is found by it") {
    REQUIRE(rc::check("", [](const std::vector<std::uint32_t>& choices, std::uint32_t pick) {
        auto day = play(choices);
        const auto& before = day.world.state();
        const auto rules = policy();
        int ids = 0;
        Board board{rules, before, {day.world.now, "test", [&] {
                                        return uid("new " + std::to_string(++ids));
                                    }}};
        do_much(board, pick);
        RC_ASSERT_FALSE(same(board.state(), before));
        auto state = std::move(board).release();
        state.undo();
        RC_ASSERT(same(state, before));
        for (const auto& [id, order] : state.orders) {
            RC_ASSERT(state.members.of_order(id) == before.members.of_order(id));
            RC_ASSERT(state.orders.of_request(order.key.request) ==
                      before.orders.of_request(order.key.request));
        }
    }));
}

TEST_CASE("the same day gives the same facts, and planning again comes to rest") {
    REQUIRE(rc::check("", [](const std::vector<std::uint32_t>& choices) {
        auto day = play(choices);
        const auto again = play(choices);
        RC_ASSERT(kinds(day.facts) == kinds(again.facts));
        // Each move of waiting work wins, so planning comes to rest.
        int runs = 0;
        while (!day.world.run([](Board&) {}).empty())
            RC_ASSERT(++runs < 10);
    }));
}

TEST_CASE("what an insertion says it costs is what the plan then costs more") {
    REQUIRE(rc::check("", [](const std::vector<std::uint32_t>& places) {
        const auto rules = policy();
        const auto tasks = some_tasks(places);
        const auto crews = some_crews();
        Planner planner{rules, kNow, crews, tasks};
        // Each crew has begun its first work, which it may leave, and has its next.
        const int count = static_cast<int>(tasks.size());
        const int crew_count = static_cast<int>(crews.size());
        for (int i = 0; i < std::min(count, crew_count); ++i) {
            const int next = crew_count + i;
            planner.set_route(i, next < count ? std::vector{i, next} : std::vector{i});
        }
        for (int i = 0; i < count; ++i) {
            if (planner.crew_of(i) >= 0) continue;
            const Cost before = planner.cost();
            const auto choice = planner.find(i);
            if (!choice) continue;
            planner.insert(i, *choice);
            const Cost unserved =
                Planner{rules, kNow, crews, {tasks[static_cast<std::size_t>(i)]}}.cost();
            Cost more = planner.cost() - before + unserved;
            more[CostTerm::kChanges] = choice->cost[CostTerm::kChanges];
            RC_ASSERT(more == choice->cost);
            RC_ASSERT(choice->cost < unserved);
            RC_CLASSIFY(choice->pulls, "pulls");
        }
    }));
}
