#include "services/dispatch/storage/board_store.hpp"

#include <limits>

#include <sql_gen/dispatch_storage/crew.sql.hpp>
#include <sql_gen/dispatch_storage/incident.sql.hpp>
#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

template <typename... Steps>
Result<void> one_by_one(Steps&&... steps) {
    Result<void> done;
    ((done && (done = steps(), true)), ...);
    return done;
}

Uuid plan_id(int tenant) {
    return named_uuid("plan", std::to_string(tenant));
}

}  // namespace

Result<Board::State> PgBoardStore::lock(const Wanted& wanted, const Policy& policy, Instant now) {
    Board::State state;
    auto done = one_by_one([&] { return lock_plan(state, now); },
                           [&] { return load_orders(state, wanted); },
                           [&] { return load_crews(state); }, [&] { return load_routes(state); },
                           [&] { return load_incidents(state, wanted, policy, now); },
                           [&] { return load_network(state, wanted); });
    if (!done) return fail(std::move(done).error());
    return state;
}

Result<void> PgBoardStore::lock_plan(Board::State& state, Instant now) {
    tx_.queue(statement::plan_begin, tx_.tenant(), plan_id(tx_.tenant()), now);
    auto rows = tx_.run(statement::plan_lock, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    const auto row = (*rows)[0];
    state.plan_version = row.get<std::int64_t>("version");
    state.order_sequence = row.get<std::int64_t>("order_sequence");
    state.incident_sequence = row.get<std::int64_t>("incident_sequence");
    return {};
}

Result<void> PgBoardStore::load_orders(Board::State& state, const Wanted& wanted) {
    auto rows = tx_.run(statement::work_order_load, tx_.tenant(), wanted.orders, wanted.requests);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        auto order = read_order(row);
        state.orders.emplace(order.id, std::move(order));
    }
    return {};
}

Result<void> PgBoardStore::load_crews(Board::State& state) {
    auto rows = tx_.run(statement::crew_list, tx_.tenant(), "", std::numeric_limits<int>::max());
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        auto crew = read_crew(row);
        state.crews.emplace(crew.code, std::move(crew));
    }
    auto shifts = tx_.run(statement::crew_shift_list, tx_.tenant());
    if (!shifts) return fail(std::move(shifts).error());
    for (const auto row : *shifts) {
        const auto crew = state.crews.find(row.get<std::string>("code"));
        if (crew == state.crews.end()) continue;
        crew->second.shifts.push_back({row.get<std::int32_t>("weekday"),
                                       row.get<std::int32_t>("start_minute"),
                                       row.get<std::int32_t>("end_minute")});
    }
    return {};
}

Result<void> PgBoardStore::load_routes(Board::State& state) {
    auto rows = tx_.run(statement::plan_stop_list, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        state.routes[row.get<std::string>("crew")].push_back(read_stop(row));
    }
    return {};
}

Result<void> PgBoardStore::load_incidents(Board::State& state, const Wanted& wanted,
                                          const Policy& policy, Instant now) {
    auto rows = tx_.run(statement::incident_load, tx_.tenant(), now - policy.nested_within,
                        wanted.incidents);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Uuid> ids;
    for (const auto row : *rows) {
        auto incident = read_incident(row);
        ids.push_back(incident.id);
        state.incidents.emplace(incident.id, std::move(incident));
    }
    if (ids.empty()) return {};
    auto members = tx_.run(statement::incident_member_list, tx_.tenant(), ids);
    if (!members) return fail(std::move(members).error());
    for (const auto row : *members) {
        state.incidents.at(row.get<Uuid>("incident_id")).members.push_back(read_member(row));
    }
    return {};
}

Result<void> PgBoardStore::load_network(Board::State& state, const Wanted& wanted) {
    std::set<Uuid> nodes{wanted.nodes.begin(), wanted.nodes.end()};
    const auto add = [&](const std::optional<Uuid>& node) {
        if (node) nodes.insert(*node);
    };
    for (const auto& [id, order] : state.orders)
        add(order.node);
    for (const auto& [id, incident] : state.incidents) {
        nodes.insert(incident.nodes.begin(), incident.nodes.end());
        nodes.insert(incident.restored_nodes.begin(), incident.restored_nodes.end());
        for (const auto& member : incident.members)
            add(member.node);
    }
    if (nodes.empty()) return {};
    const std::vector<Uuid> list{nodes.begin(), nodes.end()};
    auto rows = tx_.run(statement::node_chain, tx_.tenant(), list);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        const auto id = row.get<Uuid>("node_id");
        state.network.add(id, row.get<std::optional<Uuid>>("parent_id"));
        const auto latitude = row.get<std::optional<double>>("latitude");
        const auto longitude = row.get<std::optional<double>>("longitude");
        if (latitude && longitude) state.node_places[id].point = GeoPoint{*latitude, *longitude};
    }
    if (wanted.nodes.empty()) return {};
    auto counts = tx_.run(statement::node_customers, tx_.tenant(), wanted.nodes);
    if (!counts) return fail(std::move(counts).error());
    for (const auto row : *counts) {
        state.node_customers[row.get<Uuid>("node_id")] = row.get<std::int32_t>("customers");
    }
    return {};
}

Result<void> PgBoardStore::save(const Board& board, std::int64_t old_version, Instant now) {
    return one_by_one([&] { return save_orders(board, now); }, [&] { return save_crews(board); },
                      [&] { return save_incidents(board); },
                      [&] { return save_plan(board, old_version, now); });
}

Result<void> PgBoardStore::save_orders(const Board& board, Instant now) {
    if (board.changed_orders().empty()) return {};
    std::vector<const WorkOrder*> changed;
    std::vector<Uuid> ids;
    for (const auto& id : board.changed_orders()) {
        changed.push_back(board.order(id));
        ids.push_back(id);
    }
    tx_.queue(statement::work_order_save, tx_.tenant(), orders_document(changed));
    tx_.queue(statement::crew_job_lose, tx_.tenant(), ids, now);
    return execute(tx_, statement::crew_job_give, tx_.tenant(), ids, now);
}

Result<void> PgBoardStore::save_crews(const Board& board) {
    if (board.changed_crews().empty()) return {};
    std::vector<const Crew*> changed;
    std::vector<std::string> codes;
    std::vector<std::string> codes_of_shifts;
    std::vector<std::int32_t> weekdays;
    std::vector<std::int32_t> starts;
    std::vector<std::int32_t> ends;
    for (const auto& code : board.changed_crews()) {
        const auto& crew = board.state().crews.at(code);
        changed.push_back(&crew);
        codes.push_back(code);
        for (const auto& shift : crew.shifts) {
            codes_of_shifts.push_back(code);
            weekdays.push_back(shift.weekday);
            starts.push_back(shift.start_minute);
            ends.push_back(shift.end_minute);
        }
    }
    tx_.queue(statement::crew_save, tx_.tenant(), crews_document(changed));
    tx_.queue(statement::crew_shift_clear, tx_.tenant(), codes);
    return execute(tx_, statement::crew_shift_add, tx_.tenant(), codes_of_shifts, weekdays, starts,
                   ends);
}

Result<void> PgBoardStore::save_incidents(const Board& board) {
    if (board.changed_incidents().empty()) return {};
    std::vector<const Incident*> changed;
    for (const auto& id : board.changed_incidents()) {
        changed.push_back(&board.state().incidents.at(id));
    }
    tx_.queue(statement::incident_save, tx_.tenant(), incidents_document(changed));
    return execute(tx_, statement::incident_member_save, tx_.tenant(), members_document(changed));
}

Result<void> PgBoardStore::save_plan(const Board& board, std::int64_t old_version, Instant now) {
    const auto& state = board.state();
    if (!board.changed_routes().empty()) {
        const std::vector<std::string> codes{board.changed_routes().begin(),
                                             board.changed_routes().end()};
        tx_.queue(statement::plan_stop_clear, tx_.tenant(), codes);
        tx_.queue(statement::plan_stop_add, tx_.tenant(),
                  stops_document(state.routes, board.changed_routes()), state.plan_version);
    }
    auto rows = tx_.run(statement::plan_advance, tx_.tenant(), old_version, state.plan_version, now,
                        state.order_sequence, state.incident_sequence);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(aborted("PLAN_MOVED", "another plan was published meanwhile"));
    return {};
}

}  // namespace hearth::dispatch
