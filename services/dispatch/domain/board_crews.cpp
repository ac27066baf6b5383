#include <algorithm>
#include <array>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::chrono::minutes kSkew{5};
constexpr std::size_t kMostReadings = 40;  ///< of different names

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

/// True when something was measured that the order does not have: another value, or later.
bool shows_new(const WorkOrder& order, const Mutation& mutation) {
    if (!mutation.result) return false;
    const auto& shown = mutation.result->evidence;
    return std::any_of(shown.begin(), shown.end(), [&](const auto& piece) {
        return std::none_of(order.readings.begin(), order.readings.end(), [&](const Reading& one) {
            return one.name == piece.first && one.value == piece.second &&
                   one.observed_at == mutation.observed_at;
        });
    });
}

bool shows_danger(const WorkOrder& order, const Mutation& mutation) {
    if (!mutation.result) return false;
    const auto& shown = mutation.result->evidence;
    const auto& rules = order.evidence_rules;
    return std::any_of(rules.begin(), rules.end(), [&](const EvidenceRule& rule) {
        const auto found = shown.find(rule.name);
        return found != shown.end() && !meets(rule, found->second);
    });
}

/// Made safe is said anew where it was measured again, or where nothing is asked to be shown and
/// life was in danger: contact may have heard meanwhile that the hazard is back.
bool is_made_safe_anew(const WorkOrder& order, const Mutation& mutation) {
    if (mutation.mutator != "made_safe" || !order.made_safe_at) return false;
    const auto& rules = order.evidence_rules;
    const bool asked = std::any_of(rules.begin(), rules.end(), [&](const EvidenceRule& rule) {
        return rule.is_asked_by(mutation.mutator);
    });
    if (asked) return shows_new(order, mutation);
    return order.hazard == Hazard::kLife && mutation.observed_at > *order.made_safe_at;
}

}  // namespace

bool Board::import_crew(Crew crew) {
    std::sort(crew.skills.begin(), crew.skills.end());
    std::sort(crew.shifts.begin(), crew.shifts.end());
    auto& stored = state_.crews[crew.code];
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
    const auto found = state_.crews.find(code);
    if (found == state_.crews.end()) return fail(not_found("crews/" + code));
    auto& crew = found->second;
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
    if (auto refusal = misshapen(mutation)) return *refusal;
    auto* order = find(mutation.order);
    if (order == nullptr) return refused("NOT_FOUND", "no such work order");
    if (order->crew != crew && given.count(order->id) == 0) {
        return refused("NOT_YOURS", "the work order was never given to crews/" + crew);
    }
    if (mutation.observed_at > moment_.now + kSkew) {
        return refused("TIME_IN_FUTURE", "observed_time lies in the future");
    }
    if (mutation.mutator == "note") return remark(*order, mutation, "");
    const bool own = order->crew == crew && order->state != OrderState::kCancelled &&
                     order->state != OrderState::kFolded;
    auto answer = own ? mutate_own(*order, mutation) : mutate_foreign(*order, mutation, crew);
    if (answer.outcome != "refused") crew_seen(crew, *order, mutation);
    return answer;
}

/// The one that is named; else the order's own, also while it is only suspected.
std::optional<Uuid> Board::incident_meant(const WorkOrder& order, const Mutation& mutation) const {
    auto meant = mutation.incident ? mutation.incident : order.incident;
    for (const auto& [id, candidate] : state_.incidents) {
        if (meant || !candidate.live()) continue;
        for (const auto& member : candidate.present()) {
            if (member.order == order.id) meant = id;
        }
    }
    return meant;
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
    for (auto& [id, other] : state_.orders) {
        if (id == order.id || other.crew != order.crew || !is_started(other.state)) continue;
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
    for (const auto& member : incident->present()) {
        auto* folded = find(member.order);
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

/// The last of each name: those before it stand in the events that they came with.
void Board::keep_readings(WorkOrder& order, const Mutation& mutation, const std::string& crew) {
    if (!mutation.result) return;
    auto& kept = order.readings;
    for (const auto& [name, value] : mutation.result->evidence) {
        const auto rule = std::find_if(order.evidence_rules.begin(), order.evidence_rules.end(),
                                       [&](const EvidenceRule& one) { return one.name == name; });
        const auto unit = rule == order.evidence_rules.end() ? "" : rule->unit;
        std::erase_if(kept, [&](const Reading& one) { return one.name == name; });
        kept.push_back(
            {name, value, unit, mutation.mutator, mutation.observed_at, crew, order.version + 1});
    }
    if (kept.size() > kMostReadings) {
        const auto too_many = static_cast<std::ptrdiff_t>(kept.size() - kMostReadings);
        kept.erase(kept.begin(), kept.begin() + too_many);
    }
}

/// What was said needs evidence that is not shown, or does not do: the readings are kept and
/// flagged, for they may tell of danger, and nothing moves by them. Told once, and again with each
/// new reading. Of what is no news only danger counts.
std::optional<MutationAnswer> Board::unproven(WorkOrder& order, const Mutation& mutation,
                                              const std::string& crew, bool news) {
    const auto shown = mutation.result.value_or(WorkResult{}).evidence;
    const auto lacking = not_met(order.evidence_rules, mutation.mutator, shown);
    const bool shows = shows_new(order, mutation);
    const bool danger = shows && shows_danger(order, mutation);
    if (lacking.empty() || !(news || danger)) return {};
    const auto& flags = order.flags;
    const bool told = std::find(flags.begin(), flags.end(), kEvidenceNotMet) != flags.end();
    if (shows || !told) {
        if (danger && order.made_safe_at && mutation.observed_at > *order.made_safe_at)
            order.made_safe_at.reset();
        keep_readings(order, mutation, crew);
        flag(order, kEvidenceNotMet);
        tell(order, WorkOrderRemarked{mutation.mutator, {}, std::string{kEvidenceNotMet}},
             mutation.observed_at);
    }
    return refused("EVIDENCE_NOT_MET", mutation.mutator + " needs " + to_string(lacking));
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
    const auto found = state_.crews.find(code);
    if (found == state_.crews.end()) return;
    auto& crew = found->second;
    auto point = mutation.point;
    const bool there = mutation.mutator == "on_site" || mutation.mutator == "done";
    if (!point && there) point = order.place.point;
    if (!point || (crew.last_point_at && *crew.last_point_at > mutation.observed_at)) return;
    crew.last_point = point;
    crew.last_point_at = mutation.observed_at;
    changed_crews_.insert(code);
}

}  // namespace hearth::dispatch
