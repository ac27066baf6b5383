#include "libs/exact/allocation.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;
using Parts = std::vector<std::int64_t>;

Parts parts_of(std::int64_t total, const Parts& weights) {
    return allocate(total, weights).value();
}

Parts any_weights() {
    auto weights = *rc::gen::nonEmpty(rc::gen::container<Parts>(
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                     [](std::int64_t weight) { return weight < 0 ? -(weight + 1) : weight; })));
    weights.push_back(1);
    return weights;
}

}  // namespace

TEST_CASE("the largest remainders get the cents, of equal ones the earlier") {
    CHECK(parts_of(100, {1, 1, 1}) == Parts{34, 33, 33});
    CHECK(parts_of(101, {1, 1, 1}) == Parts{34, 34, 33});
    CHECK(parts_of(-100, {1, 1, 1}) == Parts{-34, -33, -33});
    CHECK(parts_of(10, {1, 2, 4}) == Parts{1, 3, 6});
    CHECK(parts_of(5, {0, 1, 0, 1}) == Parts{0, 3, 0, 2});
    CHECK(parts_of(0, {3, 4}) == Parts{0, 0});
    CHECK(parts_of(7, {9}) == Parts{7});
    CHECK(parts_of(1, Parts(1000, 1)).front() == 1);
}

TEST_CASE("parts sum to the total and are less than one unit off their exact shares") {
    CHECK(rc::check([] {
        const auto total = *rc::gen::arbitrary<std::int64_t>();
        const auto weights = any_weights();
        const auto parts = parts_of(total, weights);
        RC_ASSERT(parts.size() == weights.size());
        Oracle sum = 0;
        Oracle all = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            sum += parts[i];
            all += weights[i];
        }
        RC_ASSERT(sum == total);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const Oracle off = Oracle{parts[i]} * all - Oracle{total} * weights[i];
            RC_ASSERT(abs(off) < all);
            for (std::size_t j = 0; j < i; ++j) {
                const Oracle before = Oracle{parts[j]} * all - Oracle{total} * weights[j];
                // Who got one more had at least the remainder of who did not.
                if (off * before < 0) RC_ASSERT(abs(off) + abs(before) <= all);
                if (weights[i] == weights[j])
                    RC_ASSERT(abs(Oracle{parts[j]}) >= abs(Oracle{parts[i]}));
            }
        }
    }));
}

TEST_CASE("a credit is split as the charge") {
    CHECK(rc::check([] {
        const auto total = *rc::gen::suchThat(rc::gen::arbitrary<std::int64_t>(), [](auto value) {
            return value != std::numeric_limits<std::int64_t>::min();
        });
        const auto weights = any_weights();
        auto parts = parts_of(total, weights);
        for (auto& part : parts)
            part = -part;
        RC_ASSERT(parts_of(-total, weights) == parts);
    }));
}

TEST_CASE("the largest totals and weights are split like any") {
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    CHECK(parts_of(kMost, {kMost, kMost}) == Parts{kMost / 2 + 1, kMost / 2});
    CHECK(parts_of(kLeast, {kMost, kMost}) == Parts{kLeast / 2, kLeast / 2});
    CHECK(parts_of(kLeast, {1}) == Parts{kLeast});
}

TEST_CASE("what are no weights is refused") {
    CHECK(reason(allocate(1, {})) == "BAD_WEIGHTS");
    CHECK(reason(allocate(1, Parts{0, 0})) == "BAD_WEIGHTS");
    CHECK(reason(allocate(1, Parts{2, -1})) == "BAD_WEIGHTS");
}

TEST_CASE("money keeps its currency, a quantity its last digit") {
    const Parts thirds{1, 1, 1};
    const auto cents = allocate(money("-0.02 EUR"), thirds).value();
    CHECK(to_string(cents[0]) == "-0.01 EUR");
    CHECK(to_string(cents[1]) == "-0.01 EUR");
    CHECK(to_string(cents[2]) == "0.00 EUR");
    const auto liters = allocate(quantity("1.000 m3"), thirds).value();
    CHECK(to_string(liters[0]) == "0.334 m3");
    CHECK(to_string(liters[2]) == "0.333 m3");
    CHECK(reason(allocate(money("1.00 EUR"), Parts{})) == "BAD_WEIGHTS");
    CHECK(reason(allocate(quantity("1 m3"), Parts{})) == "BAD_WEIGHTS");
}

}  // namespace hearth::exact
