#pragma once

#include <string_view>

#include <libpq-fe.h>

#include "libs/core/error.hpp"

namespace hearth::sql {

/// What a server's refusal means for the caller. The text of the server is only for the log.
struct Failure {
    Error error;
    bool broken = false;  ///< the connection is of no more use
};

Failure failure_of(const PGresult* result, std::string_view statement);
Error connection_lost(std::string_view statement, std::string_view detail);

}  // namespace hearth::sql
