#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libs/core/geo.hpp"
#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "services/registry/domain/checks.hpp"
#include "services/registry/domain/words.hpp"

namespace hearth::registry {

/// A node of the network as built.
struct NetworkNode {
    Uuid id;
    std::string code;
    std::string kind;
    Commodity commodity = Commodity::kUnspecified;
    std::optional<Uuid> parent;
    std::string title_zh;
    std::string title_en;
    GeoPoint location;
    std::int64_t version = 0;

    bool operator==(const NetworkNode&) const = default;
    [[nodiscard]] bool same_content(const NetworkNode& other) const;
};

/// A place that is served.
struct Premise {
    Uuid id;
    std::string code;
    std::string address_zh;
    std::string address_en;
    std::string building;
    std::string unit;
    std::string door;
    GeoPoint location;
    std::string place_class;  ///< city, rural, remote
    std::int64_t version = 0;

    bool operator==(const Premise&) const = default;
    [[nodiscard]] bool same_content(const Premise& other) const;
};

/// What was ordered for a service point last; not what is measured there.
struct SupplyState {
    bool on = true;
    std::string cause = "connected";
    Instant since;
    std::string actor;

    bool operator==(const SupplyState&) const = default;
};

/// Where one commodity reaches one premise.
struct ServicePoint {
    Uuid id;
    std::string code;
    Uuid premise;
    Commodity commodity = Commodity::kUnspecified;
    Uuid node;
    SupplyState supply;
    std::int64_t version = 0;

    bool operator==(const ServicePoint&) const = default;
    /// Supply apart: it changes by order, never by import.
    [[nodiscard]] bool same_content(const ServicePoint& other) const;
};

/// An installed device, mostly a meter.
struct Device {
    Uuid id;
    std::string code;
    std::string serial;
    Uuid service_point;
    std::string kind;
    std::string model;
    std::string rating;
    std::int64_t version = 0;

    bool operator==(const Device&) const = default;
    [[nodiscard]] bool same_content(const Device& other) const;
};

[[nodiscard]] Violations check(const NetworkNode& node);
[[nodiscard]] Violations check(const Premise& premise);
[[nodiscard]] Violations check(const ServicePoint& point);
[[nodiscard]] Violations check(const Device& device);

/// A place is fed by nodes of its own commodity, and a node of a kind has one commodity.
[[nodiscard]] bool carries(std::string_view node_kind, Commodity commodity);

/// Orders supply: version + 1. The same order again changes nothing. INVALID_ARGUMENT for an
/// unknown cause, or one that does not go with on or off: only `connected` and `request` turn
/// supply on.
Result<ServicePoint> supply_commanded(const ServicePoint& point, bool on, const std::string& cause,
                                      const std::string& actor, Instant now);

}  // namespace hearth::registry
