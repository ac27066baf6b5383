#include "services/dispatch/domain/travel.hpp"

#include <algorithm>

namespace hearth::dispatch {

double travel_seconds(const TravelProfile& profile, double straight_m) {
    double left_m = straight_m * profile.detour;
    double seconds = 0;
    for (std::size_t i = 0; i < profile.bands.size() && left_m > 0; ++i) {
        const auto& band = profile.bands[i];
        const bool last = i + 1 == profile.bands.size();
        const double piece_m = last ? left_m : std::min(left_m, band.length_m);
        seconds += piece_m * 3.6 / band.speed_km_h;
        left_m -= piece_m;
    }
    return seconds;
}

double travel_seconds(const TravelProfile& profile, const std::optional<GeoPoint>& from,
                      const std::optional<GeoPoint>& to) {
    if (!from || !to) return profile.unknown_s;
    return travel_seconds(profile, distance_m(*from, *to));
}

}  // namespace hearth::dispatch
