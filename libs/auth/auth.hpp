#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth::auth {

/// Who asks. Roles: agent, lead, manager, dispatcher, crew, customer, channel (an adapter of ours),
/// operator, service (one of our processes).
struct Principal {
    std::string id;  ///< "agents/A0007", "crews/C03", "channels/sms", "services/dispatch"
    std::set<std::string, std::less<>> roles;
    int tenant = 0;

    [[nodiscard]] bool has(std::string_view role) const { return roles.find(role) != roles.end(); }
};

/// Where a token is good: a browser's or a phone's at the gateway alone, one of our own processes'
/// at the services alone.
enum class Audience { kEdge, kInternal };

/// Signs tokens (JWT, ES256) for one audience with the private key of a PEM file. The token names
/// the key, by its public half. Thread-safe.
class Signer {
public:
    static Result<Signer> from_file(const std::string& private_key_pem_path,
                                    Audience audience = Audience::kInternal);
    /// `session` is what can be ended before the token does; empty: nothing can.
    [[nodiscard]] std::string sign(const Principal& principal, Instant now,
                                   std::chrono::seconds valid_for,
                                   std::string_view session = {}) const;
    ~Signer();
    Signer(Signer&&) noexcept;

private:
    struct Impl;
    explicit Signer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// What a good token says.
struct Proof {
    Principal principal;
    std::string session;
    Instant issued_at;
    Instant expires_at;
};

/// Checks such tokens against a folder of trusted keys (libs/auth/trust.hpp): `<signer>.pub`, as
/// many of a signer as it has just now, and `ceilings.yaml`, which says of each signer for which
/// audience, principals, roles and tenants it may speak. The folder is looked at again every two
/// seconds, by the call that comes then: a new key counts without a restart, and what a removed one
/// signed is refused; a folder that cannot be read is logged, and the last good one stays.
///
/// Good tokens are cached until they end, so the usual cost is one look-up. UNAUTHENTICATED with
/// reason TOKEN_EXPIRED, TOKEN_INVALID, TOKEN_MISSING, or TOKEN_BEYOND_KEY where the key may not
/// say so. Only ES256, issuer `hearth`, the verifier's own audience. System time, never the
/// development clock. Thread-safe.
class Verifier {
public:
    static Result<Verifier> from_folder(const std::string& trusted_keys_dir,
                                        Audience audience = Audience::kInternal);
    [[nodiscard]] Result<Principal> verify(std::string_view token) const;
    [[nodiscard]] Result<Proof> prove(std::string_view token) const;
    /// Whether it was good before and is in the cache: one look, no cryptography.
    [[nodiscard]] bool remembers(std::string_view token) const;
    ~Verifier();
    Verifier(Verifier&&) noexcept;

private:
    struct Impl;
    explicit Verifier(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::auth
