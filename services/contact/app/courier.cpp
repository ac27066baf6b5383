#include "services/contact/app/courier.hpp"

#include <algorithm>
#include <utility>

#include "libs/core/guarded.hpp"
#include "libs/core/utf8.hpp"
#include "libs/log/log.hpp"
#include "libs/outbox/guard.hpp"
#include "libs/runtime/failpoint.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::chrono::seconds kSendWithin{10};
constexpr std::chrono::seconds kWorkWithin{5};
constexpr std::chrono::minutes kReportWithin{2};
constexpr std::size_t kMostOfDetail = 200;
constexpr const char* kOutbox = "outbox";

outbox::Cause cause(int tenant, Instant now) {
    return {tenant, "timer:courier", {}, now, Deadline::after(kWorkWithin)};
}

bool in_doubt(const Error& error) {
    return error.code == Code::kUnavailable || error.code == Code::kDeadlineExceeded;
}

}  // namespace

struct Courier::Job {
    std::optional<Uuid> found;
    Notice notice;
    Target target;
    Uuid attempt;
    bool again = false;  ///< nothing was sent now, but others may be due
};

Courier::Courier(outbox::Work& work, const Clock& clock, Casebook& casebook,
                 std::vector<std::unique_ptr<Sender>> senders)
    : work_(work), clock_(clock), casebook_(casebook), senders_(std::move(senders)) {}

Sender* Courier::sender_of(const std::string& channel) const {
    const auto found = std::find_if(senders_.begin(), senders_.end(), [&](const auto& sender) {
        return sender->channel() == channel;
    });
    return found == senders_.end() ? nullptr : found->get();
}

/// Each address by each way out that reaches it; the file takes what some channel could, and none
/// that is configured can.
std::vector<Target> Courier::reachable(const std::vector<std::string>& addresses) const {
    const Channels& channels = casebook_.catalogue.channels;
    std::vector<Target> all;
    for (const std::string& address : addresses) {
        for (const auto& sender : senders_) {
            const Channel* channel = channels.find(sender->channel());
            if (channel != nullptr && reaches(*channel, address))
                all.push_back({channel->name, address});
        }
    }
    const auto first =
        std::find_if(addresses.begin(), addresses.end(),
                     [&](const std::string& address) { return channels.to(address) != nullptr; });
    if (all.empty() && first != addresses.end() && sender_of(kOutbox) != nullptr)
        all.push_back({kOutbox, *first});
    return all;
}

bool Courier::send_next(int tenant) {
    Job job;
    bool send = false;
    const Instant now = clock_.now();
    const auto body = [&](outbox::UnitOfWork& work) -> Result<void> {
        auto found = begin(work, job);
        if (!found) return fail(std::move(found).error());
        send = *found;
        return {};
    };
    auto begun = guarded([&] { return work_.run(cause(tenant, now), body); });
    if (!begun) {
        log::failure("notice_begin_failed", begun.error());
        const bool bad = job.found && !outbox::is_passing(begun.error().code);
        if (bad) aside_.put(*job.found, begun.error(), now);
        return false;
    }
    if (job.found) aside_.done(*job.found);
    if (!send) return job.again;
    (void)runtime::failpoint("courier.before_send");
    const auto said =
        sender_of(job.target.channel)
            ->send(job.attempt, job.target.address, job.notice.text, Deadline::after(kSendWithin));
    (void)runtime::failpoint("courier.after_send");
    auto ended = work_.run(cause(tenant, clock_.now()),
                           [&](outbox::UnitOfWork& work) { return end(work, job, said); });
    if (!ended) log::failure("notice_end_failed", ended.error());
    return true;
}

/// True when the job is to be sent now.
Result<bool> Courier::begin(outbox::UnitOfWork& work, Job& job) {
    job = {};
    const Scene scene = casebook_.scene(work);
    auto due = scene.stores->notices().lock_due(work.now(), aside_.left_out(work.now()));
    if (!due) return fail(std::move(due).error());
    if (!*due) return false;
    job.again = true;
    job.notice = std::move((*due)->notice);
    job.found = job.notice.uid;
    Notice& notice = job.notice;
    const SendPlan plan = plan_send(notice, reachable((*due)->addresses), (*due)->opted_out,
                                    work.now(), casebook_.settings.zone);
    switch (plan.kind) {
        case SendPlan::Kind::kWait:
            notice.send_after = plan.until;
            scene.stores->notices().save(notice);
            return false;
        case SendPlan::Kind::kSuppress:
        case SendPlan::Kind::kFail: {
            const bool failed = plan.kind == SendPlan::Kind::kFail;
            notice.state = failed ? NoticeState::kFailed : NoticeState::kSuppressed;
            notice.reason = plan.reason;
            notice.send_after.reset();
            ++notice.version;
            scene.stores->notices().save(notice);
            casebook_.record(scene, notice, failed ? "NoticeFailed" : "NoticeSuppressed");
            return false;
        }
        case SendPlan::Kind::kSend:
            break;
    }
    job.target = plan.target;
    job.attempt = work.new_id();
    notice.state = NoticeState::kSending;
    notice.address = plan.target.address;
    notice.channel = casebook_.catalogue.channels.to(notice.address)->name;
    notice.attempts.push_back(
        {job.attempt, plan.target.channel, AttemptState::kStarted, work.now(), {}, {}});
    notice.send_after = work.now() + kReportWithin;
    scene.stores->notices().save(notice);
    return true;
}

Result<void> Courier::end(outbox::UnitOfWork& work, const Job& job,
                          const Result<std::string>& said) {
    if (!said && in_doubt(said.error())) {
        log::failure("notice_attempt_in_doubt", said.error());
        return {};
    }
    const Scene scene = casebook_.scene(work);
    auto found = scene.stores->notices().lock(job.notice.uid);
    if (!found) return fail(std::move(found).error());
    Notice& notice = *found;
    const auto attempt =
        std::find_if(notice.attempts.begin(), notice.attempts.end(),
                     [&](const NoticeAttempt& one) { return one.uid == job.attempt; });
    if (attempt == notice.attempts.end() || attempt->state != AttemptState::kStarted) return {};
    attempt->ended = work.now();
    attempt->detail = utf8_clip(said ? *said : said.error().reason, kMostOfDetail);
    attempt->state = said ? AttemptState::kAccepted : AttemptState::kFailed;
    if (said) {
        notice.state = NoticeState::kSent;
        notice.sent = work.now();
        notice.send_after.reset();
        ++notice.version;
    } else {
        notice.send_after = work.now();
    }
    scene.stores->notices().save(notice);
    if (said) casebook_.record(scene, notice, "NoticeSent");
    return {};
}

Result<Notice> Courier::report(outbox::UnitOfWork& work, const Uuid& attempt_uid,
                               const std::string& status, const std::string& detail,
                               Instant observed) {
    const Scene scene = casebook_.scene(work);
    auto found = scene.stores->notices().lock_of_attempt(attempt_uid);
    if (!found) return found;
    Notice& notice = *found;
    const auto attempt =
        std::find_if(notice.attempts.begin(), notice.attempts.end(),
                     [&](const NoticeAttempt& one) { return one.uid == attempt_uid; });
    const bool ended =
        attempt->state == AttemptState::kDelivered || attempt->state == AttemptState::kFailed;
    if (ended || status == "queued") return found;
    const bool over = notice.state == NoticeState::kDelivered;
    attempt->ended = observed;
    if (!detail.empty()) attempt->detail = utf8_clip(detail, kMostOfDetail);
    std::string event;
    if (status == "delivered") {
        attempt->state = AttemptState::kDelivered;
        notice.state = NoticeState::kDelivered;
        notice.delivered = observed;
        if (!notice.sent) notice.sent = observed;
        notice.send_after.reset();
        event = "NoticeDelivered";
    } else if (status == "accepted") {
        if (attempt->state == AttemptState::kAccepted) return found;
        attempt->state = AttemptState::kAccepted;
        notice.state = NoticeState::kSent;
        notice.sent = observed;
        notice.send_after.reset();
        event = "NoticeSent";
    } else {
        attempt->state = AttemptState::kFailed;
        notice.state = NoticeState::kPlanned;
        notice.send_after = work.now();
        event = "NoticeFailed";
    }
    if (over) return found;
    ++notice.version;
    scene.stores->notices().save(notice);
    casebook_.record(scene, notice, event);
    return found;
}

}  // namespace hearth::contact::app
