#include "services/registry/app/parties.hpp"

#include "libs/core/resource.hpp"

namespace hearth::registry::app {
namespace {

Result<PartyAndContacts> lock(Stores& stores, const Uuid& id) {
    auto party = only(stores.parties().lock({id}), Noun::kParty, id);
    if (!party) return fail(std::move(party).error());
    auto contacts = only(stores.contacts().lock({id}), Noun::kContacts, id);
    if (!contacts) return fail(std::move(contacts).error());
    return PartyAndContacts{std::move(*party), std::move(*contacts)};
}

Result<void> check_read(std::string_view etag, std::int64_t version) {
    if (auto given = require_etag(etag); !given) return given;
    return check_etag(etag, version);
}

/// Stores the list with its event and its tokens.
Result<void> save_contacts(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                           const Tokens& before, const PartyAndContacts& after) {
    if (auto saved = stores.contacts().save({after.contacts}); !saved) return saved;
    context.record(work, ContactPointsChanged{after.contacts, after.party});
    return stores.search().replace(
        {{Noun::kParty, after.party.id, before, tokens(after.party, after.contacts)}});
}

}  // namespace

std::vector<ContactPoint> Parties::normalised(std::vector<ContactPoint> points) const {
    for (auto& point : points)
        if (point.kind == ContactPointKind::kPhone) point.value = context_.normalised(point.value);
    return points;
}

Result<PartyAndContacts> Parties::create(outbox::UnitOfWork& work, NewParty wanted) const {
    complete(wanted.party);
    wanted.contact_points = normalised(std::move(wanted.contact_points));
    if (auto found = check(wanted); !found.empty()) return fail(invalid_argument(std::move(found)));
    const auto stores = context_.open(work.tx());
    const auto number = stores->party_numbers(1);
    if (!number) return fail(number.error());
    PartyAndContacts made{std::move(wanted.party), {{}, std::move(wanted.contact_points), 1}};
    made.party.id = work.new_id();
    made.party.number = number->front();
    made.party.created_at = work.now();
    made.party.updated_at = work.now();
    made.party.version = 1;
    made.contacts.party = made.party.id;
    if (auto saved = stores->parties().save({made.party}); !saved)
        return fail(std::move(saved).error());
    context_.record(work, fact_of(made.party));
    if (auto saved = save_contacts(context_, work, *stores, {}, made); !saved)
        return fail(std::move(saved).error());
    return made;
}

Result<Party> Parties::update(outbox::UnitOfWork& work, const Uuid& id, std::string_view etag,
                              const Party& wanted, const std::vector<std::string>& fields) const {
    const auto stores = context_.open(work.tx());
    auto before = lock(*stores, id);
    if (!before) return fail(std::move(before).error());
    if (auto fresh = check_read(etag, before->party.version); !fresh)
        return fail(std::move(fresh).error());
    auto changed = updated(before->party, wanted, fields, work.now());
    if (!changed || changed->version == before->party.version) return changed;
    if (auto saved = stores->parties().save({*changed}); !saved)
        return fail(std::move(saved).error());
    context_.record(work, fact_of(*changed));
    if (changed->same_names(before->party)) return changed;
    PartyAndContacts after{*changed, before->contacts};
    ++after.contacts.version;
    auto saved =
        save_contacts(context_, work, *stores, tokens(before->party, before->contacts), after);
    if (!saved) return fail(std::move(saved).error());
    return changed;
}

Result<PartyAndContacts> Parties::set_contact_points(outbox::UnitOfWork& work, const Uuid& id,
                                                     std::string_view etag,
                                                     std::vector<ContactPoint> points) const {
    points = normalised(std::move(points));
    if (auto found = check(points); !found.empty()) return fail(invalid_argument(std::move(found)));
    const auto stores = context_.open(work.tx());
    auto before = lock(*stores, id);
    if (!before) return fail(std::move(before).error());
    if (auto fresh = check_read(etag, before->contacts.version); !fresh)
        return fail(std::move(fresh).error());
    if (points == before->contacts.points) return before;
    PartyAndContacts after{before->party, {id, std::move(points), before->contacts.version + 1}};
    auto saved =
        save_contacts(context_, work, *stores, tokens(before->party, before->contacts), after);
    if (!saved) return fail(std::move(saved).error());
    return after;
}

}  // namespace hearth::registry::app
