#include "services/gateway/session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "libs/core/id.hpp"
#include "libs/log/log.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kInternalFor{300};
constexpr std::chrono::seconds kRenewAfter{150};
constexpr std::size_t kMostIssued = 10'000;
constexpr std::size_t kLongestName = 128;

constexpr std::array<std::string_view, 8> kRoles{"agent", "lead",     "manager", "dispatcher",
                                                 "crew",  "customer", "channel", "operator"};

Instant system_now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

/// From this machine, by its own name, and not through a proxy that runs on it: a page of some web
/// site that resolves its name to 127.0.0.1 is a stranger.
bool loopback(const http::Request& request) {
    const std::string_view peer = request.peer;
    const auto host = request.header("Host");
    const bool here = peer.starts_with("127.") || peer == "::1" || peer.starts_with("::ffff:127.");
    const bool named = host.starts_with("127.") || host.starts_with("[::1]") ||
                       host == "localhost" || host.starts_with("localhost:");
    return here && named && request.header("X-Forwarded-For").empty() &&
           request.header("Forwarded").empty();
}

std::string bearer(const http::Request& request) {
    const auto header = request.header("Authorization");
    static constexpr std::string_view kScheme = "Bearer ";
    if (header.size() <= kScheme.size() || !header.starts_with(kScheme)) return {};
    return std::string{header.substr(kScheme.size())};
}

Result<auth::Principal> read_principal(const std::string& body, int tenant) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) {
        return fail(invalid_argument("body", "BAD_JSON", "is not a JSON object"));
    }
    std::vector<FieldViolation> wrong;
    auth::Principal principal;
    principal.tenant = tenant;
    for (const auto& [key, value] : json.items()) {
        if (key == "principal" && value.is_string()) {
            principal.id = value.get<std::string>();
        } else if (key == "tenant" && value.is_number_integer() && value.get<std::int64_t>() > 0 &&
                   value.get<std::int64_t>() <= INT32_MAX) {
            principal.tenant = value.get<int>();
        } else if (key == "roles" && value.is_array()) {
            for (const Json& role : value) {
                const std::string name = role.is_string() ? role.get<std::string>() : "";
                if (std::find(kRoles.begin(), kRoles.end(), name) == kRoles.end())
                    wrong.push_back({"roles", "BAD_VALUE", "holds a role that does not exist"});
                principal.roles.insert(name);
            }
        } else if (key == "principal" || key == "tenant" || key == "roles") {
            wrong.push_back({key, "BAD_VALUE", "has a wrong value"});
        } else {
            wrong.push_back({key, "UNKNOWN_FIELD", "is not a known field"});
        }
    }
    if (principal.id.empty() || principal.id.size() > kLongestName)
        wrong.push_back({"principal", "REQUIRED", "is required: agents/A0001"});
    if (principal.roles.empty()) wrong.push_back({"roles", "REQUIRED", "is required"});
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    return principal;
}

bool is_of(std::string_view whom, std::initializer_list<std::string_view> kinds) {
    return std::ranges::any_of(kinds,
                               [&](std::string_view kind) { return whom.starts_with(kind); });
}

/// Which sessions of that principal somebody may end.
std::optional<Reach> may_end(const auth::Principal& who, std::string_view whom) {
    if (who.has("operator")) return Reach::kAll;
    if (who.has("manager") && is_of(whom, {"agents/", "crews/", "leads/", "dispatchers/"}))
        return Reach::kStaff;
    if (who.has("lead") && is_of(whom, {"agents/", "crews/"})) return Reach::kDesks;
    return {};
}

bool is_principal(std::string_view name) {
    return name.size() <= kLongestName && name.find('/') != std::string_view::npos &&
           std::ranges::none_of(name, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

}  // namespace

Sessions::Sessions(Config config, const Keys& keys, Endings& endings)
    : config_(config), keys_(keys), endings_(endings) {}

bool Sessions::go_on(const auth::Proof& proof) const {
    return keys_.verifier.trusts(proof) && endings_.check(proof).has_value();
}

Result<void> Sessions::authenticate(Exchange& exchange) {
    auto proof = keys_.verifier.prove(bearer(exchange.request));
    if (!proof) return hearth::fail(std::move(proof).error());
    if (auto going_on = endings_.check(*proof); !going_on) return going_on;
    act_as(exchange, proof->principal);
    exchange.proof = *std::move(proof);
    return {};
}

void Sessions::act_as(Exchange& exchange, const auth::Principal& principal) {
    exchange.principal = principal;
    exchange.token = internal_token(principal);
}

std::string Sessions::internal_token(const auth::Principal& principal) {
    std::string key = std::to_string(principal.tenant) + "\n" + principal.id;
    for (const std::string& role : principal.roles)
        key += "\n" + role;
    const Instant now = system_now();
    {
        const std::lock_guard lock{mutex_};
        const auto at = issued_.find(key);
        if (at != issued_.end() && now < at->second.renew_at) return at->second.token;
    }
    std::string token = keys_.internal.sign(principal, now, kInternalFor);
    const std::lock_guard lock{mutex_};
    if (issued_.size() >= kMostIssued) issued_.clear();
    issued_[key] = {token, now + kRenewAfter};
    return token;
}

void Sessions::sign_in(Exchange& exchange) const {
    if (!config_.development || keys_.edge == nullptr || !loopback(exchange.request)) {
        return exchange.fail(permission_denied(
            "DEVELOPMENT_ONLY", "signing in here is for development, from the same machine"));
    }
    const auto principal = read_principal(exchange.request.body, config_.tenant);
    if (!principal) return exchange.fail(principal.error());
    const Instant now = system_now();
    const std::string session = to_string(new_uuid(now));
    const Json body{{"token", keys_.edge->sign(*principal, now, config_.valid_for, session)},
                    {"principal", principal->id},
                    {"roles", principal->roles},
                    {"tenant", principal->tenant},
                    {"expireTime", to_rfc3339(now + config_.valid_for)}};
    exchange.send({201,
                   {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                   body.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

void Sessions::sign_out(Exchange& exchange) {
    if (const auto ended = endings_.end_session(exchange.proof); !ended)
        return exchange.fail(ended.error());
    exchange.send({204, {}, {}});
}

void Sessions::end_all(Exchange& exchange) {
    const Json json = Json::parse(exchange.request.body, nullptr, false);
    const auto named = json.is_object() ? json.find("principal") : json.end();
    if (!json.is_object() || json.size() != 1 || named == json.end() || !named->is_string() ||
        named->get_ref<const std::string&>().empty()) {
        return exchange.fail(invalid_argument("principal", "REQUIRED",
                                              "is required, and nothing else: agents/A0001"));
    }
    const std::string principal = named->get<std::string>();
    if (!is_principal(principal)) {
        return exchange.fail(
            invalid_argument("principal", "BAD_VALUE", "is not like agents/A0001"));
    }
    const auto reach = may_end(exchange.principal, principal);
    if (!reach) {
        return exchange.fail(
            permission_denied("ROLE_NOT_ALLOWED", "the role may not end these sessions"));
    }
    const auto ended = endings_.end_all(exchange.principal.tenant, principal, *reach);
    log::info("sessions_ended", {{"by", exchange.principal.id},
                                 {"tenant", exchange.principal.tenant},
                                 {"whom", principal},
                                 {"everywhere", ended.has_value()}});
    if (!ended) return exchange.fail(ended.error());
    exchange.send({204, {}, {}});
}

}  // namespace hearth::gateway
