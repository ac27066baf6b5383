#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "services/dispatch/domain/planner.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;

namespace {

constexpr int kCrews = 100;
constexpr int kJobs = 1000;
constexpr int kInsertions = 2000;

struct Instance {
    std::vector<PlannerCrew> crews;
    std::vector<Task> tasks;
};

/// A town of 40 × 40 km on a working day.
Instance make_instance() {
    // NOLINTNEXTLINE(cert-msc51-cpp): the same town in each run
    std::mt19937_64 random{20260303};
    std::uniform_real_distribution<double> km{0, 40};
    const auto point = [&] { return GeoPoint{30 + km(random) / 111.2, 120 + km(random) / 96.3}; };
    Instance instance;
    for (int i = 0; i < kCrews; ++i) {
        instance.crews.push_back({"C" + std::to_string(1000 + i),
                                  {true, random() % 3U == 0, random() % 3U == 0},
                                  true,
                                  point(),
                                  {{0, 9 * 3600}, {24 * 3600, 33 * 3600}}});
    }
    for (int i = 0; i < kJobs + kInsertions; ++i) {
        Task task;
        task.hazard = random() % 20 == 0 ? Hazard::kLife : Hazard::kNone;
        task.rank = static_cast<int>(random() % 5);
        task.needs = random() % 4 == 0 ? static_cast<int>(random() % 3U) : 0;
        task.place = point();
        task.service = 1200 + static_cast<Seconds>(random() % 3600);
        task.due = 2700 + static_cast<Seconds>(random() % 20000);
        instance.tasks.push_back(task);
    }
    return instance;
}

/// How long a change of the board takes, from a crew's report to the plan, with so many live orders
/// and so many folded ones under one leader.
void measure_change(int live, int folded) {
    using namespace test;
    constexpr int kChanges = 200;
    World world;
    for (int i = 0; i < kCrews; ++i)
        world.add(crew("C" + std::to_string(1000 + i), {"electricity"}, east_km(i % 40)));
    world.run([&](Board& board) {
        for (int i = 0; i < live; ++i)
            board.open(no_supply("live " + std::to_string(i), i % 40));
        for (int i = 0; i < folded; ++i)
            board.open(no_supply("folded " + std::to_string(i), i % 40, "TX"));
        if (folded > 0) (void)board.confirm(board.state().incidents.begin()->first, "", "crew");
    });
    std::vector<double> milliseconds;
    auto state = world.state();
    for (int i = 0; i < kChanges; ++i) {
        Board board{world.rules(), std::move(state), {world.now, "bench", [] { return Uuid{}; }}};
        const auto from = std::chrono::steady_clock::now();
        (void)board.set_crew_state("C1000", i % 2 == 0, "");
        board.replan();
        const std::chrono::duration<double, std::milli> span =
            std::chrono::steady_clock::now() - from;
        milliseconds.push_back(span.count());
        state = std::move(board).release();
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("{\"live\":%d,\"folded\":%d,\"change_p50_ms\":%.2f}\n", live, folded,
                milliseconds[kChanges / 2]);
}

/// How long a plan takes on a day that is full, with so many orders waiting all over the country.
void measure_full(int waiting) {
    using namespace test;
    constexpr int kPlans = 50;
    World world;
    for (int i = 0; i < kCrews; ++i) {
        auto made = crew("C" + std::to_string(1000 + i), {"electricity"}, east_km(i % 40));
        made.shifts = {{2, 8 * 60, 16 * 60}};
        world.add(made);
    }
    world.run([&](Board& board) {
        for (int i = 0; i < kCrews * 6 + waiting; ++i)
            board.open(no_supply("order " + std::to_string(i), i % 400));
    });
    std::vector<double> milliseconds;
    auto state = world.state();
    for (int i = 0; i < kPlans; ++i) {
        world.now += std::chrono::seconds{10};
        Board board{world.rules(), std::move(state), {world.now, "bench", [] { return Uuid{}; }}};
        const auto from = std::chrono::steady_clock::now();
        board.replan();
        const std::chrono::duration<double, std::milli> span =
            std::chrono::steady_clock::now() - from;
        milliseconds.push_back(span.count());
        state = std::move(board).release();
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("{\"waiting\":%d,\"plan_p50_ms\":%.2f}\n", waiting, milliseconds[kPlans / 2]);
}

}  // namespace

/// How long it takes to find the best place for one more job in a plan of 1000 jobs for 100 crews,
/// and to put it there.
int main() {
    const Policy policy;
    auto instance = make_instance();
    Planner planner{policy, 0, std::move(instance.crews), std::move(instance.tasks)};
    const auto fill_from = std::chrono::steady_clock::now();
    int placed = 0;
    for (int i = 0; i < kJobs; ++i) {
        if (const auto choice = planner.find(i)) {
            planner.insert(i, *choice);
            ++placed;
        }
    }
    const std::chrono::duration<double> fill = std::chrono::steady_clock::now() - fill_from;
    std::vector<double> microseconds;
    for (int i = kJobs; i < kJobs + kInsertions; ++i) {
        const auto from = std::chrono::steady_clock::now();
        const auto choice = planner.find(i);
        if (choice) planner.insert(i, *choice);
        const std::chrono::duration<double, std::micro> span =
            std::chrono::steady_clock::now() - from;
        microseconds.push_back(span.count());
        planner.remove(i);
    }
    std::sort(microseconds.begin(), microseconds.end());
    std::printf(
        "{\"jobs\":%d,\"crews\":%d,\"placed\":%d,\"fill_s\":%.3f,\"p50_us\":%.1f,\"p99_us\":%.1f}"
        "\n",
        kJobs, kCrews, placed, fill.count(), microseconds[microseconds.size() / 2],
        microseconds[microseconds.size() * 99 / 100]);
    measure_change(200, 0);
    measure_change(200, 5000);
    measure_change(200, 50000);
    measure_full(200);
    measure_full(5000);
    measure_full(20000);
    return 0;
}
