#include "services/registry/api/parties.hpp"

#include <charconv>

#include "services/registry/api/convert.hpp"
#include "services/registry/api/events.hpp"
#include "services/registry/api/served.hpp"

namespace hearth::registry {
namespace {

/// A party with its contact points, kept from others.
struct Locked {
    Party party;
    Contacts contacts;
};

Result<Locked> lock(Stores& stores, const Uuid& id) {
    auto party = only(stores.parties().lock({id}), Noun::kParty, id);
    if (!party) return fail(std::move(party).error());
    auto contacts = only(stores.contacts().lock({id}), Noun::kContacts, id);
    if (!contacts) return fail(std::move(contacts).error());
    return Locked{std::move(*party), std::move(*contacts)};
}

Result<void> reindex(Stores& stores, const Locked& before, const Locked& after) {
    return stores.search().replace(
        {{Noun::kParty, after.party.id, tokens(before.party, before.contacts),
          tokens(after.party, after.contacts)}});
}

/// Stores a change of the party; of its contact points too when a name changed.
Result<void> save_party(outbox::UnitOfWork& work, Stores& stores, const Locked& before,
                        const Party& changed) {
    Locked after{changed, before.contacts};
    if (auto saved = stores.parties().save({changed}); !saved) return saved;
    work.record(event_of(changed));
    if (changed.same_names(before.party)) return {};
    ++after.contacts.version;
    if (auto saved = stores.contacts().save({after.contacts}); !saved) return saved;
    work.record(event_of(after.contacts, changed));
    return reindex(stores, before, after);
}

std::vector<std::string> mask_of(const v1::UpdatePartyRequest& request) {
    return {request.update_mask().paths().begin(), request.update_mask().paths().end()};
}

}  // namespace

std::vector<ContactPoint> Parties::points_of(
    const google::protobuf::RepeatedPtrField<v1::ContactPoint>& points) const {
    auto read = from_proto(points);
    for (auto& point : read)
        if (point.kind == ContactPointKind::kPhone) point.value = doors_.normalised(point.value);
    return read;
}

Result<void> Parties::create(const rpc::Call& call, const v1::CreatePartyRequest& request,
                             v1::CreatePartyResponse& response) {
    if (auto given = service::require_request_id(request.request_id()); !given) return given;
    Locked made{from_proto(request.party()), {}};
    complete(made.party);
    made.contacts.points = points_of(request.contact_points());
    Violations found = service::prefixed(check(made.party), "party.");
    // "points[2].value" is "contact_points[2].value" to who creates a party.
    for (auto& violation : service::prefixed(check(made.contacts.points), "contact_"))
        found.push_back(std::move(violation));
    if (!found.empty()) return fail(invalid_argument(std::move(found)));
    return service::run_command(
        doors_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto stores = doors_.open(work.tx());
            const auto number = stores->party_numbers(1);
            if (!number) return fail(number.error());
            Locked after = made;
            after.party.id = work.new_id();
            after.party.number = number->front();
            after.party.created_at = work.now();
            after.party.updated_at = work.now();
            after.party.version = 1;
            after.contacts.party = after.party.id;
            after.contacts.version = 1;
            if (auto saved = stores->parties().save({after.party}); !saved) return saved;
            if (auto saved = stores->contacts().save({after.contacts}); !saved) return saved;
            auto indexed = stores->search().replace(
                {{Noun::kParty, after.party.id, {}, tokens(after.party, after.contacts)}});
            if (!indexed) return indexed;
            work.record(event_of(after.party));
            work.record(event_of(after.contacts, after.party));
            *response.mutable_party() = to_proto(after.party);
            *response.mutable_contact_points() = to_proto(after.contacts, after.party);
            return {};
        });
}

Result<void> Parties::get(const rpc::Call& call, const v1::GetPartyRequest& request,
                          v1::GetPartyResponse& response) {
    const auto id = require_name(Noun::kParty, request.name(), "name");
    if (!id) return fail(id.error());
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        auto served = read_served(stores, {*id}, doors_.today());
        if (!served) return fail(std::move(served).error());
        if (served->empty()) return fail(not_found(request.name()));
        const Served& all = served->front();
        *response.mutable_party() = to_proto(all.party);
        *response.mutable_contact_points() = to_proto(all.contacts, all.party);
        add_all(response.mutable_accounts(), all.accounts);
        add_all(response.mutable_agreements(), all.agreements);
        add_all(response.mutable_premises(), all.premises);
        add_all(response.mutable_service_points(), all.service_points);
        return {};
    });
}

Result<void> Parties::update(const rpc::Call& call, const v1::UpdatePartyRequest& request,
                             v1::UpdatePartyResponse& response) {
    const auto id = require_name(Noun::kParty, request.party().name(), "party.name");
    if (!id) return fail(id.error());
    return service::run_command(
        doors_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto stores = doors_.open(work.tx());
            auto before = lock(*stores, *id);
            if (!before) return fail(std::move(before).error());
            if (auto given = require_etag(request.party().etag()); !given)
                return fail(service::prefixed(std::move(given).error(), "party."));
            const auto etag = check_etag(request.party().etag(), before->party.version);
            if (!etag) return fail(service::prefixed(etag.error(), "party."));
            auto changed =
                updated(before->party, from_proto(request.party()), mask_of(request), work.now());
            if (!changed) {
                Error error = std::move(changed).error();
                const bool of_mask =
                    !error.fields.empty() && error.fields[0].field == "update_mask";
                return fail(of_mask ? std::move(error)
                                    : service::prefixed(std::move(error), "party."));
            }
            *response.mutable_party() = to_proto(*changed);
            if (changed->version == before->party.version) return {};
            return save_party(work, *stores, *before, *changed);
        });
}

Result<void> Parties::set_contact_points(const rpc::Call& call,
                                         const v1::SetContactPointsRequest& request,
                                         v1::SetContactPointsResponse& response) {
    const auto id = require_name(Noun::kParty, request.party(), "party");
    if (!id) return fail(id.error());
    const auto points = points_of(request.points());
    if (auto found = check(points); !found.empty()) return fail(invalid_argument(std::move(found)));
    return service::run_command(
        doors_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto stores = doors_.open(work.tx());
            auto before = lock(*stores, *id);
            if (!before) return fail(std::move(before).error());
            if (auto given = require_etag(request.etag()); !given) return given;
            if (auto etag = check_etag(request.etag(), before->contacts.version); !etag)
                return etag;
            Locked after = *before;
            after.contacts.points = points;
            const bool same = points == before->contacts.points;
            if (!same) ++after.contacts.version;
            *response.mutable_contact_points() = to_proto(after.contacts, after.party);
            if (same) return {};
            if (auto saved = stores->contacts().save({after.contacts}); !saved) return saved;
            work.record(event_of(after.contacts, after.party));
            return reindex(*stores, *before, after);
        });
}

Result<void> Parties::list(const rpc::Call& call, const v1::ListPartiesRequest& request,
                           v1::ListPartiesResponse& response) {
    const auto page = service::Page::of(doors_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    std::int64_t after = 0;
    std::from_chars(page->after().data(), page->after().data() + page->after().size(), after);
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        auto parties = stores.parties_after(after, page->rows());
        if (!parties) return fail(parties.error());
        response.set_next_page_token(
            page->cut(*parties, [](const auto& last) { return std::to_string(last.number); }));
        for (const auto& party : *parties)
            *response.add_parties() = to_proto(party);
        return {};
    });
}

}  // namespace hearth::registry
