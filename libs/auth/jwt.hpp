#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"

namespace hearth::auth {

/// RFC 4648 without padding. Decoding takes exactly what encoding gives, so a token has one form.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

/// A P-256 key of a PEM file; INVALID_ARGUMENT names the file when it is anything else.
Result<Key> private_key(const std::string& pem_path);
Result<Key> public_key(const std::string& pem_path);

/// 32 bytes.
std::string sha256(std::string_view text);

/// ES256 over `text`: r and s, 32 bytes each. Thread-safe on one key.
std::string sign_es256(EVP_PKEY* key, std::string_view text);
bool verify_es256(EVP_PKEY* key, std::string_view text, std::string_view signature);

inline constexpr std::string_view kIssuer = "hearth";
inline constexpr std::string_view kAlgorithm = "ES256";

constexpr std::string_view name_of(Audience audience) {
    return audience == Audience::kEdge ? "hearth-edge" : "hearth-internal";
}

}  // namespace hearth::auth
