#include "services/dispatch/storage/board_store.hpp"

#include <sql_gen/dispatch_storage/crew.sql.hpp>
#include <sql_gen/dispatch_storage/incident.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/board_reader.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::int64_t kChangesKept = 1000;  ///< that another replica may still catch up with

template <typename... Steps>
Result<void> one_by_one(Steps&&... steps) {
    Result<void> done;
    ((done && (done = steps(), true)), ...);
    return done;
}

}  // namespace

Result<void> PgBoardStore::lock(Board::State& kept, const Wanted& wanted, const Policy& policy,
                                Instant now) {
    return BoardReader{tx_, kept, policy, now}.lock(wanted);
}

Result<Stamp> PgBoardStore::save(const Board& board, std::int64_t old_version,
                                 const Uuid& change_id, Instant now) {
    const Stamp stamp{board.state().stamp.value_or(Stamp{}).change + 1, change_id};
    auto done = one_by_one([&] { return save_orders(board, now); },
                           [&] { return save_crews(board); }, [&] { return save_incidents(board); },
                           [&] { return save_plan(board, old_version, stamp, now); });
    if (!done) return fail(std::move(done).error());
    return stamp;
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
    return execute(tx_, statement::incident_member_save, tx_.tenant(),
                   members_document(board.state().members, board.changed_members()));
}

Result<void> PgBoardStore::save_plan(const Board& board, std::int64_t old_version,
                                     const Stamp& stamp, Instant now) {
    const auto& state = board.state();
    if (!board.changed_routes().empty()) {
        const std::vector<std::string> codes{board.changed_routes().begin(),
                                             board.changed_routes().end()};
        tx_.queue(statement::plan_stop_clear, tx_.tenant(), codes);
        tx_.queue(statement::plan_stop_add, tx_.tenant(),
                  stops_document(state.routes, board.changed_routes()), state.plan_version);
    }
    const auto list_of = [](const std::set<Uuid>& ids) {
        return std::vector<Uuid>{ids.begin(), ids.end()};
    };
    std::vector<Uuid> members;
    for (const auto& [incident, order] : board.changed_members())
        members.push_back(order);
    tx_.queue(statement::board_change_add, tx_.tenant(), stamp.change, stamp.id,
              list_of(board.changed_orders()), list_of(board.changed_incidents()), members);
    tx_.queue(statement::board_change_forget, tx_.tenant(), stamp.change - kChangesKept);
    auto rows = tx_.run(statement::plan_advance, tx_.tenant(), old_version, state.plan_version, now,
                        state.order_sequence, state.incident_sequence, stamp.change, stamp.id);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(aborted("PLAN_MOVED", "another plan was published meanwhile"));
    return {};
}

}  // namespace hearth::dispatch
