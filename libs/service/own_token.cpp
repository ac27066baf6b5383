#include "libs/service/own_token.hpp"

#include <chrono>

namespace hearth::service {

std::string OwnToken::get(int tenant) {
    constexpr std::chrono::seconds kValid{300};
    constexpr std::chrono::seconds kRenewBefore{60};
    const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const std::lock_guard lock{mutex_};
    Signed& token = by_tenant_[tenant];
    if (now >= token.renew_at)
        token = {signer_.sign({principal_, {"service"}, tenant}, now, kValid),
                 now + kValid - kRenewBefore};
    return token.text;
}

}  // namespace hearth::service
