#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "services/contact/domain/facts.hpp"
#include "services/contact/domain/limits.hpp"

namespace hearth::contact {

/// Who changes a request, when, by which channel.
struct Actor {
    std::string name;     ///< `agents/<code>`, `channels/sms`, `event:<id>`, `timer:<what>`
    std::string channel;  ///< `phone`, `sms`, `web`, `desk`, `event`, `timer`
    Instant now;
};

/// A request being changed: applies rules, collects one fact for each change, keeps clocks and
/// versions right.
///
/// Every rule below works on one of these; the caller stores `request` and `facts` in the
/// transaction that read it.
class Change {
public:
    Change(Request& of, const RequestClass& known, const Limits& all, Actor who)
        : request(of),
          definition(known),
          limits(all),
          profile(all.in_force(who.now)),
          actor(std::move(who)) {}

    /// Numbers the change and takes the snapshot; its line is written when it is kept.
    void record(RequestEvent event);
    /// The same for something observed at another time than now.
    void record_at(Instant observed, RequestEvent event);
    /// What the clocks run on. A moment known already changes nothing.
    void moment(const std::string& type, Instant at, const std::string& id = {});
    /// Each by the edition of its limits that it was started with; one whose edition is not loaded
    /// any more stays as it is.
    void read_clocks();
    /// The edition that a clock stands in; null when it is not loaded any more.
    [[nodiscard]] const Profile* edition_of(const RequestClock& clock) const;
    void tell(std::string template_name, Details fields = {}, bool urgent = false,
              std::string cause = {});

    [[nodiscard]] Instant now() const { return actor.now; }
    [[nodiscard]] ClockSubject subject() const;

    Request& request;
    const RequestClass& definition;
    const Limits& limits;
    const Profile& profile;  ///< in force now
    Actor actor;
    std::vector<Fact> facts;
    std::vector<NoticeIntent> notices;
};

// Steps.

/// Applies what `advance` says, with states, moments and facts. `observed` is when the step's event
/// happened.
void apply_event(Change& change, const StepEvent& event, Instant observed);
/// Where a hazard to life stands and no crew is sent, one is, however many attempts there were:
/// asked whenever somebody tells of it again. Not before its place is known, nor while another
/// hazard holds it back.
void send_to_hazard(Change& change);
/// True when class and place are known and nothing holds the request up.
bool is_known(const Request& request, const RequestClass& definition);

// Promises (promise.cpp).

void make_promise(Change& change, const std::string& kind, Instant due);
/// Dispatch expects something at `forecast`: kept while it fits, renewed with a notice, escalated
/// where it passes what is allowed.
void apply_forecast(Change& change, const std::string& kind, Instant forecast,
                    const std::string& why);
/// What was promised happened, observed at `at`: judged against each promise of the chain.
void settle_promise(Change& change, const std::string& kind, Instant at);
void withdraw_promises(Change& change, const std::string& reason);

}  // namespace hearth::contact
