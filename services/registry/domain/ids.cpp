#include "services/registry/domain/ids.hpp"

#include <array>
#include <cstddef>

#include <manifest_gen/registry.hpp>

namespace hearth::registry {
namespace {

constexpr int kDefaultTenant = 1;
constexpr std::string_view kContactsSuffix = "/contactPoints";

struct Words {
    std::string_view kind;
    std::string_view collection;
    std::string_view topic;
};
/// In the order of `Noun`.
constexpr std::array<Words, 8> kWords{{
    {"network_node", "networkNodes", manifest::registry::kNetworkNode},
    {"premise", "premises", manifest::registry::kPremise},
    {"service_point", "servicePoints", manifest::registry::kServicePoint},
    {"device", "devices", manifest::registry::kDevice},
    {"party", "parties", manifest::registry::kParty},
    {"party", "parties", manifest::registry::kContactPoint},
    {"account", "accounts", manifest::registry::kAccount},
    {"agreement", "agreements", manifest::registry::kAgreement},
}};

const Words& words(Noun noun) {
    return kWords[static_cast<std::size_t>(noun)];
}

}  // namespace

std::string resource_name(Noun noun, const Uuid& id) {
    std::string name = resource_name(words(noun).collection, id);
    if (noun == Noun::kContacts) name += kContactsSuffix;
    return name;
}

Result<Uuid> require_name(Noun noun, std::string_view name, std::string_view field) {
    if (noun != Noun::kContacts) return require_name(name, words(noun).collection, field);
    if (name.ends_with(kContactsSuffix)) {
        const auto party = name.substr(0, name.size() - kContactsSuffix.size());
        if (const auto id = require_name(party, words(noun).collection, field)) return *id;
    }
    return fail(invalid_argument(std::string{field}, name.empty() ? "REQUIRED" : "BAD_NAME",
                                 "is not of the form parties/<uid>/contactPoints"));
}

std::string_view topic(Noun noun) {
    return words(noun).topic;
}

Uuid imported_id(int tenant, Noun noun, std::string_view code) {
    if (tenant == kDefaultTenant) return named_uuid(words(noun).kind, code);
    return named_uuid(words(noun).kind, std::to_string(tenant) + "/" + std::string{code});
}

}  // namespace hearth::registry
