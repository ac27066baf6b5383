#include "services/dispatch/api/owners.hpp"

#include <algorithm>

namespace hearth::dispatch {
namespace {

/// Of the names, the ids; fewer where one names nothing.
Result<std::vector<Uuid>> orders_of(Stores& stores, const std::vector<std::string>& names) {
    std::vector<Uuid> ids;
    for (const std::string& name : names) {
        const auto spoken = read_spoken_name("name", "workOrders", "W-", name);
        if (!spoken) return ids;
        if (spoken->id) {
            ids.push_back(*spoken->id);
            continue;
        }
        const auto order = stores.queries().order({}, spoken->sequence);
        if (!order) return fail(order.error());
        if (!*order) return ids;
        ids.push_back((*order)->id);
    }
    return ids;
}

}  // namespace

rpc::Owners owners(const Api& api) {
    return [&api](const rpc::Call& call, common::v1::Whose /*whose*/,
                  const std::vector<std::string>& names) -> Result<bool> {
        NameReader reader;
        const std::string crew = reader.crew("principal", call.principal.id, true);
        if (!reader.done()) return false;
        bool own = false;
        auto read = api.read(call, [&](Stores& stores) -> Result<void> {
            const auto ids = orders_of(stores, names);
            if (!ids) return fail(ids.error());
            if (ids->size() != names.size()) return {};
            const auto given = stores.devices().given(crew, *ids);
            if (!given) return fail(given.error());
            own = std::all_of(ids->begin(), ids->end(),
                              [&](const Uuid& id) { return given->count(id) > 0; });
            return {};
        });
        if (!read) return fail(std::move(read).error());
        return own;
    };
}

}  // namespace hearth::dispatch
