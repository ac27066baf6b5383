#include "services/registry/app/premises.hpp"

#include <algorithm>
#include <set>

#include "services/registry/app/context.hpp"
#include "services/registry/domain/column.hpp"

namespace hearth::registry::app {

Result<bool> serves(Stores& stores, const std::vector<Uuid>& premises, const Uuid& party,
                    const std::string& today) {
    const auto agreements = stores.agreements_of({party});
    if (!agreements) return fail(agreements.error());
    std::vector<Uuid> running;
    for (const Agreement& agreement : *agreements) {
        const bool begun = agreement.start_on.empty() || agreement.start_on <= today;
        if (begun && agreement.runs_on(today)) running.push_back(agreement.service_point);
    }
    const auto points = stores.service_points().find(running);
    if (!points) return fail(points.error());
    return std::all_of(premises.begin(), premises.end(), [&](const Uuid& premise) {
        return std::any_of(points->begin(), points->end(),
                           [&](const ServicePoint& point) { return point.premise == premise; });
    });
}

void keep_side_of(const Uuid& party, PremiseWhole& whole) {
    std::erase_if(whole.agreements, [&](const auto& one) { return one.party != party; });
    const auto own = column(whole.agreements, &Agreement::service_point);
    const std::set<Uuid> points{own.begin(), own.end()};
    std::erase_if(whole.service_points, [&](const auto& one) { return points.count(one.id) == 0; });
    std::erase_if(whole.devices,
                  [&](const auto& one) { return points.count(one.service_point) == 0; });
    whole.repairs.clear();
}

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
