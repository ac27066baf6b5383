#include "services/contact/domain/notice.hpp"

#include <algorithm>

#include "services/contact/domain/hours.hpp"

namespace hearth::contact {
namespace {

constexpr int kTriesPerChannel = 2;
constexpr std::chrono::seconds kRetryAfter{20};
constexpr std::chrono::minutes kReportWithin{2};

int tries(const Notice& notice, const std::string& channel) {
    return static_cast<int>(
        std::count_if(notice.attempts.begin(), notice.attempts.end(),
                      [&](const NoticeAttempt& attempt) { return attempt.channel == channel; }));
}

/// The last attempt may still be told to have been taken.
std::optional<Instant> in_doubt_until(const Notice& notice) {
    if (notice.attempts.empty() || notice.attempts.back().state != AttemptState::kStarted)
        return {};
    return notice.attempts.back().started + kReportWithin;
}

}  // namespace

std::string_view name_of(NoticeState state) {
    switch (state) {
        case NoticeState::kPlanned:
            return "planned";
        case NoticeState::kSending:
            return "sending";
        case NoticeState::kSent:
            return "sent";
        case NoticeState::kDelivered:
            return "delivered";
        case NoticeState::kFailed:
            return "failed";
        case NoticeState::kSuppressed:
            return "suppressed";
    }
    return {};
}

std::string_view name_of(AttemptState state) {
    switch (state) {
        case AttemptState::kStarted:
            return "started";
        case AttemptState::kAccepted:
            return "accepted";
        case AttemptState::kDelivered:
            return "delivered";
        case AttemptState::kFailed:
            return "failed";
    }
    return {};
}

std::vector<std::string> addresses_of(const Notice& notice,
                                      const std::vector<std::string>& of_party) {
    std::vector<std::string> addresses;
    if (!notice.address.empty()) addresses.push_back(notice.address);
    for (const std::string& address : of_party) {
        if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
            addresses.push_back(address);
    }
    return addresses;
}

SendPlan plan_send(const Notice& notice, const std::vector<Target>& targets,
                   const std::vector<std::string>& opted_out, Instant now,
                   const std::string& zone) {
    SendPlan plan;
    if (const auto until = in_doubt_until(notice); until && now < *until) {
        plan.kind = SendPlan::Kind::kWait;
        plan.until = *until;
        return plan;
    }
    if (targets.empty()) {
        plan.kind = SendPlan::Kind::kSuppress;
        plan.reason = "NO_ADDRESS";
        return plan;
    }
    if (!notice.urgent && next_allowed(now, zone) > now) {
        plan.kind = SendPlan::Kind::kWait;
        plan.until = next_allowed(now, zone);
        return plan;
    }
    bool refused = false;
    for (const Target& target : targets) {
        if (!notice.urgent &&
            std::find(opted_out.begin(), opted_out.end(), target.address) != opted_out.end()) {
            refused = true;
            continue;
        }
        const int made = tries(notice, target.channel);
        if (made >= kTriesPerChannel) continue;
        plan.target = target;
        const bool failed_just_now = made > 0 && notice.attempts.back().ended &&
                                     now < *notice.attempts.back().ended + kRetryAfter;
        if (failed_just_now) {
            plan.kind = SendPlan::Kind::kWait;
            plan.until = *notice.attempts.back().ended + kRetryAfter;
        }
        return plan;
    }
    plan.kind =
        notice.attempts.empty() && refused ? SendPlan::Kind::kSuppress : SendPlan::Kind::kFail;
    plan.reason = plan.kind == SendPlan::Kind::kSuppress ? "OPTED_OUT" : "ALL_CHANNELS_FAILED";
    return plan;
}

}  // namespace hearth::contact
