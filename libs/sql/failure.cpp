#include "libs/sql/failure.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace hearth::sql {
namespace {

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? "" : text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

bool is_any(std::string_view state, std::initializer_list<std::string_view> states) {
    return std::find(states.begin(), states.end(), state) != states.end();
}

Error with_cause(Error error, std::string cause) {
    error.cause = std::move(cause);
    return error;
}

// A prepared `SELECT *` whose table has got a column since: only a new connection can go on.
bool plan_is_stale(const PGresult* result) {
    return field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

Error translate(const PGresult* result, std::string_view state) {
    const auto constraint = [&] { return upper(field(result, PG_DIAG_CONSTRAINT_NAME)); };
    if (state == "23505") return already_exists(constraint(), "such a row exists already");
    if (is_any(state, {"23503", "23514", "23P01"})) {
        return failed_precondition(constraint(), "the change breaks a rule of the database");
    }
    if (state == "40001") return aborted("SERIALIZATION_FAILURE", "somebody else was faster");
    if (state == "40P01") return aborted("DEADLOCK", "somebody else was faster");
    if (plan_is_stale(result)) return aborted("PLAN_STALE", "the schema has changed");
    if (state == "57014") return deadline_exceeded("a statement");
    if (state == "55P03") return deadline_exceeded("waiting for a lock");
    if (state.starts_with("08") || state.starts_with("57P") || state == "25P03") {
        return unavailable("DATABASE_UNAVAILABLE", "the database has closed the connection");
    }
    if (state.starts_with("53")) {
        return unavailable("DATABASE_OVERLOADED", "the database is out of resources");
    }
    return internal("");
}

}  // namespace

Failure failure_of(const PGresult* result, std::string_view statement) {
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    if (state.empty()) return {connection_lost(statement, PQresultErrorMessage(result)), true};
    Failure failure;
    failure.error = with_cause(translate(result, state),
                               fmt::format("statement {}: SQLSTATE {}: {}", statement, state,
                                           field(result, PG_DIAG_MESSAGE_PRIMARY)));
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    failure.broken = severity == "FATAL" || severity == "PANIC" || plan_is_stale(result);
    return failure;
}

Error connection_lost(std::string_view statement, std::string_view detail) {
    return with_cause(unavailable("DATABASE_UNAVAILABLE", "the database cannot be reached"),
                      fmt::format("statement {}: {}", statement, detail));
}

}  // namespace hearth::sql
