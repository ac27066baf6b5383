#include "services/gateway/endings.hpp"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;

constexpr const char* kKey = "gateway:endings";

// ARGV: what has ended, before, until, now. All are one JSON object, so that a look is one GET.
constexpr std::string_view kAdd = R"lua(
local all = cjson.decode(redis.call('GET', KEYS[1]) or '{}')
local now = tonumber(ARGV[4])
local last = tonumber(ARGV[3])
for what, times in pairs(all) do
  if times[2] <= now then all[what] = nil else last = math.max(last, times[2]) end
end
local before = tonumber(ARGV[2])
local known = all[ARGV[1]]
if known then before = math.max(before, known[1]) end
all[ARGV[1]] = {before, tonumber(ARGV[3])}
redis.call('SET', KEYS[1], cjson.encode(all), 'EX', last - now + 1)
return 1
)lua";

std::int64_t seconds_of(Instant time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::int64_t seconds_now() {
    return seconds_of(std::chrono::floor<Duration>(std::chrono::system_clock::now()));
}

std::string session_key(const auth::Proof& proof) {
    return "session " + proof.session;
}

std::string principal_key(int tenant, std::string_view principal) {
    return "principal " + std::to_string(tenant) + "/" + std::string{principal};
}

}  // namespace

Endings::Endings(kv::Redis& redis, std::chrono::seconds longest)
    : redis_(redis),
      longest_(longest),
      loop_("endings", std::chrono::seconds{1}, [this](const runtime::Loop&) { return renew(); }) {}

Endings::~Endings() {
    stop(Deadline::after(std::chrono::milliseconds{0}));
}

void Endings::start() {
    loop_.start();
}

void Endings::stop(Deadline deadline) {
    loop_.stop(deadline);
}

Result<void> Endings::end_session(const auth::Proof& proof) {
    if (proof.session.empty()) return {};
    return add(session_key(proof));
}

Result<void> Endings::end_all(int tenant, std::string_view principal) {
    return add(principal_key(tenant, principal));
}

Result<void> Endings::check(const auth::Proof& proof) const {
    const std::int64_t issued = seconds_of(proof.issued_at);
    if (seconds_now() - issued >= longest_.count())
        return fail(unauthenticated("TOKEN_EXPIRED", "the token is older than a session may be"));
    const auto ended = [&](const std::string& what) {
        const auto at = endings_.find(what);
        return at != endings_.end() && issued <= at->second.before;
    };
    const std::lock_guard lock{mutex_};
    if (endings_.empty()) return {};
    if ((!proof.session.empty() && ended(session_key(proof))) ||
        ended(principal_key(proof.principal.tenant, proof.principal.id)))
        return fail(unauthenticated("SESSION_ENDED", "the session was ended"));
    return {};
}

Result<void> Endings::add(const std::string& what) {
    const std::int64_t now = seconds_now();
    const Ending ending{now, now + longest_.count(), false};
    {
        const std::lock_guard lock{mutex_};
        endings_[what] = ending;
    }
    if (tell(what, ending)) return {};
    return fail(unavailable("SESSIONS_UNREACHABLE",
                            "ended in one place so far; the others are told when they can be"));
}

bool Endings::tell(const std::string& what, const Ending& ending) {
    const auto told = redis_.eval(kAdd, {kKey},
                                  {what, std::to_string(ending.before),
                                   std::to_string(ending.until), std::to_string(seconds_now())});
    if (!told) return false;
    const std::lock_guard lock{mutex_};
    endings_[what].told = true;
    return true;
}

void Endings::learn() {
    const auto stored = redis_.get(kKey);
    if (!stored) return;
    const Json all = Json::parse(stored->value_or("{}"), nullptr, false);
    const std::int64_t now = seconds_now();
    const std::lock_guard lock{mutex_};
    std::erase_if(endings_, [&](const auto& entry) { return entry.second.until <= now; });
    for (auto& [what, ending] : endings_)
        ending.told = all.is_object() && all.contains(what);
    if (!all.is_object()) return;
    for (const auto& [what, times] : all.items()) {
        if (!times.is_array() || times.size() != 2 || !times[0].is_number() ||
            !times[1].is_number())
            continue;
        Ending& ending = endings_[what];
        const auto before = times[0].get<std::int64_t>();
        ending.told = before >= ending.before;
        ending.before = std::max(ending.before, before);
        ending.until = std::max(ending.until, times[1].get<std::int64_t>());
    }
}

bool Endings::renew() {
    learn();
    std::vector<std::pair<std::string, Ending>> untold;
    {
        const std::lock_guard lock{mutex_};
        std::ranges::copy_if(endings_, std::back_inserter(untold),
                             [](const auto& entry) { return !entry.second.told; });
    }
    for (const auto& [what, ending] : untold) {
        if (!tell(what, ending)) break;
    }
    return false;
}

}  // namespace hearth::gateway
