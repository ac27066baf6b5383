#include <array>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/openapi.json", "", "", Own::kOpenApi},
    Route{"POST", "/v1/sessions", "", "*", Own::kSignIn},
    Route{"DELETE", "/v1/sessions/current", "", "", Own::kSignOut},
    Route{"POST", "/v1/sessions:end", "", "*", Own::kEndSessions},
    Route{"GET", "/v1/stream", "", "", Own::kStream},
    Route{"GET", "/v1/callScreen", "", "", Own::kCallScreen},
};

}  // namespace

std::span<const Route> own_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
