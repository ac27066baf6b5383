#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "services/dispatch/domain/planner.hpp"

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
    std::mt19937_64 random{20260303};
    std::uniform_real_distribution<double> km{0, 40};
    const auto point = [&] { return GeoPoint{30 + km(random) / 111.2, 120 + km(random) / 96.3}; };
    Instance instance;
    for (int i = 0; i < kCrews; ++i) {
        instance.crews.push_back({"C" + std::to_string(1000 + i),
                                  1ULL << (random() % 3U) | 1U,
                                  true,
                                  point(),
                                  {{0, 9 * 3600}, {24 * 3600, 33 * 3600}}});
    }
    for (int i = 0; i < kJobs + kInsertions; ++i) {
        Task task;
        task.hazard = random() % 20 == 0 ? Hazard::kLife : Hazard::kNone;
        task.rank = static_cast<int>(random() % 5);
        task.skills = random() % 4 == 0 ? 1ULL << (random() % 3U) : 1U;
        task.place = point();
        task.service = 1200 + static_cast<Seconds>(random() % 3600);
        task.due = 2700 + static_cast<Seconds>(random() % 20000);
        instance.tasks.push_back(task);
    }
    return instance;
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
    return 0;
}
