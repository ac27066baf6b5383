#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "services/contact/domain/change.hpp"
#include "services/contact/domain/roster.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact {

// What people and channels do to a request. Each fails with FAILED_PRECONDITION where its state
// forbids it, and then has changed nothing. What came of it is judged by `check_hazard`.

/// What whoever reports is answered; the same is told to him by a notice. No words: nothing is.
struct Reply {
    std::string template_name;
    std::string language;
    Details fields;
};

/// Fills a new request and takes it in. The change's request must be fresh but for uid, number,
/// class and owner.
Reply open_request(Change& change, const Report& report);
/// One more report of the same matter. During verification it says that supply is not back; of what
/// was resolved it begins a new round where `tells_of_danger` and the class lets it.
Reply join_report(Change& change, const Report& report);
/// True when it tells of danger to life that no crew has cleared since.
bool tells_of_danger(const Change& change, const Report& report);
/// A report of what is over already: a new round, which it joins.
Result<Reply> reopen_by_report(Change& change, const Report& report, bool never_back);
/// A new round of a resolved or closed request. `never_back` starts it when the round before began.
Result<void> reopen_request(Change& change, const std::string& reason, bool never_back,
                            Instant observed);
/// True while the class lets the same matter reopen it.
bool may_reopen(const Request& request, const RequestClass& definition, Instant now);

void chase_request(Change& change, const std::string& interaction);
void add_note(Change& change, const std::string& text);
Result<void> start_waiting(Change& change, const std::string& waiting_for,
                           const std::string& reason);
Result<void> end_waiting(Change& change, Instant observed);
Result<void> relocate_request(Change& change, const Place& place);
/// The change was made for the new definition; the request still has the old one.
Result<void> reclassify_request(Change& change, const RequestClass& old);
Result<void> escalate_request(Change& change, const std::string& reason);
Result<void> withdraw_request(Change& change, const std::string& reason);
/// A tombstone: the holder of the same key takes its place.
void merge_request(Change& change, const Uuid& holder);

struct StepOutcome {
    std::string step;
    std::string outcome;
    int satisfaction = 0;
    std::string came_back;
    Instant observed;
};
Result<void> complete_step(Change& change, const StepOutcome& outcome);
Result<void> waive_step(Change& change, const std::string& step, const std::string& reason);
/// The customer says that there is still no supply: verification fails, or the request reopens, or
/// it is a chase.
Result<void> say_still_out(Change& change, const std::string& came_back, Instant observed,
                           const std::string& interaction);

}  // namespace hearth::contact
