#include <cstdint>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "libs/auth/auth.hpp"
#include "libs/auth/jwt.hpp"

namespace hearth::auth {
namespace {

using Json = nlohmann::json;
constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kMostCached = 10'000;
/// Clocks of two machines may differ by this much where a token says when it begins.
constexpr std::int64_t kSkewSeconds = 5;

tl::unexpected<Error> invalid() {
    return fail(unauthenticated("TOKEN_INVALID", "the token is not one of ours"));
}

tl::unexpected<Error> expired() {
    return fail(unauthenticated("TOKEN_EXPIRED", "the token has expired"));
}

std::int64_t seconds_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
        .time_since_epoch()
        .count();
}

struct Good {
    Principal principal;
    std::int64_t expires = 0;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

/// A JSON object or nothing; never throws.
Json object(std::string_view part) {
    const auto text = from_base64url(part);
    Json json = text ? Json::parse(*text, nullptr, false) : Json{};
    return json.is_object() ? json : Json{};
}

bool is_text(const Json& object, const char* key, std::string_view wanted) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() &&
           found->get_ref<const std::string&>() == wanted;
}

std::optional<std::int64_t> number(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return {};
    return found->get<std::int64_t>();
}

std::optional<Good> read_claims(const Json& claims) {
    const auto id = claims.find("sub");
    const auto roles = claims.find("roles");
    const auto tenant = number(claims, "tenant");
    const auto expires = number(claims, "exp");
    if (id == claims.end() || !id->is_string() || roles == claims.end() || !roles->is_array() ||
        !tenant || *tenant < 0 || *tenant > INT32_MAX || !expires) {
        return {};
    }
    Good good{{id->get<std::string>(), {}, static_cast<int>(*tenant)}, *expires};
    for (const Json& role : *roles) {
        if (!role.is_string()) return {};
        good.principal.roles.insert(role.get<std::string>());
    }
    return good;
}

Result<Good> check(EVP_PKEY* key, std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (token.size() > kMostBytes || first == last) return invalid();
    const Json header = object(token.substr(0, first));
    const bool pinned = is_text(header, "alg", kAlgorithm) && !header.contains("crit");
    const auto signature = from_base64url(token.substr(last + 1));
    if (!pinned || !signature || !verify_es256(key, token.substr(0, last), *signature))
        return invalid();
    const Json claims = object(token.substr(first + 1, last - first - 1));
    auto good = read_claims(claims);
    if (!good || !is_text(claims, "iss", kIssuer) || !is_text(claims, "aud", kAudience))
        return invalid();
    const std::int64_t now = seconds_now();
    if (claims.contains("nbf") && number(claims, "nbf").value_or(INT64_MAX) > now + kSkewSeconds) {
        return invalid();
    }
    if (now >= good->expires) return expired();
    return *std::move(good);
}

}  // namespace

struct Verifier::Impl {
    explicit Impl(Key checked_with) : key(std::move(checked_with)) {}

    const Key key;
    std::shared_mutex mutex;
    std::unordered_map<std::string, Good, TextHash, std::equal_to<>> cached;

    Result<Principal> find(std::string_view token, bool& found) {
        const std::shared_lock lock{mutex};
        const auto entry = cached.find(token);
        found = entry != cached.end();
        if (!found) return invalid();
        if (seconds_now() >= entry->second.expires) return expired();
        return entry->second.principal;
    }

    void keep(std::string_view token, const Good& good) {
        const std::lock_guard lock{mutex};
        if (cached.size() >= kMostCached) {
            std::erase_if(cached, [now = seconds_now()](const auto& entry) {
                return now >= entry.second.expires;
            });
            if (cached.size() >= kMostCached) cached.clear();
        }
        cached.emplace(token, good);
    }
};

Verifier::Verifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Verifier::~Verifier() = default;
Verifier::Verifier(Verifier&&) noexcept = default;

Result<Verifier> Verifier::from_file(const std::string& public_key_pem_path) {
    auto key = public_key(public_key_pem_path);
    if (!key) return fail(std::move(key).error());
    return Verifier{std::make_unique<Impl>(*std::move(key))};
}

Result<Principal> Verifier::verify(std::string_view token) const {
    if (token.empty()) return fail(unauthenticated("TOKEN_MISSING", "the call carries no token"));
    bool found = false;
    if (auto known = impl_->find(token, found); found) return known;
    auto good = check(impl_->key.get(), token);
    if (!good) return fail(std::move(good).error());
    impl_->keep(token, *good);
    return std::move(good->principal);
}

}  // namespace hearth::auth
