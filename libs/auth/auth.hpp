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
    std::string session;  ///< of a token that names none, its own by a hash of what it says
    Instant issued_at;    ///< the epoch, where it does not say
    Instant expires_at;
    std::string key;  ///< id of the key that signed it
};

/// By how much the clocks of two machines may differ, where a token says when it begins.
inline constexpr std::chrono::seconds kClockSkew{5};

/// Checks such tokens against a folder of trusted keys (libs/auth/trust.hpp): `<signer>.pub`, as
/// many of a signer as it has just now, and `ceilings.yaml`, which says of each signer for which
/// audience, principals, roles and tenants it may speak. The folder is looked at again every
/// second, by the call that comes then: a new key counts without a restart, and what a removed one
/// signed is refused. At the start every file has to be good. Later one that is not is passed over,
/// logged and counted in hearth_trusted_keys_passed_over: nobody is trusted by it, and the others
/// are what they are; the ceilings stay as they were last good, and all does where the folder
/// itself is gone.
///
/// Good tokens are cached until they end, so the usual cost is one look-up. UNAUTHENTICATED with
/// reason TOKEN_MISSING; TOKEN_INVALID for what is none of ours; or, where we signed it,
/// TOKEN_EXPIRED, or TOKEN_BEYOND_KEY where the key may not say so. One that was signed in the
/// future is TOKEN_INVALID. Only ES256, issuer `hearth`, the verifier's own audience. System time,
/// never the development clock. Thread-safe.
class Verifier {
public:
    static Result<Verifier> from_folder(const std::string& trusted_keys_dir,
                                        Audience audience = Audience::kInternal);
    [[nodiscard]] Result<Principal> verify(std::string_view token) const;
    [[nodiscard]] Result<Proof> prove(std::string_view token) const;
    /// Whether the key of a proof may still say what it said. One look-up.
    [[nodiscard]] bool trusts(const Proof& proof) const;
    ~Verifier();
    Verifier(Verifier&&) noexcept;

private:
    struct Impl;
    explicit Verifier(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::auth
