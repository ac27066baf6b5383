#include "services/dispatch/storage/board_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include <sql_gen/dispatch_storage/crew.sql.hpp>
#include <sql_gen/dispatch_storage/incident.sql.hpp>
#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::int64_t kMostBehind = 500;  ///< changes; further behind all is read

/// Those of a column of arrays, each once.
void add_ids(const sql::Row& row, std::string_view column, std::set<Uuid>& ids) {
    const auto more = split_ids(row.get<std::string>(column));
    ids.insert(more.begin(), more.end());
}

std::vector<Uuid> list_of(const std::set<Uuid>& ids) {
    return {ids.begin(), ids.end()};
}

}  // namespace

Result<void> BoardReader::lock(const Wanted& wanted) {
    const auto row = lock_plan();
    if (!row) return fail(row.error());
    settle(row->stamp);
    if (auto done = read(*row, wanted); !done) {
        // Half of it is read: nothing says which half.
        empty();
        return done;
    }
    kept_.keep();
    return {};
}

Result<void> BoardReader::read(const PlanRow& row, const Wanted& wanted) {
    const bool same = kept_.stamp == row.stamp;
    const bool moved = kept_.plan_version != row.version ||
                       kept_.order_sequence != row.order_sequence ||
                       kept_.incident_sequence != row.incident_sequence;
    // Somebody who numbers no changes wrote.
    if (same && moved) kept_.stamp.reset();
    if (kept_.stamp && !same) {
        const auto caught_up = catch_up(row.stamp);
        if (!caught_up) return fail(caught_up.error());
        if (!*caught_up) kept_.stamp.reset();
    }
    if (!kept_.stamp) {
        if (auto done = read_all(); !done) return done;
        kept_.network_version = row.network_version;
    }
    kept_.plan_version = row.version;
    kept_.order_sequence = row.order_sequence;
    kept_.incident_sequence = row.incident_sequence;
    kept_.stamp = row.stamp;
    forget(wanted);
    if (auto done = read_wanted(wanted); !done) return done;
    return read_network(wanted, row.network_version);
}

Result<BoardReader::PlanRow> BoardReader::lock_plan() {
    auto rows = tx_.run(statement::plan_lock, tx_.tenant());
    if (rows && rows->empty()) {
        tx_.queue(statement::plan_begin, tx_.tenant(), plan_id(tx_.tenant()), now_);
        rows = tx_.run(statement::plan_lock, tx_.tenant());
    }
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(internal("the tenant's plan is gone"));
    const auto row = (*rows)[0];
    return PlanRow{row.get<std::int64_t>("version"),
                   row.get<std::int64_t>("order_sequence"),
                   row.get<std::int64_t>("incident_sequence"),
                   {row.get<std::int64_t>("change"), row.get<Uuid>("change_id")},
                   row.get<std::int64_t>("network_version")};
}

void BoardReader::settle(const Stamp& stored) {
    if (kept_.pending == stored) {
        kept_.keep();
        kept_.stamp = stored;
    } else {
        kept_.undo();
    }
    kept_.pending.reset();
}

void BoardReader::empty() {
    const auto turn = kept_.put_off_turn;
    kept_ = {};
    kept_.put_off_turn = turn;
}

Result<void> BoardReader::read_all() {
    empty();
    if (auto done = read_live_orders(); !done) return done;
    if (auto done = read_crews(); !done) return done;
    if (auto done = read_routes(); !done) return done;
    return read_live_incidents();
}

/// Ended orders come too, since an incident counts whose work goes on.
Result<bool> BoardReader::catch_up(const Stamp& stored) {
    const auto behind = stored.change - kept_.stamp->change;
    if (behind <= 0 || behind > kMostBehind) return false;
    auto rows = tx_.run(statement::board_change_list, tx_.tenant(), kept_.stamp->change);
    if (!rows) return fail(std::move(rows).error());
    if (static_cast<std::int64_t>(rows->size()) != behind + 1) return false;
    // The database may have lost it and given its number to another.
    if ((*rows)[0].get<Uuid>("change_id") != kept_.stamp->id) return false;
    std::set<Uuid> orders;
    std::set<Uuid> incidents;
    std::set<Uuid> members;
    for (const auto row : *rows) {
        add_ids(row, "work_order_ids", orders);
        add_ids(row, "incident_ids", incidents);
        add_ids(row, "member_order_ids", members);
    }
    if (auto done = read_orders(list_of(orders), {}); !done) return fail(std::move(done).error());
    if (auto done = read_crews(); !done) return fail(std::move(done).error());
    if (auto done = read_routes(); !done) return fail(std::move(done).error());
    if (auto done = read_incidents(list_of(incidents)); !done) return fail(std::move(done).error());
    auto changed = tx_.run(statement::incident_member_named, tx_.tenant(), list_of(incidents),
                           list_of(members));
    if (!changed) return fail(std::move(changed).error());
    for (const auto row : *changed)
        load(row.get<Uuid>("incident_id"), read_member(row));
    for (const auto& order : orders) {
        const auto of_order = kept_.members.of_order(order);
        incidents.insert(of_order.begin(), of_order.end());
    }
    for (const auto& incident : incidents)
        kept_.count_members(incident);
    return true;
}

void BoardReader::forget(const Wanted& wanted) {
    const std::set<Uuid> orders{wanted.orders.begin(), wanted.orders.end()};
    const std::set<Uuid> requests{wanted.requests.begin(), wanted.requests.end()};
    std::vector<Uuid> gone;
    for (const auto& id : kept_.orders.ended()) {
        const auto& request = kept_.orders.at(id).key.request;
        if (!orders.contains(id) && !(request && requests.contains(*request))) gone.push_back(id);
    }
    for (const auto& id : gone)
        kept_.orders.drop(id);
    gone.clear();
    for (const auto& [id, incident] : kept_.incidents) {
        if (incident.over()) gone.push_back(id);
    }
    const auto& named = wanted.incidents;
    for (const auto& id : gone) {
        if (std::find(named.begin(), named.end(), id) != named.end()) continue;
        kept_.members.drop(id);
        kept_.count_members(id);
        const auto& restored_at = kept_.incidents.at(id).restored_at;
        if (!restored_at || *restored_at <= since_) kept_.incidents.drop(id);
    }
}

Result<void> BoardReader::read_wanted(const Wanted& wanted) {
    std::vector<Uuid> orders;
    std::copy_if(wanted.orders.begin(), wanted.orders.end(), std::back_inserter(orders),
                 [&](const Uuid& id) { return kept_.orders.count(id) == 0; });
    if (!orders.empty() || !wanted.requests.empty()) {
        if (auto done = read_orders(orders, wanted.requests); !done) return done;
    }
    std::vector<Uuid> incidents;
    for (const auto& id : wanted.incidents) {
        const auto known = kept_.incidents.find(id);
        if (known == kept_.incidents.end() || known->second.over()) incidents.push_back(id);
    }
    if (incidents.empty()) return {};
    if (auto done = read_incidents(incidents); !done) return done;
    return read_members(incidents);
}

Result<void> BoardReader::read_network(const Wanted& wanted, std::int64_t version) {
    nodes_.insert(wanted.nodes.begin(), wanted.nodes.end());
    if (kept_.network_version != version) {
        kept_.network = {};
        kept_.node_places.clear();
        kept_.node_customers.clear();
        kept_.network_version = version;
        for (const auto& [id, order] : kept_.orders) {
            if (order.node) nodes_.insert(*order.node);
        }
        for (const auto& [id, incident] : kept_.incidents) {
            nodes_.insert(incident.nodes.begin(), incident.nodes.end());
            nodes_.insert(incident.restored_nodes.begin(), incident.restored_nodes.end());
        }
        for (const auto& [key, member] : kept_.members) {
            if (member.node) nodes_.insert(*member.node);
        }
    }
    std::vector<Uuid> unknown;
    std::copy_if(nodes_.begin(), nodes_.end(), std::back_inserter(unknown),
                 [&](const Uuid& node) { return !kept_.network.knows(node); });
    if (!unknown.empty()) {
        if (auto done = read_chain(unknown); !done) return done;
    }
    std::vector<Uuid> uncounted;
    std::copy_if(wanted.nodes.begin(), wanted.nodes.end(), std::back_inserter(uncounted),
                 [&](const Uuid& node) { return kept_.node_customers.count(node) == 0; });
    if (uncounted.empty()) return {};
    auto counts = tx_.run(statement::node_customers, tx_.tenant(), uncounted);
    if (!counts) return fail(std::move(counts).error());
    for (const auto row : *counts)
        kept_.node_customers[row.get<Uuid>("node_id")] = row.get<std::int32_t>("customers");
    return {};
}

Result<void> BoardReader::read_live_orders() {
    auto rows = tx_.run(statement::work_order_live, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows)
        load(read_order(row));
    return {};
}

Result<void> BoardReader::read_orders(const std::vector<Uuid>& ids,
                                      const std::vector<Uuid>& requests) {
    auto rows = tx_.run(statement::work_order_named, tx_.tenant(), ids, requests);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows)
        load(read_order(row));
    return {};
}

Result<void> BoardReader::read_crews() {
    auto rows = tx_.run(statement::crew_list, tx_.tenant(), "", std::numeric_limits<int>::max());
    if (!rows) return fail(std::move(rows).error());
    auto shifts = tx_.run(statement::crew_shift_list, tx_.tenant());
    if (!shifts) return fail(std::move(shifts).error());
    kept_.crews.clear();
    std::map<std::string, Crew> crews;
    for (const auto row : *rows) {
        auto crew = read_crew(row);
        crews.emplace(crew.code, std::move(crew));
    }
    for (const auto row : *shifts) {
        const auto crew = crews.find(row.get<std::string>("code"));
        if (crew == crews.end()) continue;
        crew->second.shifts.push_back({row.get<std::int32_t>("weekday"),
                                       row.get<std::int32_t>("start_minute"),
                                       row.get<std::int32_t>("end_minute")});
    }
    for (auto& [code, crew] : crews)
        kept_.crews.load(code, std::move(crew));
    return {};
}

Result<void> BoardReader::read_routes() {
    auto rows = tx_.run(statement::plan_stop_list, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    kept_.routes.clear();
    std::map<std::string, std::vector<PlannedStop>> routes;
    for (const auto row : *rows)
        routes[row.get<std::string>("crew")].push_back(read_stop(row));
    for (auto& [code, stops] : routes)
        kept_.routes.load(code, std::move(stops));
    return {};
}

Result<void> BoardReader::read_live_incidents() {
    auto rows = tx_.run(statement::incident_live, tx_.tenant(), since_);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Uuid> going_on;
    for (const auto row : *rows) {
        auto incident = read_incident(row);
        if (!incident.over()) going_on.push_back(incident.id);
        load(std::move(incident));
    }
    return read_members(going_on);
}

Result<void> BoardReader::read_incidents(const std::vector<Uuid>& ids) {
    if (ids.empty()) return {};
    auto rows = tx_.run(statement::incident_named, tx_.tenant(), ids);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows)
        load(read_incident(row));
    return {};
}

Result<void> BoardReader::read_members(const std::vector<Uuid>& incidents) {
    if (incidents.empty()) return {};
    auto rows = tx_.run(statement::incident_member_list, tx_.tenant(), incidents);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows)
        load(row.get<Uuid>("incident_id"), read_member(row));
    for (const auto& incident : incidents)
        kept_.count_members(incident);
    return {};
}

Result<void> BoardReader::read_chain(const std::vector<Uuid>& nodes) {
    auto rows = tx_.run(statement::node_chain, tx_.tenant(), nodes);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        const auto id = row.get<Uuid>("node_id");
        kept_.network.add(id, row.get<std::optional<Uuid>>("parent_id"));
        const auto latitude = row.get<std::optional<double>>("latitude");
        const auto longitude = row.get<std::optional<double>>("longitude");
        if (latitude && longitude) kept_.node_places[id].point = GeoPoint{*latitude, *longitude};
    }
    return {};
}

void BoardReader::load(WorkOrder order) {
    if (order.node) nodes_.insert(*order.node);
    kept_.orders.load(std::move(order));
}

void BoardReader::load(Incident incident) {
    nodes_.insert(incident.nodes.begin(), incident.nodes.end());
    nodes_.insert(incident.restored_nodes.begin(), incident.restored_nodes.end());
    const Uuid id = incident.id;
    kept_.incidents.load(id, std::move(incident));
}

void BoardReader::load(const Uuid& incident, Member member) {
    if (member.node) nodes_.insert(*member.node);
    kept_.members.load(incident, std::move(member));
}

}  // namespace hearth::dispatch
