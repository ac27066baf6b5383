#include "services/registry/domain/installation.hpp"

#include <array>

namespace hearth::registry {
namespace {

constexpr std::size_t kMostTitle = 200;
constexpr std::size_t kMostAddress = 300;
constexpr std::size_t kMostDoor = 32;
constexpr std::size_t kMostPlate = 64;
constexpr std::array<std::string_view, 5> kNodeKinds{"substation", "feeder", "transformer",
                                                     "gas_zone", "water_zone"};
constexpr std::array<std::string_view, 3> kPlaceClasses{"city", "rural", "remote"};
constexpr std::array<std::string_view, 4> kDeviceKinds{"meter", "valve", "regulator",
                                                       "transformer"};
constexpr std::array<std::string_view, 5> kCauses{"connected", "arrears", "request", "safety",
                                                  "planned_work"};

}  // namespace

bool NetworkNode::same_content(const NetworkNode& other) const {
    return code == other.code && kind == other.kind && commodity == other.commodity &&
           parent == other.parent && title_zh == other.title_zh && title_en == other.title_en &&
           location == other.location;
}

bool Premise::same_content(const Premise& other) const {
    return code == other.code && address_zh == other.address_zh && address_en == other.address_en &&
           building == other.building && unit == other.unit && door == other.door &&
           location == other.location && place_class == other.place_class;
}

bool ServicePoint::same_content(const ServicePoint& other) const {
    return code == other.code && premise == other.premise && commodity == other.commodity &&
           node == other.node;
}

bool Device::same_content(const Device& other) const {
    return code == other.code && serial == other.serial && service_point == other.service_point &&
           kind == other.kind && model == other.model && rating == other.rating;
}

bool carries(std::string_view node_kind, Commodity commodity) {
    if (node_kind == "gas_zone") return commodity == Commodity::kGas;
    if (node_kind == "water_zone") return commodity == Commodity::kWater;
    return commodity == Commodity::kElectricity;
}

Violations check(const NetworkNode& node) {
    Checks checks;
    checks.code("code", node.code);
    checks.one_of("kind", node.kind, kNodeKinds);
    if (to_text(node.commodity).empty()) {
        checks.unknown_word("commodity", "");
    } else if (!carries(node.kind, node.commodity)) {
        checks.add("commodity", "WRONG_COMMODITY", "is not what a node of this kind carries");
    }
    if (node.title_zh.empty() && node.title_en.empty())
        checks.add("title_zh", "REQUIRED", "is missing, and so is title_en: one is needed");
    checks.text("title_zh", node.title_zh, kMostTitle);
    checks.text("title_en", node.title_en, kMostTitle);
    checks.coordinates(node.location.latitude, node.location.longitude);
    if (node.parent == node.id) checks.add("parent", "OWN_PARENT", "is the node itself");
    return checks.take();
}

Violations check(const Premise& premise) {
    Checks checks;
    checks.code("code", premise.code);
    if (premise.address_zh.empty() && premise.address_en.empty())
        checks.add("address_zh", "REQUIRED", "is missing, and so is address_en: one is needed");
    checks.text("address_zh", premise.address_zh, kMostAddress);
    checks.text("address_en", premise.address_en, kMostAddress);
    checks.text("building", premise.building, kMostDoor);
    checks.text("unit", premise.unit, kMostDoor);
    checks.text("door", premise.door, kMostDoor);
    checks.coordinates(premise.location.latitude, premise.location.longitude);
    checks.one_of("place_class", premise.place_class, kPlaceClasses);
    return checks.take();
}

Violations check(const ServicePoint& point) {
    Checks checks;
    checks.code("code", point.code);
    if (to_text(point.commodity).empty()) checks.unknown_word("commodity", "");
    checks.one_of("supply_cause", point.supply.cause, kCauses);
    return checks.take();
}

Violations check(const Device& device) {
    Checks checks;
    checks.code("code", device.code);
    checks.code("serial", device.serial);
    checks.one_of("kind", device.kind, kDeviceKinds);
    checks.text("model", device.model, kMostPlate);
    checks.text("rating", device.rating, kMostPlate);
    return checks.take();
}

Result<ServicePoint> supply_commanded(const ServicePoint& point, bool on, const std::string& cause,
                                      const std::string& actor, Instant now) {
    Checks checks;
    checks.one_of("cause", cause, kCauses);
    if (on && cause != "connected" && cause != "request")
        checks.add("cause", "WRONG_CAUSE", "turns supply off, never on");
    if (!on && cause == "connected")
        checks.add("cause", "WRONG_CAUSE", "turns supply on, never off");
    if (auto found = checks.take(); !found.empty()) return fail(invalid_argument(std::move(found)));
    if (point.supply.on == on && point.supply.cause == cause) return point;
    ServicePoint changed = point;
    changed.supply = {on, cause, now, actor};
    ++changed.version;
    return changed;
}

}  // namespace hearth::registry
