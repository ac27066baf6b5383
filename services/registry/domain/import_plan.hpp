#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "services/registry/domain/sheet.hpp"

namespace hearth::registry {

/// What is known of the world when a batch of rows is planned.
struct Known {
    std::unordered_set<Uuid> existing;            ///< of what the rows refer to
    std::unordered_map<Uuid, Commodity> carried;  ///< by the nodes they refer to
    std::unordered_map<std::string, int>
        earlier_lines;                              ///< codes of the same file, before the batch
    std::unordered_map<std::string, Uuid> holders;  ///< serial or number → who has it
};

/// What a batch of rows would do.
template <typename N>
struct Plan {
    struct Change {
        N before;
        N after;
    };
    std::vector<N> created;
    std::vector<Change> changed;
    std::int64_t unchanged = 0;
    std::vector<Refusal> refusals;
    std::int64_t refused_rows = 0;
};

/// Takes over from what is stored all that a file does not say; nothing, or why it may not change
/// so.
std::optional<FieldViolation> merge(NetworkNode& incoming, const NetworkNode& stored);
std::optional<FieldViolation> merge(Premise& incoming, const Premise& stored);
std::optional<FieldViolation> merge(ServicePoint& incoming, const ServicePoint& stored);
std::optional<FieldViolation> merge(Device& incoming, const Device& stored);
std::optional<FieldViolation> merge(Party& incoming, const Party& stored);
std::optional<FieldViolation> merge(Account& incoming, const Account& stored);
std::optional<FieldViolation> merge(Agreement& incoming, const Agreement& stored);

/// The value that must be nobody else's, or empty.
inline std::string alt_key(const Device& device) {
    return device.serial;
}
inline std::string alt_key(const Account& account) {
    return account.number;
}
template <typename N>
std::string alt_key(const N&) {
    return {};
}

namespace detail {

/// What speaks against a row besides its own fields; the first finding of each kind.
Violations contradictions(const Uuid& id, const std::string& code, const std::string& alt,
                          const FileKind& kind, const std::vector<Reference>& references,
                          Commodity commodity, const Known& known);

inline Commodity commodity_of(const ServicePoint& point) {
    return point.commodity;
}
inline Commodity commodity_of(const NetworkNode& node) {
    return node.commodity;
}
template <typename N>
Commodity commodity_of(const N&) {
    return Commodity::kUnspecified;
}

}  // namespace detail

/// Decides for each row, in the order of the file: new, changed, equal or refused. Pure; what is
/// known is kept up as rows are taken, so a row may refer to an earlier one.
template <typename N>
Plan<N> plan(const FileKind& kind, Batch<N> batch, Known known, const std::vector<N>& stored) {
    std::unordered_map<Uuid, const N*> by_id;
    for (const auto& noun : stored)
        by_id[noun.id] = &noun;

    Plan<N> result;
    std::unordered_set<int> refused_lines;
    for (auto& refusal : batch.refusals) {
        refused_lines.insert(refusal.line);
        result.refusals.push_back(std::move(refusal));
    }
    for (auto& row : batch.rows) {
        N& noun = row.noun;
        const auto found = by_id.find(noun.id);
        const N* before = found == by_id.end() ? nullptr : found->second;
        const std::string alt = alt_key(noun);
        Violations against = detail::contradictions(noun.id, noun.code, alt, kind, row.references,
                                                    detail::commodity_of(noun), known);
        if (before != nullptr) {
            if (auto wrong = merge(noun, *before)) against.push_back(*wrong);
        } else {
            noun.version = 1;
        }
        if (!against.empty()) {
            refused_lines.insert(row.line);
            for (auto& violation : against)
                result.refusals.push_back({std::string{kind.file}, row.line, violation.field,
                                           violation.reason, violation.message});
            continue;
        }
        known.earlier_lines.emplace(noun.code, row.line);
        known.existing.insert(noun.id);
        if constexpr (std::is_same_v<N, NetworkNode>) known.carried[noun.id] = noun.commodity;
        if (before != nullptr && !alt.empty()) known.holders.erase(alt_key(*before));
        if (!alt.empty()) known.holders[alt] = noun.id;
        if (before == nullptr) {
            result.created.push_back(std::move(noun));
        } else if (noun.same_content(*before)) {
            ++result.unchanged;
        } else {
            noun.version = before->version + 1;
            result.changed.push_back({*before, std::move(noun)});
        }
    }
    result.refused_rows = static_cast<std::int64_t>(refused_lines.size());
    return result;
}

/// The contact points of each party of a batch, in file order. A point that is in the list already,
/// that is one too many or whose party does not exist is refused by its line.
struct ContactPlan {
    std::vector<Contacts> lists;                     ///< without versions
    std::unordered_map<Uuid, std::int64_t> rows_of;  ///< how many rows made each list
    std::vector<Refusal> refusals;
    std::int64_t refused_rows = 0;
};
ContactPlan plan_contacts(Batch<ContactRow> batch, const Known& known);

}  // namespace hearth::registry
