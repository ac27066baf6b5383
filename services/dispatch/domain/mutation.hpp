#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/dispatch/domain/work_order.hpp"

namespace hearth::dispatch {

/// One thing a crew did, as its device tells it, perhaps hours later.
struct Mutation {
    std::int64_t sequence = 0;
    Uuid order;
    std::string mutator;
    std::string reason;
    std::optional<WorkResult> result;
    std::vector<Uuid> nodes;
    std::vector<Uuid> service_points;
    std::map<std::string, std::string> fields;
    std::optional<Uuid> incident;
    Instant observed_at;
    std::optional<GeoPoint> point;
};

/// `applied`; `conflict`: kept and flagged for the office; `refused`: what was said did not happen,
/// and nothing changed, but that of EVIDENCE_NOT_MET the readings are kept and flagged.
struct MutationAnswer {
    std::string outcome = "applied";
    std::string reason;
    std::string message;
};

}  // namespace hearth::dispatch
