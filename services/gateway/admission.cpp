#include "services/gateway/admission.hpp"

#include <string>

#include "libs/metrics/metrics.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kNames{"people", "channels", "open"};

metrics::Counter& refused(std::size_t crowd) {
    return metrics::counter("hearth_http_crowded_total",
                            "Requests refused since the share of their kind was taken.",
                            {{"crowd", kNames[crowd]}});
}

}  // namespace

Admission::Admission(const Shares& shares) : shares_(std::make_shared<std::array<Share, 3>>()) {
    (*shares_)[0].most = shares.people;
    (*shares_)[1].most = shares.channels;
    (*shares_)[2].most = shares.open;
}

Result<std::shared_ptr<void>> Admission::enter(Crowd crowd) {
    constexpr std::chrono::milliseconds kComeAgain{1000};
    const auto at = static_cast<std::size_t>(crowd);
    Share& share = (*shares_)[at];
    if (share.inside.fetch_add(1) >= share.most) {
        share.inside.fetch_sub(1);
        refused(at).add();
        return fail(resource_exhausted("OVERLOADED", "too much to do just now", kComeAgain));
    }
    return std::shared_ptr<void>{&share,
                                 [all = shares_, &share](void*) { share.inside.fetch_sub(1); }};
}

}  // namespace hearth::gateway
