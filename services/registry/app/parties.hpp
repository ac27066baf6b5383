#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/registry/app/context.hpp"

namespace hearth::registry::app {

/// A party with its contact points: two versions under one lock.
struct PartyAndContacts {
    Party party;
    Contacts contacts;
};

/// Changes of parties, each with its search tokens and its events. Phones come as they were
/// written.
class Parties {
public:
    explicit Parties(const Context& context) : context_(context) {}

    /// A new party, with a number that nobody had. INVALID_ARGUMENT as `check(NewParty)` says.
    Result<PartyAndContacts> create(outbox::UnitOfWork& work, NewParty wanted) const;
    /// Takes the named fields from `wanted`: see `updated`. An etag is required. A new name is a
    /// new version of the contact points too.
    Result<Party> update(outbox::UnitOfWork& work, const Uuid& id, std::string_view etag,
                         const Party& wanted, const std::vector<std::string>& fields) const;
    /// Replaces the list; an equal one changes nothing. The list's own etag is required.
    Result<PartyAndContacts> set_contact_points(outbox::UnitOfWork& work, const Uuid& id,
                                                std::string_view etag,
                                                std::vector<ContactPoint> points) const;

private:
    [[nodiscard]] std::vector<ContactPoint> normalised(std::vector<ContactPoint> points) const;

    const Context& context_;
};

}  // namespace hearth::registry::app
