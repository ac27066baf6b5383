#include "services/registry/api/premises.hpp"

#include "services/registry/api/convert.hpp"
#include "services/registry/api/events.hpp"
#include "services/registry/domain/column.hpp"

namespace hearth::registry {

Result<void> Premises::get(const rpc::Call& call, const v1::GetPremiseRequest& request,
                           v1::GetPremiseResponse& response) {
    const auto id = require_name(Noun::kPremise, request.name(), "name");
    if (!id) return fail(id.error());
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        const auto premise = only(stores.premises().find({*id}), Noun::kPremise, *id);
        if (!premise) return fail(premise.error());
        const auto points = stores.service_points_at({*id});
        if (!points) return fail(points.error());
        const auto point_ids = column(*points, &ServicePoint::id);
        const auto devices = stores.devices_at(point_ids);
        if (!devices) return fail(devices.error());
        const auto agreements = stores.agreements_at(point_ids);
        if (!agreements) return fail(agreements.error());
        const auto repairs = stores.repairs_at(*id);
        if (!repairs) return fail(repairs.error());
        *response.mutable_premise() = to_proto(*premise);
        add_all(response.mutable_service_points(), *points);
        add_all(response.mutable_devices(), *devices);
        add_all(response.mutable_agreements(), *agreements);
        add_all(response.mutable_repairs(), *repairs);
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
        doors_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto stores = doors_.open(work.tx());
            const auto before =
                only(stores->service_points().lock({*id}), Noun::kServicePoint, *id);
            if (!before) return fail(before.error());
            if (auto etag = check_etag(request.etag(), before->version); !etag) return etag;
            auto after = supply_commanded(*before, request.on(), request.cause(),
                                          work.cause().actor, work.now());
            if (!after) return fail(std::move(after).error());
            *response.mutable_service_point() = to_proto(*after);
            if (after->version == before->version) return {};
            if (auto saved = stores->service_points().save({*after}); !saved) return saved;
            work.record(supply_commanded_event(*after));
            return {};
        });
}

}  // namespace hearth::registry
