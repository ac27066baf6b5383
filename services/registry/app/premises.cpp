#include "services/registry/app/premises.hpp"

#include "services/registry/app/context.hpp"
#include "services/registry/domain/column.hpp"

namespace hearth::registry::app {

Result<PremiseWhole> read_premise(Stores& stores, const Uuid& id) {
    auto premise = only(stores.premises().find({id}), Noun::kPremise, id);
    if (!premise) return fail(std::move(premise).error());
    auto points = stores.service_points_at({id});
    if (!points) return fail(std::move(points).error());
    const auto point_ids = column(*points, &ServicePoint::id);
    auto devices = stores.devices_at(point_ids);
    if (!devices) return fail(std::move(devices).error());
    auto agreements = stores.agreements_at(point_ids);
    if (!agreements) return fail(std::move(agreements).error());
    auto repairs = stores.repairs_at(id);
    if (!repairs) return fail(std::move(repairs).error());
    return PremiseWhole{std::move(*premise), std::move(*points), std::move(*devices),
                        std::move(*agreements), std::move(*repairs)};
}

}  // namespace hearth::registry::app
