#include "libs/core/geo.hpp"

#include <catch2/catch.hpp>

namespace hearth {

TEST_CASE("great-circle distances") {
    CHECK(distance_m({31.3, 120.6}, {31.3, 120.6}) == 0);
    CHECK(distance_m({0, 0}, {0, 90}) == Approx(10007557.2).epsilon(1e-6));
    CHECK(distance_m({31.2304, 121.4737}, {39.9042, 116.4074}) == Approx(1067e3).epsilon(2e-3));
    CHECK(distance_m({0, 0}, {0, 180}) == Approx(20015114.4).epsilon(1e-6));
    CHECK(distance_m({10, 20}, {-30, 40}) == distance_m({-30, 40}, {10, 20}));
    CHECK(distance_m({0, 179.5}, {0, -179.5}) == Approx(111195).epsilon(1e-4));
}

}  // namespace hearth
