#include "libs/service/paging.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "libs/auth/jwt.hpp"

namespace hearth::service {
namespace {

constexpr int kDefaultSize = 50;
constexpr int kMostSize = 1000;
constexpr std::size_t kMacBytes = 16;

tl::unexpected<Error> bad_token() {
    return fail(invalid_argument("page_token", "BAD_PAGE_TOKEN",
                                 "is not a token of this query's previous page"));
}

/// The length of the query stands first, so no other split of the same bytes has this code.
std::string mac(const std::string& secret, std::string_view query, std::string_view key) {
    std::string text = std::to_string(query.size()) + ':';
    text.append(query).append(key);
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
    return {reinterpret_cast<const char*>(out.data()), kMacBytes};
}

}  // namespace

Result<int> page_size(std::int32_t asked) {
    if (asked < 0) return fail(invalid_argument("page_size", "NEGATIVE", "must not be negative"));
    return asked == 0 ? kDefaultSize : std::min(asked, kMostSize);
}

PageTokens::PageTokens(std::string secret) : secret_(std::move(secret)) {}

std::string PageTokens::make(std::string_view query, std::string_view last_key) const {
    return auth::base64url(mac(secret_, query, last_key).append(last_key));
}

Result<std::string> PageTokens::read(std::string_view query, std::string_view token) const {
    if (token.empty()) return std::string{};
    const auto bytes = auth::from_base64url(token);
    if (!bytes || bytes->size() <= kMacBytes) return bad_token();
    std::string key = bytes->substr(kMacBytes);
    const std::string expected = mac(secret_, query, key);
    if (CRYPTO_memcmp(expected.data(), bytes->data(), kMacBytes) != 0) return bad_token();
    return key;
}

}  // namespace hearth::service
