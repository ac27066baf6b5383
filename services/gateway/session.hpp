#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libs/auth/auth.hpp"
#include "libs/http/http.hpp"
#include "services/gateway/endings.hpp"
#include "services/gateway/exchange.hpp"

namespace hearth::gateway {

/// By what the gateway proves those who ask, and what it says to services. Two kinds that never
/// pass for each other: a browser's token opens no service. They outlive the gateway.
struct Keys {
    const auth::Signer& internal;
    const auth::Signer* edge = nullptr;  ///< of those who sign in here; null: nobody does
    const auth::Verifier& verifier;      ///< of edge tokens
};

/// Who is asking, and the short-lived internal tokens by which services believe it.
///
/// Outside the development profile nobody can sign in here: tokens come from whoever holds the
/// signing key. Thread-safe.
class Sessions {
public:
    struct Config {
        bool development = false;
        std::chrono::seconds valid_for{8 * 3600};
        int tenant = 1;  ///< of development sessions that name none
    };

    Sessions(Config config, const Keys& keys, Endings& endings);

    /// Sets principal, proof and token from `Authorization: Bearer`. UNAUTHENTICATED otherwise,
    /// also when the session was ended.
    Result<void> authenticate(Exchange& exchange);
    /// Whether what was proved once still holds: its key is trusted, its session has not ended.
    [[nodiscard]] bool go_on(const auth::Proof& proof) const;
    /// Makes the exchange act as a principal of ours, an adapter of a channel.
    void act_as(Exchange& exchange, const auth::Principal& principal);
    /// POST /v1/sessions {"principal","roles","tenant"}: a bearer token. Development and loopback
    /// only.
    void sign_in(Exchange& exchange) const;
    /// DELETE /v1/sessions/current: ends the session of the token that is shown.
    void sign_out(Exchange& exchange);
    /// POST /v1/sessions:end {"principal"}: ends all that began before now, and logs who did it. By
    /// operators all; by managers those that carry no role above lead or dispatcher; by leads those
    /// of agents and crews alone. What is beyond goes on: the answer is the same.
    void end_all(Exchange& exchange);

private:
    std::string internal_token(const auth::Principal& principal);

    struct Issued {
        std::string token;
        Instant renew_at;
    };
    const Config config_;
    const Keys keys_;
    Endings& endings_;
    std::mutex mutex_;
    std::unordered_map<std::string, Issued> issued_;  ///< by principal, roles and tenant
};

}  // namespace hearth::gateway
