#include "libs/outbox/dead_letters.hpp"

#include <sql_gen/outbox/inbox.sql.hpp>

namespace hearth::outbox {
namespace {

DeadLetter letter_of(const sql::Row& row) {
    const auto text = [&row](std::string_view column) {
        return row.get<std::optional<std::string>>(column).value_or("");
    };
    return {.id = row.get<Uuid>("id"),
            .consumer = text("consumer"),
            .topic = text("topic"),
            .partition = row.get<std::int32_t>("partition"),
            .offset = row.get<std::int64_t>("offset"),
            .key = text("key"),
            .type = text("type"),
            .reason = text("reason"),
            .detail = text("detail"),
            .attempts = row.get<std::int32_t>("attempts"),
            .state = text("state"),
            .settled_by = text("settled_by"),
            .settled_why = text("settled_why"),
            .parked = row.get<std::int64_t>("parked"),
            .at = row.get<Instant>("at"),
            .message = text("message")};
}

Result<std::vector<DeadLetter>> list(sql::Pool& pool, bool include_settled,
                                     const std::optional<Uuid>& id, Deadline deadline) {
    auto tx = pool.begin(0, deadline);
    if (!tx) return fail(std::move(tx).error());
    const auto rows = tx->run(statements::dead_letter_list, include_settled, id);
    if (!rows) return fail(rows.error());
    std::vector<DeadLetter> letters;
    for (const sql::Row row : *rows)
        letters.push_back(letter_of(row));
    return letters;
}

}  // namespace

Result<std::vector<DeadLetter>> list_dead_letters(sql::Pool& pool, bool include_settled,
                                                  Deadline deadline) {
    return list(pool, include_settled, {}, deadline);
}

Result<DeadLetter> get_dead_letter(sql::Pool& pool, const Uuid& id, Deadline deadline) {
    auto found = list(pool, true, id, deadline);
    if (!found) return fail(std::move(found).error());
    if (found->empty()) return fail(not_found("dead letter " + to_string(id)));
    return std::move(found->front());
}

}  // namespace hearth::outbox
