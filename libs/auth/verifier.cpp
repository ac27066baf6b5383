#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "libs/auth/auth.hpp"
#include "libs/auth/jwt.hpp"
#include "libs/auth/trust.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::auth {
namespace {

using Json = nlohmann::json;
constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kMostCached = 10'000;
/// Far beyond any token; later would not fit an instant.
constexpr std::int64_t kLastSecond = 100'000'000'000;
/// How long a removed key is good yet.
constexpr std::chrono::seconds kLookEvery{1};

using Steady = std::chrono::steady_clock;

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

Instant instant(std::int64_t seconds) {
    return Instant{std::chrono::seconds{seconds}};
}

std::optional<Proof> read_claims(const Json& claims) {
    const auto id = claims.find("sub");
    const auto roles = claims.find("roles");
    const auto tenant = number(claims, "tenant");
    const auto expires = number(claims, "exp");
    if (id == claims.end() || !id->is_string() || roles == claims.end() || !roles->is_array() ||
        !tenant || *tenant < 0 || *tenant > INT32_MAX || !expires || *expires < 0 ||
        *expires > kLastSecond) {
        return {};
    }
    Proof good{
        {id->get<std::string>(), {}, static_cast<int>(*tenant)}, {}, {}, instant(*expires), {}};
    const auto issued = number(claims, "iat").value_or(0);
    if (issued > 0 && issued < kLastSecond) good.issued_at = instant(issued);
    if (const auto session = claims.find("sid"); session != claims.end()) {
        if (!session->is_string()) return {};
        good.session = session->get<std::string>();
    }
    for (const Json& role : *roles) {
        if (!role.is_string()) return {};
        good.principal.roles.insert(role.get<std::string>());
    }
    return good;
}

bool allows(const Ceiling& ceiling, std::string_view audience, const Principal& principal) {
    return ceiling.audience == audience && ceiling.allows(principal);
}

bool still_good(const Trust& trust, std::string_view audience, const Proof& proof) {
    const auto key = trust.find(proof.key);
    return key != trust.end() && allows(*key->second.ceiling, audience, proof.principal);
}

/// Not one that begins later than now.
bool begun(const Json& claims, std::int64_t now) {
    return std::ranges::none_of(std::array{"nbf", "iat"}, [&](const char* from) {
        return claims.contains(from) &&
               number(claims, from).value_or(INT64_MAX) > now + kClockSkew.count();
    });
}

/// Of what is signed, not of the signature, which has two forms.
std::string session_of(std::string_view signed_text) {
    return "sha256-" + base64url(sha256(signed_text));
}

Result<Proof> check(const Trust& trust, std::string_view audience, std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (token.size() > kMostBytes || first == last) return invalid();
    const Json header = object(token.substr(0, first));
    const bool pinned = is_text(header, "alg", kAlgorithm) && !header.contains("crit");
    const auto id = header.find("kid");
    if (!pinned || id == header.end() || !id->is_string()) return invalid();
    const auto trusted = trust.find(id->get_ref<const std::string&>());
    const auto signature = from_base64url(token.substr(last + 1));
    if (trusted == trust.end() || !signature ||
        !verify_es256(trusted->second.key.get(), token.substr(0, last), *signature))
        return invalid();
    const Json claims = object(token.substr(first + 1, last - first - 1));
    auto good = read_claims(claims);
    const Ceiling& ceiling = *trusted->second.ceiling;
    if (!good || !is_text(claims, "iss", kIssuer) || !is_text(claims, "aud", audience))
        return invalid();
    const std::int64_t now = seconds_now();
    if (!begun(claims, now)) return invalid();
    if (!allows(ceiling, audience, good->principal)) {
        return fail(unauthenticated("TOKEN_BEYOND_KEY",
                                    "the key of " + ceiling.signer + " may not sign such a token"));
    }
    if (instant(now) >= good->expires_at) return expired();
    good->key = trusted->first;
    if (good->session.empty()) good->session = session_of(token.substr(0, last));
    return *std::move(good);
}

}  // namespace

struct Verifier::Impl {
    Impl(std::string trusted_keys_dir, Audience wanted, Reading read, std::string text)
        : folder(std::move(trusted_keys_dir)),
          audience(name_of(wanted)),
          trust(std::make_shared<const Trust>(std::move(read.trust))),
          ceilings(std::move(read.ceilings)),
          trusted_text(std::move(text)) {}

    const std::string folder;
    const std::string_view audience;
    std::atomic<Steady::time_point> look_at = Steady::now() + kLookEvery;
    std::mutex looking;
    std::shared_mutex mutex;
    std::shared_ptr<const Trust> trust;
    // Under `looking`.
    Ceilings ceilings;
    std::string trusted_text;
    std::string faults;  ///< as they were logged
    metrics::Gauge& passed_over = metrics::gauge("hearth_trusted_keys_passed_over",
                                                 "Files of trusted keys that are no good.");
    std::unordered_map<std::string, Proof, TextHash, std::equal_to<>> cached;

    void look() {
        if (Steady::now() < look_at.load()) return;
        const std::unique_lock only{looking, std::try_to_lock};
        if (!only) return;
        look_at = Steady::now() + kLookEvery;
        std::string text = trust_text(folder);
        // A file that was being written may be whole by now, though its bytes read the same.
        if (text == trusted_text && faults.empty()) return;
        const bool changed = text != trusted_text;
        trusted_text = std::move(text);
        auto read = read_trust(folder, ceilings);
        if (!read) return tell({read.error()});
        tell(read->faults);
        ceilings = std::move(read->ceilings);
        auto fresh = std::make_shared<const Trust>(std::move(read->trust));
        if (changed) log::info("trusted_keys_read", {{"folder", folder}, {"keys", fresh->size()}});
        const std::lock_guard lock{mutex};
        trust = std::move(fresh);
        std::erase_if(cached, [this](const auto& entry) {
            return !still_good(*trust, audience, entry.second);
        });
    }

    /// Each time that they are others.
    void tell(const std::vector<Error>& found) {
        std::string text;
        for (const Error& fault : found)
            text += fault.message + "\n";
        if (text == faults) return;
        faults = std::move(text);
        passed_over.set(static_cast<double>(found.size()));
        for (const Error& fault : found)
            log::error("trusted_keys_passed_over", {{"folder", folder}, {"cause", fault.message}});
    }

    std::shared_ptr<const Trust> current() {
        const std::shared_lock lock{mutex};
        return trust;
    }

    Result<Proof> find(std::string_view token, bool& found) {
        const std::shared_lock lock{mutex};
        const auto entry = cached.find(token);
        found = entry != cached.end();
        if (!found) return invalid();
        if (instant(seconds_now()) >= entry->second.expires_at) return expired();
        return entry->second;
    }

    /// Nothing that was checked with keys which have changed since.
    void keep(std::string_view token, const Proof& good, const std::shared_ptr<const Trust>& with) {
        const std::lock_guard lock{mutex};
        if (with != trust) return;
        if (cached.size() >= kMostCached) {
            std::erase_if(cached, [now = instant(seconds_now())](const auto& entry) {
                return now >= entry.second.expires_at;
            });
            if (cached.size() >= kMostCached) cached.clear();
        }
        cached.emplace(token, good);
    }
};

Verifier::Verifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Verifier::~Verifier() = default;
Verifier::Verifier(Verifier&&) noexcept = default;

Result<Verifier> Verifier::from_folder(const std::string& trusted_keys_dir, Audience audience) {
    std::string text = trust_text(trusted_keys_dir);
    auto read = read_trust(trusted_keys_dir);
    if (!read) return fail(std::move(read).error());
    if (!read->faults.empty()) return fail(read->faults.front());
    return Verifier{
        std::make_unique<Impl>(trusted_keys_dir, audience, *std::move(read), std::move(text))};
}

Result<Principal> Verifier::verify(std::string_view token) const {
    auto proof = prove(token);
    if (!proof) return fail(std::move(proof).error());
    return std::move(proof->principal);
}

bool Verifier::trusts(const Proof& proof) const {
    impl_->look();
    return still_good(*impl_->current(), impl_->audience, proof);
}

Result<Proof> Verifier::prove(std::string_view token) const {
    if (token.empty()) return fail(unauthenticated("TOKEN_MISSING", "the call carries no token"));
    impl_->look();
    bool found = false;
    if (auto known = impl_->find(token, found); found) return known;
    const auto trust = impl_->current();
    auto good = check(*trust, impl_->audience, token);
    if (good) impl_->keep(token, *good, trust);
    return good;
}

}  // namespace hearth::auth
