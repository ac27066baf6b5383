#include "services/dispatch/domain/replanning.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace hearth::dispatch {
namespace {

constexpr std::size_t kMostRepairs = 10;
constexpr int kRepairRounds = 3;
constexpr int kMostOfNeed = 10;     ///< searches in vain, for what needs the same, in their order
constexpr int kMostInTurn = 20;     ///< and for what was put off, in turn
constexpr int kLooksOfSearch = 10;  ///< so much cheaper is it to see that an empty day would not do
constexpr std::chrono::hours kPlaceKnownFor{12};

Seconds seconds_of(Instant at) {
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

}  // namespace

void Board::replan() {
    Replanning{*this}.run();
}

Replanning::Replanning(Board& board)
    : board_(board),
      policy_(board.policy_),
      now_(board.moment_.now),
      now_s_(seconds_of(board.moment_.now)),
      version_(board.state_.plan_version + 1) {
    for (const auto& [code, crew] : board_.state_.crews) {
        crew_index_[code] = static_cast<int>(codes_.size());
        codes_.push_back(code);
    }
    for (const auto& [code, stops] : board_.state_.routes) {
        for (const auto& stop : stops)
            old_stops_.emplace(stop.order, stop);
    }
}

void Replanning::run() {
    Planner planner = make_planner();
    plan(planner);
    board_.state_.put_off_turn = next_turn_;
    tell_unassigned(planner);
    tell_routes(planner);
    if (!changes_.empty()) {
        board_.state_.plan_version = version_;
        board_.facts_.emplace_back(PlanFact{version_, now_, std::move(changes_)});
    }
    follow_leaders();
}

void Replanning::plan(Planner& planner) {
    insert_waiting(planner);
    for (int round = 0; round < kRepairRounds; ++round) {
        const auto moved = planner.repair(kMostRepairs);
        for (const auto& [task, choice] : moved) {
            if (choice) reasons_[task] = reason_of(planner, task, *choice);
        }
        if (moved.empty()) break;
    }
    drop_unserved(planner);
}

std::vector<bool> Replanning::met_by(const Crew& crew) const {
    std::vector<bool> meets(needs_.size());
    for (const auto& [skills, index] : needs_) {
        meets[static_cast<std::size_t>(index)] =
            std::all_of(skills.begin(), skills.end(), [&](const std::string& skill) {
                return std::find(crew.skills.begin(), crew.skills.end(), skill) !=
                       crew.skills.end();
            });
    }
    return meets;
}

const Replanning::Rule& Replanning::rule_of(const std::string& work_class,
                                            const std::string& commodity) {
    const auto [place, fresh] = rules_.try_emplace({work_class, commodity});
    if (fresh) {
        const auto rule = policy_.rule(work_class, commodity);
        const int next = static_cast<int>(needs_.size());
        place->second = {needs_.emplace(rule.skills, next).first->second, rule.on_site.count()};
    }
    return place->second;
}

/// Before the crews are made, which meet them or do not.
void Replanning::note_needs() {
    const auto& orders = board_.state_.orders;
    for (const auto& [code, ids] : orders.by_crew()) {
        for (const auto& id : ids) {
            const auto& order = orders.at(id);
            rule_of(order.work_class, order.commodity);
        }
    }
    for (const auto& [kind, keys] : orders.waiting())
        rule_of(kind.work_class, kind.commodity);
}

Planner Replanning::make_planner() {
    note_needs();
    std::set<Uuid> ids;
    for (const auto& [code, of_crew] : board_.state_.orders.by_crew())
        ids.insert(of_crew.begin(), of_crew.end());
    std::vector<Task> tasks;
    for (const auto& id : ids) {
        task_index_[id] = static_cast<int>(tasks.size());
        ids_.push_back(id);
        tasks.push_back(make_task(board_.state_.orders.at(id)));
    }
    Planner planner{policy_, now_s_, make_crews(), std::move(tasks)};
    take_over_routes(planner);
    return planner;
}

int Replanning::task_of(Planner& planner, const Uuid& order) {
    const auto [place, fresh] = task_index_.try_emplace(order, static_cast<int>(ids_.size()));
    if (fresh) {
        ids_.push_back(order);
        planner.add(make_task(board_.state_.orders.at(order)));
    }
    return place->second;
}

std::vector<PlannerCrew> Replanning::make_crews() const {
    std::vector<PlannerCrew> crews;
    for (const auto& [code, crew] : board_.state_.crews) {
        PlannerCrew made;
        made.code = code;
        made.meets = met_by(crew);
        made.available = crew.available;
        const bool known =
            crew.last_point && crew.last_point_at && *crew.last_point_at + kPlaceKnownFor > now_;
        made.place = known ? *crew.last_point : crew.base;
        const auto windows = shift_windows(crew.shifts, policy_.zone, now_, now_ + policy_.horizon);
        if (windows) {
            for (const auto& window : *windows) {
                made.shifts.emplace_back(seconds_of(window.start), seconds_of(window.end));
            }
        }
        crews.push_back(std::move(made));
    }
    return crews;
}

Task Replanning::make_task(const WorkOrder& order) {
    const auto& rule = rule_of(order.work_class, order.commodity);
    Task task;
    task.id = order.id;
    task.hazard = order.hazard;
    task.rank = order.rank;
    task.needs = rule.needs;
    task.place = order.place.point;
    task.service = rule.service;
    task.since = seconds_of(order.reported_at);
    task.due = seconds_of(order.arrive_by.value_or(order.reported_at + policy_.arrive_within));
    if (order.state == OrderState::kEnRoute) {
        task.phase = Phase::kEnRoute;
        task.phase_since = seconds_of(order.en_route_at.value_or(now_));
        task.pullable = true;
    } else if (order.state == OrderState::kOnSite) {
        task.phase = Phase::kOnSite;
        task.phase_since = seconds_of(order.on_site_at.value_or(now_));
        task.pullable =
            order.interruptible == Interruptible::kFreely ||
            (order.interruptible == Interruptible::kAfterMadeSafe && order.made_safe_at);
    }
    const auto& pin = order.state == OrderState::kSuspended ? order.crew : order.pinned_crew;
    if (const auto crew = crew_index_.find(pin); crew != crew_index_.end()) {
        task.pinned = crew->second;
    }
    for (const auto& code : order.declined_by) {
        const auto crew = crew_index_.find(code);
        if (crew != crew_index_.end()) task.excluded.push_back(crew->second);
    }
    return task;
}

/// Stops keep their order; what a crew has begun comes first, greater hazards before smaller ones.
void Replanning::take_over_routes(Planner& planner) {
    std::map<int, std::vector<std::tuple<int, int, int, int>>> routes;
    std::unordered_map<Uuid, int> position;
    for (const auto& [code, stops] : board_.state_.routes) {
        for (std::size_t i = 0; i < stops.size(); ++i) {
            position[stops[i].order] = static_cast<int>(i);
        }
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) {
        const int index = static_cast<int>(i);
        const auto& order = board_.state_.orders.at(ids_[i]);
        const auto crew = crew_index_.find(order.crew);
        if (crew == crew_index_.end()) continue;
        const bool started = is_started(order.state);
        const auto& now = planner.crews()[static_cast<std::size_t>(crew->second)];
        // A crew may have lost a skill since it was given the work.
        const bool may =
            now.available && now.meets[static_cast<std::size_t>(planner.task(index).needs)];
        const bool stays = may || started || order.state == OrderState::kSuspended;
        if (!stays) continue;
        const auto found = position.find(ids_[i]);
        const int place = found == position.end() ? -1 : found->second;
        const int begun = order.state == OrderState::kOnSite ? 0 : started ? 1 : 2;
        routes[crew->second].emplace_back(begun, -static_cast<int>(order.hazard), place, index);
    }
    for (auto& [crew, stops] : routes) {
        std::sort(stops.begin(), stops.end());
        std::vector<int> tasks;
        for (const auto& stop : stops)
            tasks.push_back(std::get<3>(stop));
        planner.set_route(crew, tasks);
    }
}

/// What a person put to a crew has no other crew: it goes first within its hazard.
std::vector<Replanning::Waiting> Replanning::waiting(const Planner& planner) const {
    std::vector<Waiting> all;
    for (const auto& [kind, keys] : board_.state_.orders.waiting())
        all.push_back({*keys.begin(), keys.begin(), keys.end()});
    for (int i = 0; i < static_cast<int>(ids_.size()); ++i) {
        if (planner.crew_of(i) >= 0) continue;
        const Task& task = planner.task(i);
        all.push_back({{-static_cast<int>(task.hazard), task.pinned < 0, -task.rank, task.due,
                        task.since, task.id},
                       {},
                       {},
                       i});
    }
    return all;
}

bool Replanning::insert_best(Planner& planner, int task) {
    const auto choice = planner.find(task);
    if (!choice) return false;
    reasons_[task] = reason_of(planner, task, *choice);
    planner.insert(task, *choice);
    return true;
}

/// A day that is full must not cost a search of all routes for each waiting order, in every plan.
/// So the most urgent go first; after some searches in vain what needs the same is put off, and so
/// is what would go into a gap that was just not found. Of those a few are searched for in each
/// plan, from where the one before stopped: everyone is looked at again and again, whatever keeps
/// the others waiting and however often is planned. Work that no crew could do on an empty day
/// costs no search.
void Replanning::insert_waiting(Planner& planner) {
    auto all = waiting(planner);
    std::set<Uuid> alone;
    for (const auto& one : all) {
        if (one.task >= 0) alone.insert(one.key.id);
    }
    std::make_heap(all.begin(), all.end());
    Searches searches;
    while (!all.empty()) {
        std::pop_heap(all.begin(), all.end());
        auto& next = all.back();
        const bool single = next.task >= 0;
        bool goes_on = true;
        if (single || !alone.contains(next.key.id)) {
            const int task = single ? next.task : task_of(planner, next.key.id);
            goes_on = insert_next(planner, task, searches);
        }
        if (single || !goes_on || ++next.next == next.end) {
            all.pop_back();
        } else {
            next.key = *next.next;
            std::push_heap(all.begin(), all.end());
        }
    }
    insert_in_turn(planner, searches);
}

bool Replanning::insert_next(Planner& planner, int index, Searches& searches) {
    const Task& task = planner.task(index);
    const Need need{task.needs, task.pinned, task.excluded};
    const Kind kind{need, task.service, cell_of(task.place)};
    const bool hazard = task.hazard != Hazard::kNone;
    int& failed = searches.in_vain[need];
    if (!hazard && (failed == kMostOfNeed || searches.without_gap.contains(kind))) return false;
    searches.looked_at.insert(index);
    if (hazard) {
        insert_best(planner, index);
        return true;
    }
    const bool fits = planner.fits_alone(index);
    if (fits && insert_best(planner, index)) return true;
    searches.without_gap.insert(kind);
    if (fits) ++failed;
    return false;
}

void Replanning::insert_in_turn(Planner& planner, const Searches& searches) {
    const auto& ids = board_.state_.orders.waiting_ids();
    const auto& turn = board_.state_.put_off_turn;
    auto next = turn ? ids.upper_bound(*turn) : ids.begin();
    int left = kMostInTurn * kLooksOfSearch;
    for (std::size_t seen = 0; seen < ids.size() && left > 0; ++seen) {
        if (next == ids.end()) next = ids.begin();
        const Uuid id = *next++;
        const auto known = task_index_.find(id);
        if (known != task_index_.end() && searches.looked_at.contains(known->second)) continue;
        next_turn_ = id;
        const int index = task_of(planner, id);
        if (!planner.fits_alone(index)) {
            --left;
        } else if (!insert_best(planner, index)) {
            left -= kLooksOfSearch;
        }
    }
}

/// Planned as it would be, for a hazard that waits too may take the room.
bool Replanning::has_room(const Uuid& order, const std::string& crew) {
    Planner planner = make_planner();
    const int index = task_of(planner, order);
    planner.remove(index);
    planner.pin(index, crew_index_.at(crew));
    plan(planner);
    return planner.crew_of(index) == crew_index_.at(crew);
}

void Replanning::drop_unserved(Planner& planner) {
    for (int i = 0; i < static_cast<int>(ids_.size()); ++i) {
        const int crew = planner.crew_of(i);
        if (crew < 0) continue;
        const auto& route = planner.route(crew);
        const auto visit = std::find_if(route.begin(), route.end(),
                                        [i](const Visit& stop) { return stop.task == i; });
        const bool held = board_.state_.orders.at(ids_[static_cast<std::size_t>(i)]).state ==
                          OrderState::kSuspended;
        if (visit->arrival < 0 && !held) planner.remove(i);
    }
}

Replanning::Reason Replanning::reason_of(const Planner& planner, int task,
                                         const Choice& choice) const {
    const auto& code = codes_[static_cast<std::size_t>(choice.crew)];
    Reason reason;
    reason.rule = choice.pulls                     ? "hazard_preempts"
                  : planner.task(task).pinned >= 0 ? "by_hand"
                                                   : "best_insertion";
    if (choice.only) {
        reason.cost_term = "only_choice";
        reason.why = code + " is the only crew that could";
    } else {
        reason.cost_term = name_of(choice.against);
        reason.margin = choice.margin;
        reason.why = code + " costs least; with the next best crew " + reason.cost_term +
                     " would be " + std::to_string(choice.margin) + " more";
    }
    if (choice.pulls) reason.why += "; it leaves what it has begun for the hazard";
    return reason;
}

}  // namespace hearth::dispatch
