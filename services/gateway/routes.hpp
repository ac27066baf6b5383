#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/gateway/path_template.hpp"

namespace hearth::gateway {

struct Adapter;

/// What the gateway does itself, instead of asking one service or hearing a channel.
enum class Own {
    kNone,
    kOpenApi,
    kSignIn,
    kSignOut,
    kEndSessions,
    kStream,
    kCallScreen,
};

/// One row of the table: what comes in over HTTP, and where it goes.
struct Route {
    std::string_view verb;
    std::string_view path;    ///< see PathTemplate
    std::string_view method;  ///< "registry.GetParty"; empty: `own` or `adapter` says
    std::string_view body;    ///< "": no body; "*": the whole request; else the field the body is
    Own own = Own::kNone;
    const Adapter* adapter = nullptr;  ///< of a channel
};

/// Every route there is. OpenAPI, transcoding, rights and metrics all come from here.
std::span<const Route> routes();

/// "hearth.registry.v1.RegistryService/GetParty"
std::string full_method(const Route& route);

/// Finds routes by verb and path. Immutable; any thread.
class Router {
public:
    Router();

    struct Match {
        std::size_t index = 0;                                   ///< in `routes()`
        std::vector<std::pair<std::string, std::string>> bound;  ///< field path, value
    };
    struct Found {
        std::optional<Match> match;
        std::vector<std::string_view> allowed;  ///< verbs of this path, when only the verb is wrong
    };
    [[nodiscard]] Found find(std::string_view verb, std::string_view path) const;

private:
    std::vector<PathTemplate> templates_;
};

}  // namespace hearth::gateway
