#include <array>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/v1/question", "survey.GetQuestion", ""},
};

}  // namespace

std::span<const Route> survey_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
