#include "services/dispatch/api/mobile_calls.hpp"

#include <algorithm>
#include <charconv>

#include "libs/runtime/failpoint.hpp"
#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/crew_calls.hpp"
#include "services/dispatch/api/push_codec.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::chrono::milliseconds kContactWithin{800};
/// A device that asks without a cursor is told what it lost within this time.
constexpr std::chrono::hours kLostWithin{24};

/// What a package was cut at: the plan's version and the latest change in it.
struct Cursor {
    std::int64_t plan_version = 0;
    std::int64_t changed_us = 0;
};

std::optional<Cursor> read_cursor(const std::string& text) {
    Cursor cursor;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, cursor.plan_version);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return {};
    const auto second = std::from_chars(first.ptr + 1, end, cursor.changed_us);
    if (second.ec != std::errc{} || second.ptr != end) return {};
    return cursor;
}

struct Place {
    int position = 0;
    std::int64_t plan_version = 0;
    std::string why;
};

std::map<Uuid, Place> places_of(const StoredPlan& plan, const std::string& crew) {
    std::map<Uuid, Place> places;
    const auto route = plan.routes.find(crew);
    if (route == plan.routes.end()) return places;
    int position = 0;
    for (const auto& stop : route->second) {
        places[stop.stop.order] = {++position, stop.plan_version, stop.stop.why};
    }
    return places;
}

/// `since`: only what changed after it.
void add_jobs(const std::vector<CrewJob>& jobs, const std::map<Uuid, Place>& places,
              const Cursor& since, Cursor& now, v1::PullPackageResponse& response) {
    std::vector<v1::Job> chosen;
    for (const auto& job : jobs) {
        const auto changed = std::max(job.order.updated_at, job.lost_at.value_or(Instant{}));
        const auto changed_us = changed.time_since_epoch().count();
        now.changed_us = std::max(now.changed_us, changed_us);
        const auto place = places.find(job.order.id);
        const bool moved = place != places.end() && place->second.plan_version > since.plan_version;
        if (changed_us <= since.changed_us && !moved) continue;
        v1::Job added;
        *added.mutable_work_order() = to_proto(job.order);
        added.set_gone(job.lost_at.has_value());
        if (place != places.end() && !job.lost_at) {
            added.set_position(place->second.position);
            added.set_why(place->second.why);
        }
        chosen.push_back(std::move(added));
    }
    std::stable_sort(chosen.begin(), chosen.end(), [](const v1::Job& a, const v1::Job& b) {
        const auto key = [](const v1::Job& job) {
            return std::pair{job.gone() ? 2 : job.position() == 0 ? 1 : 0, job.position()};
        };
        return key(a) < key(b);
    });
    for (auto& job : chosen)
        *response.add_jobs() = std::move(job);
}

}  // namespace

MobileCalls::MobileCalls(const Api& api, AskContact ask)
    : api_(api), ask_(std::move(ask)), push_(api.changes, encode_answer) {}

Result<void> MobileCalls::pull(const rpc::Call& call, const v1::PullPackageRequest& request,
                               v1::PullPackageResponse& response) {
    const auto code = crew_meant(call, request.crew());
    if (!code) return fail(code.error());
    Cursor since;
    if (!request.cursor().empty()) {
        const auto cursor = read_cursor(request.cursor());
        if (!cursor) return fail(invalid_argument("cursor", "BAD_CURSOR", "is none of ours"));
        since = *cursor;
    }
    const bool whole = request.cursor().empty();
    const Instant lost_since = whole ? api_.host.clock().now() - kLostWithin
                                     : Instant{std::chrono::microseconds{since.changed_us}};
    auto done = api_.read(call, [&](Stores& stores) -> Result<void> {
        auto crews = stores.queries().crews("", 1 << 20);
        if (!crews) return fail(std::move(crews).error());
        const auto crew = std::find_if(crews->begin(), crews->end(),
                                       [&](const Crew& one) { return one.code == *code; });
        if (crew == crews->end()) return fail(not_found(crew_name(*code)));
        auto plan = stores.queries().plan();
        if (!plan) return fail(std::move(plan).error());
        auto jobs = stores.devices().jobs(*code, lost_since);
        if (!jobs) return fail(std::move(jobs).error());
        Cursor now = since;
        now.plan_version = plan->version;
        *response.mutable_crew() = to_proto(*crew);
        response.set_plan_version(plan->version);
        response.set_complete(whole);
        add_jobs(*jobs, places_of(*plan, *code), since, now, response);
        response.set_cursor(std::to_string(now.plan_version) + '-' +
                            std::to_string(now.changed_us));
        return {};
    });
    if (done) add_contacts(call, response);
    return done;
}

/// Outside of any transaction. A contact that is down, or slow, is a missing part and no failure.
void MobileCalls::add_contacts(const rpc::Call& call, v1::PullPackageResponse& response) {
    const auto deadline = call.deadline.earlier(Deadline::after(kContactWithin));
    for (auto& job : *response.mutable_jobs()) {
        const auto asked = uid_of(job.work_order().request());
        if (job.gone() || !asked) continue;
        auto contact = ask_(call.principal.tenant, *asked, deadline);
        if (!contact) {
            response.add_missing_parts("contact");
            return;
        }
        if (*contact) *job.mutable_contact() = **std::move(contact);
    }
}

Result<void> MobileCalls::push(const rpc::Call& call, const v1::PushMutationsRequest& request,
                               v1::PushMutationsResponse& response) {
    const auto code = crew_meant(call, request.crew());
    if (!code) return fail(code.error());
    const auto push = read_push(request, *code);
    if (!push) return fail(push.error());
    const auto cause = service::cause_of(call, "", api_.host.clock().now());
    return api_.host.work().run(cause, [&](outbox::UnitOfWork& work) -> Result<void> {
        response.Clear();
        const auto answers = push_.take(work, *push);
        if (!answers) return fail(answers.error());
        if (auto added = add_answers(*answers, response); !added) return added;
        return runtime::failpoint("dispatch.push.before_commit");
    });
}

}  // namespace hearth::dispatch
