#pragma once

#include <optional>
#include <vector>

#include "libs/core/geo.hpp"

namespace hearth::dispatch {

/// How long a crew takes from place to place when no road network is known: the straight line made
/// longer by `detour`, driven band by band. Data, not law: a utility sets its own.
struct TravelProfile {
    struct Band {
        double length_m;  ///< of road at this speed; the last band has no end
        double speed_km_h;
    };
    double detour = 1.3;
    std::vector<Band> bands = {{1000, 25}, {4000, 35}, {15000, 50}, {0, 70}};
    double unknown_s = 900;  ///< when one of the places is not known
};

/// Seconds for a straight line of so many metres.
double travel_seconds(const TravelProfile& profile, double straight_m);
double travel_seconds(const TravelProfile& profile, const std::optional<GeoPoint>& from,
                      const std::optional<GeoPoint>& to);

}  // namespace hearth::dispatch
