#include "services/registry/api/parties.hpp"

#include <charconv>

#include "services/registry/api/convert.hpp"
#include "services/registry/app/served.hpp"

namespace hearth::registry {
namespace {

/// What is wrong with a party is told by its path in the request; what is wrong with the mask is
/// not the party's.
Error in_party(Error error) {
    const bool of_mask = !error.fields.empty() && error.fields[0].field == "update_mask";
    return of_mask ? error : service::prefixed(std::move(error), "party.");
}

std::vector<std::string> mask_of(const v1::UpdatePartyRequest& request) {
    return {request.update_mask().paths().begin(), request.update_mask().paths().end()};
}

}  // namespace

Result<void> Parties::create(const rpc::Call& call, const v1::CreatePartyRequest& request,
                             v1::CreatePartyResponse& response) {
    if (auto given = service::require_request_id(request.request_id()); !given) return given;
    return service::run_command(
        api_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto made = parties_.create(
                work, {from_proto(request.party()), from_proto(request.contact_points())});
            if (!made) return fail(made.error());
            *response.mutable_party() = to_proto(made->party);
            *response.mutable_contact_points() = to_proto(made->contacts, made->party);
            return {};
        });
}

Result<void> Parties::get(const rpc::Call& call, const v1::GetPartyRequest& request,
                          v1::GetPartyResponse& response) {
    const auto id = require_name(Noun::kParty, request.name(), "name");
    if (!id) return fail(id.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        const auto served =
            app::only(app::read_served(stores, {*id}, api_.today()), Noun::kParty, *id);
        if (!served) return fail(served.error());
        *response.mutable_party() = to_proto(served->party);
        *response.mutable_contact_points() = to_proto(served->contacts, served->party);
        add_all(response.mutable_accounts(), served->accounts);
        add_all(response.mutable_agreements(), served->agreements);
        add_all(response.mutable_premises(), served->premises);
        add_all(response.mutable_service_points(), served->service_points);
        return {};
    });
}

Result<void> Parties::update(const rpc::Call& call, const v1::UpdatePartyRequest& request,
                             v1::UpdatePartyResponse& response) {
    const auto id = require_name(Noun::kParty, request.party().name(), "party.name");
    if (!id) return fail(id.error());
    return service::run_command(
        api_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            auto changed = parties_.update(work, *id, request.party().etag(),
                                           from_proto(request.party()), mask_of(request));
            if (!changed) return fail(in_party(std::move(changed).error()));
            *response.mutable_party() = to_proto(*changed);
            return {};
        });
}

Result<void> Parties::set_contact_points(const rpc::Call& call,
                                         const v1::SetContactPointsRequest& request,
                                         v1::SetContactPointsResponse& response) {
    const auto id = require_name(Noun::kParty, request.party(), "party");
    if (!id) return fail(id.error());
    return service::run_command(
        api_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto after = parties_.set_contact_points(work, *id, request.etag(),
                                                           from_proto(request.points()));
            if (!after) return fail(after.error());
            *response.mutable_contact_points() = to_proto(after->contacts, after->party);
            return {};
        });
}

Result<void> Parties::list(const rpc::Call& call, const v1::ListPartiesRequest& request,
                           v1::ListPartiesResponse& response) {
    const auto page = service::Page::of(api_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    std::int64_t after = 0;
    std::from_chars(page->after().data(), page->after().data() + page->after().size(), after);
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto parties = stores.parties_after(after, page->rows());
        if (!parties) return fail(parties.error());
        response.set_next_page_token(
            page->cut(*parties, [](const auto& last) { return std::to_string(last.number); }));
        add_all(response.mutable_parties(), *parties);
        return {};
    });
}

}  // namespace hearth::registry
