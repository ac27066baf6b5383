#include <cstdlib>

#include <catch2/catch.hpp>

#include "tests/sim/model.hpp"

namespace hearth::sim {
namespace {

constexpr int kSteps = 400;

std::uint64_t variable(const char* name, std::uint64_t otherwise) {
    const char* wanted = std::getenv(name);
    return wanted == nullptr ? otherwise : std::strtoull(wanted, nullptr, 10);
}

/// How many of some seeds break an invariant.
int breaks(Faults faults) {
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
        count += Model{seed, faults}.run(kSteps).has_value() ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("each committed event has its effect once and in order, whatever fails in between") {
    const auto first = variable("HEARTH_SEED", 1);
    const auto last = variable("HEARTH_SEED", variable("HEARTH_SIM_SEEDS", 1000));
    for (auto seed = first; seed <= last; ++seed) {
        const auto broken = Model{seed, {}}.run(kSteps);
        INFO("seed " << seed << ": " << broken.value_or(""));
        REQUIRE_FALSE(broken.has_value());
    }
}

TEST_CASE("the model finds what the real parts are built to prevent") {
    CHECK(breaks({.gaps_in_flight = true}) > 0);
    CHECK(breaks({.polls_by_last_seq = true}) > 0);
}

}  // namespace hearth::sim
