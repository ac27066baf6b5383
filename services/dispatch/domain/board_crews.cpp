#include <algorithm>
#include <array>

#include "services/dispatch/domain/board.hpp"
#include "services/dispatch/domain/evidence.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::chrono::minutes kSkew{5};

/// Mutators that only move an order on and note when.
struct Progress {
    std::string_view mutator;
    OrderAction action;
    OrderEvent (*event)();
    std::optional<Instant> WorkOrder::*time;
};
template <typename Event>
OrderEvent plain() {
    return Event{};
}
constexpr std::array kProgress = {
    Progress{"accept", OrderAction::kAccept, plain<WorkOrderAccepted>, &WorkOrder::accepted_at},
    Progress{"en_route", OrderAction::kDepart, plain<CrewEnRoute>, &WorkOrder::en_route_at},
    Progress{"on_site", OrderAction::kArrive, plain<CrewOnSite>, &WorkOrder::on_site_at},
    Progress{"made_safe", OrderAction::kMakeSafe, plain<MadeSafe>, &WorkOrder::made_safe_at},
};

const Progress* progress_of(std::string_view mutator) {
    const auto* found =
        std::find_if(kProgress.begin(), kProgress.end(),
                     [&](const Progress& progress) { return progress.mutator == mutator; });
    return found == kProgress.end() ? nullptr : found;
}

MutationAnswer refused(std::string reason, std::string message) {
    return {"refused", std::move(reason), std::move(message)};
}

MutationAnswer illegal(const WorkOrder& order, const Mutation& mutation) {
    return refused("ILLEGAL_STATE", mutation.mutator + " is not possible while the work order is " +
                                        std::string{name_of(order.state)});
}

/// What the crew saw earlier than it could say it is still put right.
bool may_be_corrected(OrderState state) {
    using enum OrderState;
    return state == kOnSite || state == kSuspended || state == kDone || state == kFailed ||
           state == kEnRoute || state == kAccepted;
}

bool earlier(const std::optional<Instant>& known, Instant observed) {
    return !known || observed < *known;
}

}  // namespace

bool Board::import_crew(Crew crew) {
    std::sort(crew.skills.begin(), crew.skills.end());
    std::sort(crew.shifts.begin(), crew.shifts.end());
    if (state_.crews.count(crew.code) == 0) state_.crews.put(crew.code, {});
    auto& stored = *state_.crews.edit(crew.code);
    const bool same = stored.version > 0 && stored.title_zh == crew.title_zh &&
                      stored.title_en == crew.title_en && stored.skills == crew.skills &&
                      stored.base == crew.base && stored.shifts == crew.shifts;
    if (same) return false;
    if (stored.version == 0) {
        stored.id = named_uuid("crew", crew.code);
        stored.code = crew.code;
    }
    stored.title_zh = std::move(crew.title_zh);
    stored.title_en = std::move(crew.title_en);
    stored.skills = std::move(crew.skills);
    stored.base = crew.base;
    stored.shifts = std::move(crew.shifts);
    ++stored.version;
    stored.updated_at = moment_.now;
    changed_crews_.insert(stored.code);
    facts_.emplace_back(CrewFact{stored});
    return true;
}

Result<void> Board::set_crew_state(const std::string& code, bool available,
                                   const std::string& reason) {
    auto* found = state_.crews.edit(code);
    if (found == nullptr) return fail(not_found("crews/" + code));
    auto& crew = *found;
    const std::string why = available ? "" : reason;
    if (crew.available == available && crew.state_reason == why) return {};
    crew.available = available;
    crew.state_reason = why;
    ++crew.version;
    crew.updated_at = moment_.now;
    changed_crews_.insert(code);
    facts_.emplace_back(CrewFact{crew});
    return {};
}

MutationAnswer Board::mutate(const Mutation& mutation, const std::string& crew,
                             const std::set<Uuid>& given) {
    auto* order = find(mutation.order);
    const bool theirs = order != nullptr && (order->crew == crew || given.count(order->id) > 0);
    auto refusal = misshapen(mutation);
    if (!refusal && order == nullptr) refusal = refused("NOT_FOUND", "no such work order");
    if (!refusal && !theirs) {
        refusal = refused("NOT_YOURS", "the work order was never given to crews/" + crew);
    }
    if (!refusal && mutation.observed_at > moment_.now + kSkew) {
        refusal = refused("TIME_IN_FUTURE", "observed_time lies in the future");
    }
    if (theirs) {
        see_danger(*order, refusal ? danger_of(*order, mutation, moment_.now) : mutation, crew);
    }
    if (refusal) return *refusal;
    if (mutation.mutator == "note") return remark(*order, mutation, "");
    const bool own = order->crew == crew && order->state != OrderState::kCancelled &&
                     order->state != OrderState::kFolded;
    auto answer = own ? mutate_own(*order, mutation) : mutate_foreign(*order, mutation, crew);
    if (answer.outcome != "refused") crew_seen(crew, *order, mutation);
    return answer;
}

/// The one that is named, where the order belongs to it: who was not there knows nothing of it.
/// Else the order's own, also while it is only suspected.
std::optional<Uuid> Board::incident_meant(const WorkOrder& order, const Mutation& mutation) const {
    if (mutation.incident) {
        const bool own = state_.members.holds(*mutation.incident, order.id);
        return own ? mutation.incident : std::nullopt;
    }
    if (order.incident) return order.incident;
    for (const auto& id : state_.members.of_order(order.id)) {
        const auto own = state_.incidents.find(id);
        if (own == state_.incidents.end() || !own->second.live()) continue;
        if (state_.members.holds(id, order.id)) return id;
    }
    return {};
}

MutationAnswer Board::mutate_own(WorkOrder& order, const Mutation& mutation) {
    if (progress_of(mutation.mutator) != nullptr) return progress(order, mutation);
    if (mutation.mutator == "supply_restored") {
        const bool there = next_state(order.state, OrderAction::kRestore).has_value();
        if (!there && order.state != OrderState::kDone) return illegal(order, mutation);
        restore_supply(order, mutation);
        return {};
    }
    if (mutation.mutator == "decline") return give_back(order, mutation);
    if (mutation.mutator == "done" || mutation.mutator == "no_fault_found") {
        if (!next_state(order.state, OrderAction::kFinish)) return illegal(order, mutation);
        if (auto refusal = unproven(order, mutation, order.crew, true)) return *refusal;
        return finish(order, mutation, OrderAction::kFinish);
    }
    if (mutation.mutator == "follow_up") {
        tell(order, FollowUpNeeded{mutation.reason}, mutation.observed_at);
        return {};
    }
    if (mutation.mutator == "confirm_incident") {
        const auto incident = incident_meant(order, mutation);
        if (!incident && mutation.incident) {
            return refused("NOT_A_MEMBER", "the work order does not belong to incidents/" +
                                               to_string(*mutation.incident));
        }
        if (!incident) return refused("NOT_FOUND", "the work order belongs to no incident");
        if (auto done = confirm(*incident, mutation.reason, "crew"); !done) {
            return refused(done.error().reason, done.error().message);
        }
        return {};
    }
    if (mutation.mutator == "suspend") {
        if (!step(order, OrderAction::kSuspend)) return illegal(order, mutation);
        order.suspend_reason = mutation.reason.empty() ? "other" : mutation.reason;
        tell(order, WorkSuspended{order.suspend_reason}, mutation.observed_at);
        return {};
    }
    if (mutation.mutator == "resume") {
        if (!step(order, OrderAction::kResume)) return illegal(order, mutation);
        tell(order, WorkResumed{}, mutation.observed_at);
        return {};
    }
    if (!step(order, OrderAction::kFail)) return illegal(order, mutation);
    order.fail_reason = mutation.reason.empty() ? "other" : mutation.reason;
    end(order, mutation.observed_at);
    tell(order, WorkOrderFailed{order.fail_reason}, mutation.observed_at);
    order_ended(order);
    return {};
}

/// A crew is in one place: what it had begun waits.
void Board::leave_others(const WorkOrder& order, Instant at) {
    if (!is_started(order.state)) return;
    const auto& by_crew = state_.orders.by_crew();
    const auto have = by_crew.find(order.crew);
    if (have == by_crew.end()) return;
    for (const auto& id : std::vector<Uuid>{have->second.begin(), have->second.end()}) {
        if (id == order.id || !is_started(state_.orders.at(id).state)) continue;
        auto& other = *find(id);
        step(other, OrderAction::kPull);
        if (other.state == OrderState::kSuspended) other.suspend_reason = kCrewElsewhere;
        tell(other, WorkSuspended{std::string{kCrewElsewhere}}, at);
    }
}

/// Who is at the fault is there for the folded order too, though not before it was reported.
void Board::arrive_with(const WorkOrder& lead, WorkOrder& folded) {
    const Instant at = std::max(*lead.on_site_at, folded.reported_at);
    if (!earlier(folded.on_site_at, at)) return;
    folded.on_site_at = at;
    tell(folded, CrewOnSite{}, at);
}

/// Who comes to the fault of an incident has come for every customer whose order is folded into it.
void Board::arrive_for_folded(const WorkOrder& lead) {
    const auto* incident = incident_of(lead);
    if (incident == nullptr || incident->lead != lead.id) return;
    for (const auto& [key, member] : state_.members.of(incident->id)) {
        auto* folded = member.removed ? nullptr : find(member.order);
        if (folded != nullptr && folded->state == OrderState::kFolded) arrive_with(lead, *folded);
    }
}

MutationAnswer Board::progress(WorkOrder& order, const Mutation& mutation) {
    const auto& what = *progress_of(mutation.mutator);
    auto& time = order.*what.time;
    const bool first = earlier(time, mutation.observed_at);
    const auto before = order.state;
    const auto next = next_state(before, what.action);
    if (!next && !may_be_corrected(before)) return illegal(order, mutation);
    // Who comes late when the state has gone on only corrects the time.
    const bool moves = next && *next != before;
    const bool news = moves || first || is_made_safe_anew(order, mutation);
    if (auto refusal = unproven(order, mutation, order.crew, news)) return *refusal;
    if (!news) return {"applied", "ALREADY_KNOWN", "nothing new"};
    if (next) step(order, what.action);
    if (moves) leave_others(order, mutation.observed_at);
    // Who comes back after a suspension was there before: the first arrival counts.
    if (first || (next && what.action == OrderAction::kDepart)) time = mutation.observed_at;
    keep_readings(order, mutation, order.crew);
    tell(order, what.event(), mutation.observed_at);
    if (next && what.action == OrderAction::kArrive) arrive_for_folded(order);
    return {};
}

MutationAnswer Board::finish(WorkOrder& order, const Mutation& mutation, OrderAction action) {
    const WorkResult result = mutation.result.value_or(WorkResult{});
    const bool nothing = mutation.mutator == "no_fault_found";
    if (result.supply_restored && !order.restored_at) restore_supply(order, mutation);
    keep_readings(order, mutation, order.crew);
    step(order, action);
    order.result = result;
    if (nothing && order.result->cause.empty()) order.result->cause = "no_fault_found";
    end(order, mutation.observed_at);
    tell(order, nothing ? OrderEvent{NoFaultFound{}} : OrderEvent{WorkOrderDone{}},
         mutation.observed_at);
    order_ended(order);
    return {};
}

MutationAnswer Board::give_back(WorkOrder& order, const Mutation& mutation) {
    const auto crew = order.crew;
    if (!step(order, OrderAction::kDecline)) return illegal(order, mutation);
    release_crew(order);
    order.declined_by.push_back(crew);
    tell(order, WorkOrderDeclined{crew, mutation.reason}, mutation.observed_at);
    return {};
}

MutationAnswer Board::remark(WorkOrder& order, const Mutation& mutation, const std::string& flag) {
    if (!flag.empty()) this->flag(order, flag);
    const auto note =
        mutation.mutator == "note" ? mutation.reason : mutation.mutator + " " + mutation.reason;
    tell(order, WorkOrderRemarked{note, mutation.fields, flag}, mutation.observed_at);
    if (!mutation.fields.empty()) {
        return {"conflict", "OFFICE_OWNS_FIELD",
                "the office's value stands; yours is kept as a remark"};
    }
    return {};
}

/// The office moved, cancelled or folded the order while the crew was away. Assignment is the
/// office's; what the crew did and when is the crew's: facts are kept, completed work stays
/// completed, and a flag tells the office.
MutationAnswer Board::mutate_foreign(WorkOrder& order, const Mutation& mutation,
                                     const std::string& crew) {
    const bool cancelled = order.state == OrderState::kCancelled;
    MutationAnswer conflict{"conflict", cancelled ? "CANCELLED" : "REASSIGNED",
                            cancelled ? "the office cancelled the work order meanwhile"
                                      : "the work order is not this crew's any more"};
    const bool finishes = mutation.mutator == "done" || mutation.mutator == "no_fault_found";
    const bool finished = finishes && is_ended(order.state) && !cancelled;
    const auto* what = progress_of(mutation.mutator);
    const bool fact = what != nullptr && (what->action == OrderAction::kArrive ||
                                          what->action == OrderAction::kMakeSafe);
    const bool first = fact && earlier(order.*what->time, mutation.observed_at);
    const bool news = first || is_made_safe_anew(order, mutation) || (finishes && !finished);
    if (auto kept = unproven(order, mutation, crew, news)) {
        kept->outcome = "conflict";
        return *kept;
    }
    if (finished) {
        remark(order, mutation, "done_twice");
        return conflict;
    }
    if (finishes) {
        if (earlier(order.on_site_at, mutation.observed_at))
            order.on_site_at = mutation.observed_at;
        order.crew = crew;
        flag(order, cancelled ? "done_after_cancel" : "done_by_other_crew");
        order.parent.reset();
        finish(order, mutation, OrderAction::kFinishByOther);
        return conflict;
    }
    if (fact && news) {
        if (first) order.*what->time = mutation.observed_at;
        keep_readings(order, mutation, crew);
        tell(order, what->event(), mutation.observed_at);
    } else if (mutation.mutator == "supply_restored" && !order.restored_at) {
        restore_supply(order, mutation);
    } else {
        remark(order, mutation, "");
    }
    return conflict;
}

void Board::crew_seen(const std::string& code, const WorkOrder& order, const Mutation& mutation) {
    auto* found = state_.crews.edit(code);
    if (found == nullptr) return;
    auto& crew = *found;
    auto point = mutation.point;
    const bool there = mutation.mutator == "on_site" || mutation.mutator == "done";
    if (!point && there) point = order.place.point;
    if (!point || (crew.last_point_at && *crew.last_point_at > mutation.observed_at)) return;
    crew.last_point = point;
    crew.last_point_at = mutation.observed_at;
    changed_crews_.insert(code);
}

}  // namespace hearth::dispatch
