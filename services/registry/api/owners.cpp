#include "services/registry/api/owners.hpp"

#include "libs/core/resource.hpp"
#include "services/registry/app/premises.hpp"

namespace hearth::registry {

rpc::Owners owners(const Api& api) {
    return [&api](const rpc::Call& call, common::v1::Whose /*whose*/,
                  const std::vector<std::string>& things) -> Result<bool> {
        const auto party = require_name(call.principal.id, "parties", "principal");
        if (!party) return false;
        std::vector<Uuid> premises;
        for (const std::string& thing : things) {
            const auto premise = require_name(thing, "premises", "name");
            if (!premise) return false;
            premises.push_back(*premise);
        }
        bool own = false;
        auto read = api.read(call, [&](Stores& stores) -> Result<void> {
            const auto found = app::serves(stores, premises, *party, api.today());
            if (!found) return fail(found.error());
            own = *found;
            return {};
        });
        if (!read) return fail(std::move(read).error());
        return own;
    };
}

}  // namespace hearth::registry
