#include "services/registry/api/premises.hpp"

#include "services/registry/api/convert.hpp"
#include "services/registry/app/premises.hpp"

namespace hearth::registry {

Result<void> Premises::get(const rpc::Call& call, const v1::GetPremiseRequest& request,
                           v1::GetPremiseResponse& response) {
    const auto id = require_name(Noun::kPremise, request.name(), "name");
    if (!id) return fail(id.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto whole = app::read_premise(stores, *id);
        if (!whole) return fail(whole.error());
        const auto party = uid_of(call.principal.id);
        if (call.as_owner && party) app::keep_side_of(*party, *whole);
        *response.mutable_premise() = to_proto(whole->premise);
        add_all(response.mutable_service_points(), whole->service_points);
        add_all(response.mutable_devices(), whole->devices);
        add_all(response.mutable_agreements(), whole->agreements);
        add_all(response.mutable_repairs(), whole->repairs);
        return {};
    });
}

Result<void> Premises::command_supply(const rpc::Call& call,
                                      const v1::CommandSupplyRequest& request,
                                      v1::CommandSupplyResponse& response) {
    if (auto given = service::require_request_id(request.request_id()); !given) return given;
    const auto id = require_name(Noun::kServicePoint, request.name(), "name");
    if (!id) return fail(id.error());
    return service::run_command(
        api_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto after =
                supply_.command(work, *id, request.etag(), request.on(), request.cause());
            if (!after) return fail(after.error());
            *response.mutable_service_point() = to_proto(*after);
            return {};
        });
}

}  // namespace hearth::registry
