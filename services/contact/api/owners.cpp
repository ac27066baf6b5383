#include "services/contact/api/owners.hpp"

#include "libs/core/resource.hpp"

namespace hearth::contact {
namespace {

/// None when one of them is of a kind that is nobody's.
std::optional<Belongings> read_things(common::v1::Whose whose,
                                      const std::vector<std::string>& things) {
    Belongings asked;
    for (const std::string& thing : things) {
        if (thing.starts_with("R-")) {
            asked.numbers.insert(thing);
        } else if (const auto request = require_name(thing, "serviceRequests", "name")) {
            asked.requests.insert(*request);
        } else if (const auto premise = require_name(thing, "premises", "name");
                   premise && whose == common::v1::WHOSE_OWN_PARTY) {
            asked.premises.insert(*premise);
        } else {
            return {};
        }
    }
    return asked;
}

}  // namespace

rpc::Owners owners(service::Host& host, const app::Casebook& casebook) {
    return [&host, &casebook](const rpc::Call& call, common::v1::Whose whose,
                              const std::vector<std::string>& things) -> Result<bool> {
        const auto party = require_name(call.principal.id, "parties", "principal");
        const auto asked = read_things(whose, things);
        if (!party || !asked) return false;
        bool own = false;
        auto read = host.work().read(call.principal.tenant, call.deadline,
                                     [&](sql::Tx& tx) -> Result<void> {
                                         auto found = casebook.open(tx)->identity().owns(
                                             *party, *asked, casebook.today(host.clock().now()));
                                         if (!found) return fail(std::move(found).error());
                                         own = *found;
                                         return {};
                                     });
        if (!read) return fail(std::move(read).error());
        return own;
    };
}

}  // namespace hearth::contact
