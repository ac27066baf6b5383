#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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
/// and nothing changed, but that readings are kept and flagged: those of EVIDENCE_NOT_MET, and any
/// that show danger.
struct MutationAnswer {
    std::string outcome = "applied";
    std::string reason;
    std::string message;
};

/// "made_safe": what a device can say.
bool is_mutator(std::string_view word);

/// A name and a value of evidence that keep the bounds below.
bool is_well_formed(std::string_view name, std::string_view value);

/// Refusal of what is no mutator, or holds more than an order and its events can carry: at most 20
/// readings and 20 fields, names and values of readings of 64 bytes and one line, no name empty,
/// every other text of 2,000 characters, 100 nodes, 1,000 service points; all of it UTF-8 without
/// NUL. Reasons UNKNOWN_MUTATOR, TOO_MANY, TOO_LONG, BAD_VALUE, BAD_UTF8, NUL_IN_TEXT.
std::optional<MutationAnswer> misshapen(const Mutation& mutation);

}  // namespace hearth::dispatch
