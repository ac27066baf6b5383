#include "services/gateway/routes.hpp"

#include <initializer_list>

#include "services/gateway/channels/adapter.hpp"

namespace hearth::gateway {

// One table for each service that people reach, in routes/<service>.cpp, then the gateway's own,
// then what channels say of themselves.
std::span<const Route> registry_routes();
std::span<const Route> contact_routes();
std::span<const Route> dispatch_routes();
std::span<const Route> own_routes();

std::span<const Route> routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> rows;
        for (const auto table :
             {registry_routes(), contact_routes(), dispatch_routes(), own_routes()})
            rows.insert(rows.end(), table.begin(), table.end());
        for (const Adapter* adapter : adapters()) {
            const std::string_view body = adapter->verb == "GET" ? "" : "*";
            rows.push_back({adapter->verb, adapter->path, "", body, Own::kNone, adapter});
        }
        return rows;
    }();
    return all;
}

std::string full_method(const Route& route) {
    const auto dot = route.method.find('.');
    const std::string service{route.method.substr(0, dot)};
    std::string type = service;
    type.front() = static_cast<char>(type.front() - 'a' + 'A');
    return "hearth." + service + ".v1." + type + "Service/" +
           std::string{route.method.substr(dot + 1)};
}

Router::Router() {
    for (const Route& route : routes())
        templates_.emplace_back(route.path);
}

Router::Found Router::find(std::string_view verb, std::string_view path) const {
    Found found;
    for (std::size_t i = 0; i < templates_.size(); ++i) {
        const Route& route = routes()[i];
        const bool wanted = route.verb == verb || (verb == "HEAD" && route.verb == "GET");
        auto bound = templates_[i].match(path);
        if (!bound) continue;
        if (wanted) {
            found.match = Match{i, std::move(*bound)};
            return found;
        }
        found.allowed.push_back(route.verb);
    }
    return found;
}

}  // namespace hearth::gateway
