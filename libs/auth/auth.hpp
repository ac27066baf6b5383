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

/// Signs short-lived internal tokens (JWT, ES256) with the private key of a PEM file. Thread-safe.
class Signer {
public:
    static Result<Signer> from_file(const std::string& private_key_pem_path);
    [[nodiscard]] std::string sign(const Principal& principal, Instant now,
                                   std::chrono::seconds valid_for) const;
    ~Signer();
    Signer(Signer&&) noexcept;

private:
    struct Impl;
    explicit Signer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Checks such tokens against the public key; good ones are cached until they end, so the usual
/// cost is one look-up. UNAUTHENTICATED with reason TOKEN_EXPIRED, TOKEN_INVALID or TOKEN_MISSING.
/// Only ES256, issuer `hearth`, audience `hearth-internal`. System time, never the development
/// clock. Thread-safe.
class Verifier {
public:
    static Result<Verifier> from_file(const std::string& public_key_pem_path);
    [[nodiscard]] Result<Principal> verify(std::string_view token) const;
    ~Verifier();
    Verifier(Verifier&&) noexcept;

private:
    struct Impl;
    explicit Verifier(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::auth
