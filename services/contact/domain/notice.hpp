#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/deadline.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth::contact {

enum class NoticeState { kPlanned = 1, kSending, kSent, kDelivered, kFailed, kSuppressed };
enum class AttemptState { kStarted = 1, kAccepted, kDelivered, kFailed };
std::string_view name_of(NoticeState state);   ///< "planned"
std::string_view name_of(AttemptState state);  ///< "accepted"

struct NoticeAttempt {
    Uuid uid;
    std::string channel;
    AttemptState state = AttemptState::kStarted;
    Instant started;
    std::optional<Instant> ended;
    std::string detail;

    bool operator==(const NoticeAttempt&) const = default;
};

/// Something to tell somebody once. Address and words are personal.
struct Notice {
    Uuid uid;
    std::optional<Uuid> request;
    std::optional<Uuid> party;
    std::string recipient;
    std::string address;  ///< known when planned; empty: the party's contact points
    std::string channel;  ///< the first that reaches the address: `sms`; empty when none does
    std::string template_name;
    int template_version = 1;
    std::string language;
    std::string text;
    bool urgent = false;
    NoticeState state = NoticeState::kPlanned;
    std::string reason;
    std::string cause;
    std::optional<Instant> send_after;
    Instant created;
    std::optional<Instant> sent;
    std::optional<Instant> delivered;
    std::int64_t version = 0;
    std::vector<NoticeAttempt> attempts;

    bool operator==(const Notice&) const = default;
};

inline std::string notice_name(const Uuid& uid) {
    return "notices/" + to_string(uid);
}

/// Where a notice can go: a channel and an address on it.
struct Target {
    std::string channel;  ///< `sms`, `email`
    std::string address;

    bool operator==(const Target&) const = default;
};

/// Where it can go: where the words came from, else the party's contact points in their order.
std::vector<std::string> addresses_of(const Notice& notice,
                                      const std::vector<std::string>& of_party);

/// A way out. Called by a worker, never inside a transaction.
///
/// `send` hands one attempt to the channel: its id is the idempotency key, so a channel that can
/// tell drops a repeat. Returns what the channel said. UNAVAILABLE and DEADLINE_EXCEEDED: whether
/// it was taken is not known; everything else: it was not. Thread-safe.
class Sender {
public:
    Sender() = default;
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    virtual ~Sender() = default;
    /// The row of channels.yaml that it sends on; the file for what has no way out is none.
    [[nodiscard]] virtual std::string channel() const = 0;
    /// The kind of address that it can send to, as the row must have it; empty: whatever it is.
    [[nodiscard]] virtual std::string reaches() const = 0;
    virtual Result<std::string> send(const Uuid& attempt, const std::string& address,
                                     const std::string& text, Deadline deadline) = 0;
};

/// What to do with a notice that is due.
struct SendPlan {
    enum class Kind { kSend, kWait, kSuppress, kFail };
    Kind kind = Kind::kSend;
    Target target;
    Instant until;       ///< of wait
    std::string reason;  ///< of suppress and fail
};

/// Consent, quiet hours, what was tried and which channel comes next. `targets` are the addresses
/// in the order to be tried; `opted_out` those whose owner wants none. An attempt whose end is not
/// known is waited for, so that a report of the channel can come, before another is made.
SendPlan plan_send(const Notice& notice, const std::vector<Target>& targets,
                   const std::vector<std::string>& opted_out, Instant now, const std::string& zone);

}  // namespace hearth::contact
