#include <array>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/openapi.json", "", "", Own::kOpenApi},
    Route{"POST", "/v1/sessions", "", "*", Own::kSignIn},
    Route{"GET", "/v1/stream", "", "", Own::kStream},
    Route{"GET", "/v1/callScreen", "", "", Own::kCallScreen},
    Route{"POST", "/channels/cti/events", "", "*", Own::kCtiEvent},
    Route{"POST", "/channels/sms/kannel", "", "*", Own::kKannelMessage},
    Route{"GET", "/channels/sms/kannel/delivery", "", "", Own::kKannelDelivery},
    Route{"POST", "/channels/web/reports", "", "*", Own::kWebReport},
};

}  // namespace

std::span<const Route> own_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
