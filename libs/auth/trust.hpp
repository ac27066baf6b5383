#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/auth/auth.hpp"
#include "libs/auth/jwt.hpp"

namespace hearth::auth {

/// What the keys of one signer may say, and nothing beyond it.
struct Ceiling {
    std::string signer;
    std::string audience;
    bool all_tenants = false;
    std::set<std::string, std::less<>> tenants;
    /// Roles by whom they are for: "services/registry", "agents/*" or "*"; a role "*" is any.
    std::map<std::string, std::vector<std::string>> speaks_for;

    [[nodiscard]] bool allows(const Principal& principal) const;
};

struct TrustedKey {
    Key key;
    std::shared_ptr<const Ceiling> ceiling;
};

/// By the key's id.
using Trust = std::map<std::string, TrustedKey, std::less<>>;

/// Where the ceilings stand in a folder of trusted keys.
inline constexpr std::string_view kCeilingsFile = "ceilings.yaml";

/// By signer.
using Ceilings = std::map<std::string, std::shared_ptr<const Ceiling>, std::less<>>;

/// What was found in a folder.
struct Reading {
    Ceilings ceilings;
    Trust trust;
    /// Of each file that was passed over, INVALID_ARGUMENT with reason BAD_KEY_FILE and its name:
    /// unreadable, a key of no signer in the ceilings, one that stands there twice; or no key at
    /// all.
    std::vector<Error> faults;
};

/// The folder's ceilings and its public keys, `<signer>.pub` or `<signer>.<anything>.pub`. A file
/// with a fault is passed over; ceilings with one are the `last` that were good. An error of the
/// same kind where the folder itself cannot be read.
Result<Reading> read_trust(const std::string& folder, const Ceilings& last = {});

/// The bytes of all that `read_trust` reads, names included: the same text, the same trust.
std::string trust_text(const std::string& folder);

/// The id of a key in the `kid` of a token: of its public half alone.
std::string id_of(EVP_PKEY* key);

}  // namespace hearth::auth
