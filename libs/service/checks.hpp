#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libs/core/clock.hpp"
#include "libs/service/host.hpp"

namespace hearth::service {

std::span<const sql::Statement> check_statements();

/// The invariants that the infrastructure tables of every service must hold, by id: I3 (a command
/// is all or nothing), I5 (its database half: what is committed is sent, or waits to be sent), I6
/// (the events of an aggregate are numbered 1, 2, 3 …) and I7 (an event is applied once).
std::vector<std::pair<std::string, Check>> host_checks(const Clock& clock);

}  // namespace hearth::service
