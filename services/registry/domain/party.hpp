#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "services/registry/domain/checks.hpp"
#include "services/registry/domain/words.hpp"

namespace hearth::registry {

/// A person or organisation that is, was or may become a customer. Its names are personal.
struct Party {
    Uuid id;
    std::int64_t number = 0;  ///< `spoken` is what people say
    std::string code;         ///< the utility's own; empty unless imported
    PartyKind kind = PartyKind::kUnspecified;
    std::string name_zh;
    std::string name_en;
    PartyClass party_class = PartyClass::kGeneral;
    std::string language;
    std::vector<std::string> needs;  ///< sorted, each once
    Instant created_at;
    Instant updated_at;
    std::int64_t version = 0;

    bool operator==(const Party&) const = default;
    [[nodiscard]] std::string spoken() const;  ///< "P-10428"
    /// All that an import or an update can change is the same.
    [[nodiscard]] bool same_content(const Party& other) const;
    [[nodiscard]] bool same_names(const Party& other) const;
};

struct ContactPoint {
    ContactPointKind kind = ContactPointKind::kUnspecified;
    std::string value;  ///< E.164, or an e-mail address
    std::string label;
    bool preferred = false;

    bool operator==(const ContactPoint&) const = default;
};

/// The contact points of one party: one list, one version. Its event carries the party's names too,
/// so a change of a name is a change of both.
struct Contacts {
    Uuid party;
    std::vector<ContactPoint> points;
    std::int64_t version = 0;

    bool operator==(const Contacts&) const = default;
};

/// What somebody wants to be a party, with its contact points in order.
struct NewParty {
    Party party;
    std::vector<ContactPoint> contact_points;
};

/// Fills what may be left out: class general, language zh-CN; sorts needs.
void complete(Party& party);
[[nodiscard]] Violations check(const Party& party);
/// Fields are named `points[2].value`. Phones are normalised before.
[[nodiscard]] Violations check(const std::vector<ContactPoint>& points);
[[nodiscard]] Violations check(const ContactPoint& point);
/// Fields are named `party.name_zh` and `contact_points[2].value`.
[[nodiscard]] Violations check(const NewParty& wanted);

constexpr std::size_t kMostContactPoints = 20;

/// Takes the named fields from `wanted`; version + 1. INVALID_ARGUMENT for a field that cannot be
/// changed, for none at all, and for what `check` finds. Equal content changes nothing: version
/// stays.
Result<Party> updated(const Party& party, const Party& wanted,
                      const std::vector<std::string>& fields, Instant now);

}  // namespace hearth::registry
