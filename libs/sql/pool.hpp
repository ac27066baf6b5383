#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libs/config/config.hpp"
#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/sql/statement.hpp"
#include "libs/sql/tx.hpp"

namespace hearth::sql {

struct Config {
    std::string host = "127.0.0.1";  ///< a path is a socket directory
    int port = 5432;
    std::string database;
    std::string user;
    config::Secret password;
    int pool_size = 8;
    std::chrono::milliseconds connect_timeout{1000};
};

/// A fixed number of connections, opened when needed, each with every statement prepared.
///
/// A connection that broke is thrown away; the next `begin` opens a new one, so nothing of a
/// session is ever lost silently and no restart is needed. Thread-safe; a `Tx` belongs to one
/// thread at a time.
class Pool {
public:
    Pool(Config config, const std::vector<std::span<const Statement>>& statements);
    ~Pool();

    /// A transaction of one tenant (0: infrastructure tables only, no row of any tenant is
    /// visible). Waits for a free connection until `deadline`: RESOURCE_EXHAUSTED when none came,
    /// UNAVAILABLE with a retry hint when the server cannot be reached. Costs no round trip: BEGIN
    /// travels with the first statement.
    Result<Tx> begin(int tenant, Deadline deadline);

    /// Opens one connection and prepares everything: a wrong statement stops the start.
    Result<void> check(Deadline deadline);
    [[nodiscard]] bool healthy() const;  ///< the last attempt to talk to the server succeeded

private:
    friend class Tx;
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

/// Compares the newest change sqitch deployed with the plan this program was built for: a schema
/// older than the plan, or more than one change newer, is FAILED_PRECONDITION with both names.
Result<void> check_schema(Pool& pool, std::span<const std::string_view> plan, Deadline deadline);

}  // namespace hearth::sql
