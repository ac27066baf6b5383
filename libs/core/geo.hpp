#pragma once

namespace hearth {

/// WGS 84 degrees.
struct GeoPoint {
    double latitude = 0;
    double longitude = 0;

    bool operator==(const GeoPoint&) const = default;
};

/// Great-circle distance in metres on a sphere of radius 6371008.8 m (haversine).
double distance_m(GeoPoint from, GeoPoint to);

}  // namespace hearth
