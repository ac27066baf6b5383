#include "services/gateway/endings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <utility>

namespace hearth::gateway {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::chrono::minutes kAllEvery{1};
/// An ending is kept for a little longer than any clock says it matters.
constexpr std::chrono::seconds kSpare{60};

/// What has ended in the order in which Redis heard of it, and by that name "<before> <until>".
const std::vector<std::string> kKeys{"gateway:endings:order", "gateway:endings:times"};

// ARGV: what has ended, before, until, for how long to keep it. Places are Redis' microseconds,
// each later than the last, so that a reader goes on behind the last it saw.
constexpr std::string_view kAdd = R"lua(
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known and tonumber(string.match(known, '^%d+')) >= tonumber(ARGV[2]) then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local over = string.format('%.0f', now - ARGV[4] * 1000000)
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if last[2] then now = math.max(now, tonumber(last[2]) + 1) end
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', over, 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[1], old)
  redis.call('HDEL', KEYS[2], old)
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 1
)lua";

// ARGV: the place behind which to read, empty for the beginning; how many. Three texts of each:
// what, its times, its place.
constexpr std::string_view kRead = R"lua(
local from = ARGV[1] == '' and '-inf' or '(' .. ARGV[1]
local found = redis.call('ZRANGEBYSCORE', KEYS[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
if #found == 0 then return found end
local whats, all = {}, {}
for i = 1, #found, 2 do whats[#whats + 1] = found[i] end
local times = redis.call('HMGET', KEYS[2], unpack(whats))
for i, what in ipairs(whats) do
  all[#all + 1] = what
  all[#all + 1] = times[i] or ''
  all[#all + 1] = found[2 * i]
end
return all
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

std::string principal_key(Reach reach, int tenant, std::string_view principal) {
    static constexpr std::array<std::string_view, 3> kOf{"desks", "staff", "all"};
    return std::string{kOf.at(static_cast<std::size_t>(reach))} + " " + std::to_string(tenant) +
           "/" + std::string{principal};
}

/// The least reach that ends a session with these roles.
Reach needed(const auth::Principal& principal) {
    Reach least = Reach::kDesks;
    for (const std::string& role : principal.roles) {
        if (role == "agent" || role == "crew") continue;
        if (role != "lead" && role != "dispatcher") return Reach::kAll;
        least = Reach::kStaff;
    }
    return least;
}

}  // namespace

Endings::Endings(kv::Redis& redis, std::chrono::seconds longest)
    : redis_(redis),
      longest_(longest),
      loop_("endings", std::chrono::seconds{1},
            [this](const runtime::Loop& loop) { return renew(loop); }) {}

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
    return add(session_key(proof));
}

Result<void> Endings::end_all(int tenant, std::string_view principal, Reach reach) {
    return add(principal_key(reach, tenant, principal));
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
    bool over = ended(session_key(proof));
    const Reach least = needed(proof.principal);
    for (const Reach reach : {Reach::kDesks, Reach::kStaff, Reach::kAll}) {
        over = over || (reach >= least &&
                        ended(principal_key(reach, proof.principal.tenant, proof.principal.id)));
    }
    if (over) return fail(unauthenticated("SESSION_ENDED", "the session was ended"));
    return {};
}

Result<void> Endings::add(const std::string& what) {
    const std::int64_t before = seconds_now() + auth::kClockSkew.count();
    const Ending ending{before, before + longest_.count(), false};
    {
        const std::lock_guard lock{mutex_};
        endings_[what] = ending;
    }
    if (tell(what, ending)) return {};
    return fail(unavailable("SESSIONS_UNREACHABLE",
                            "ended in one place so far; the others are told when they can be"));
}

bool Endings::tell(const std::string& what, const Ending& ending) {
    const auto told =
        redis_.eval(kAdd, kKeys,
                    {what, std::to_string(ending.before), std::to_string(ending.until),
                     std::to_string((longest_ + kSpare).count())});
    if (!told) return false;
    const std::lock_guard lock{mutex_};
    const auto known = endings_.find(what);
    if (known != endings_.end()) known->second.told = true;
    return true;
}

void Endings::learn() {
    const auto now = std::chrono::steady_clock::now();
    const bool all = now >= all_at_;
    std::string since = all ? "" : last_;
    std::set<std::string, std::less<>> stored;
    for (std::size_t found = kPage; found == kPage;) {
        const auto page = redis_.list(kRead, kKeys, {since, std::to_string(kPage)});
        if (!page) {
            // Who comes back may have forgotten.
            all_at_ = now;
            return;
        }
        take(*page);
        found = page->size() / 3;
        for (std::size_t i = 0; all && i < found; ++i)
            stored.insert((*page)[i * 3]);
        if (found > 0) since = page->back();
    }
    last_ = since;
    if (all) {
        compare(stored);
        all_at_ = now + kAllEvery;
    }
    known_ = true;
}

void Endings::take(const std::vector<std::string>& page) {
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i + 2 < page.size(); i += 3) {
        std::istringstream times{page[i + 1]};
        std::int64_t before = 0;
        std::int64_t until = 0;
        if (!(times >> before >> until)) continue;
        Ending& ending = endings_[page[i]];
        ending.told = before >= ending.before;
        ending.before = std::max(ending.before, before);
        ending.until = std::max(ending.until, until);
    }
}

void Endings::compare(const std::set<std::string, std::less<>>& stored) {
    const std::int64_t now = seconds_now();
    const std::lock_guard lock{mutex_};
    std::erase_if(endings_, [&](const auto& entry) { return entry.second.until <= now; });
    for (auto& [what, ending] : endings_)
        ending.told = ending.told && stored.contains(what);
}

bool Endings::renew(const runtime::Loop& loop) {
    learn();
    std::vector<std::pair<std::string, Ending>> untold;
    {
        const std::lock_guard lock{mutex_};
        std::ranges::copy_if(endings_, std::back_inserter(untold),
                             [](const auto& entry) { return !entry.second.told; });
    }
    for (const auto& [what, ending] : untold) {
        if (loop.stopping() || !tell(what, ending)) break;
    }
    return false;
}

}  // namespace hearth::gateway
