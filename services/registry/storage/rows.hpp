#pragma once

#include <vector>

#include "libs/sql/tx.hpp"
#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {

// What one row of a `…_find` statement is.
void read(const sql::Row& row, NetworkNode& node);
void read(const sql::Row& row, Premise& premise);
void read(const sql::Row& row, ServicePoint& point);
void read(const sql::Row& row, Device& device);
void read(const sql::Row& row, Party& party);
void read(const sql::Row& row, Account& account);
void read(const sql::Row& row, Agreement& agreement);

/// Runs a statement whose rows are nouns.
template <typename N, typename... Args>
Result<std::vector<N>> read_all(sql::Tx& tx, const sql::Statement& statement, const Args&... args) {
    auto rows = tx.run(statement, args...);
    if (!rows) return fail(std::move(rows).error());
    std::vector<N> nouns(static_cast<std::size_t>(rows->size()));
    for (int i = 0; i < rows->size(); ++i)
        read((*rows)[i], nouns[static_cast<std::size_t>(i)]);
    return nouns;
}

/// Runs a statement whose rows are ids.
template <typename... Args>
Result<std::vector<Uuid>> read_ids(sql::Tx& tx, const sql::Statement& statement,
                                   const Args&... args) {
    auto rows = tx.run(statement, args...);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Uuid> ids;
    for (const auto row : *rows)
        ids.push_back(row.template get<Uuid>("id"));
    return ids;
}

/// Runs a statement for its effect.
template <typename... Args>
Result<void> execute(sql::Tx& tx, const sql::Statement& statement, const Args&... args) {
    auto rows = tx.run(statement, args...);
    if (!rows) return fail(std::move(rows).error());
    return {};
}

}  // namespace hearth::registry
