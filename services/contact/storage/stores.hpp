#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libs/sql/statement.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

/// Contact as one transaction sees it. Lives no longer than the transaction.
std::unique_ptr<Stores> open_stores(sql::Tx& tx);

/// For the pools: every statement of the service.
std::vector<std::span<const sql::Statement>> all_statements();

/// Names of the sqitch changes this program is built for, oldest first.
std::span<const std::string_view> schema_plan();

}  // namespace hearth::contact
