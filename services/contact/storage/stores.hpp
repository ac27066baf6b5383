#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "libs/sql/statement.hpp"

namespace hearth::contact {

/// For the pools: every statement of the service.
std::vector<std::span<const sql::Statement>> all_statements();

/// Names of the sqitch changes this program is built for, oldest first.
std::span<const std::string_view> schema_plan();

}  // namespace hearth::contact
