#include "services/registry/app/supply.hpp"

#include "libs/core/resource.hpp"

namespace hearth::registry::app {

Result<ServicePoint> Supply::command(outbox::UnitOfWork& work, const Uuid& service_point,
                                     std::string_view etag, bool on,
                                     const std::string& cause) const {
    const auto stores = context_.open(work.tx());
    const auto before =
        only(stores->service_points().lock({service_point}), Noun::kServicePoint, service_point);
    if (!before) return fail(before.error());
    if (auto fresh = check_etag(etag, before->version); !fresh)
        return fail(std::move(fresh).error());
    auto after = supply_commanded(*before, on, cause, work.cause().actor, work.now());
    if (!after || after->version == before->version) return after;
    if (auto saved = stores->service_points().save({*after}); !saved)
        return fail(std::move(saved).error());
    context_.record(work, SupplyCommanded{*after});
    return after;
}

}  // namespace hearth::registry::app
