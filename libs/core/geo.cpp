#include "libs/core/geo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hearth {

double distance_m(GeoPoint from, GeoPoint to) {
    constexpr double kRadiusM = 6371008.8;
    constexpr double kRadians = std::numbers::pi / 180;
    const double half_north = std::sin((to.latitude - from.latitude) * kRadians / 2);
    const double half_east = std::sin((to.longitude - from.longitude) * kRadians / 2);
    const double chord = half_north * half_north + std::cos(from.latitude * kRadians) *
                                                       std::cos(to.latitude * kRadians) *
                                                       half_east * half_east;
    return 2 * kRadiusM * std::asin(std::min(1.0, std::sqrt(chord)));
}

}  // namespace hearth
