#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "libs/core/result.hpp"
#include "libs/sql/statement.hpp"
#include "libs/sql/values.hpp"

namespace hearth::sql {

/// One transaction on one connection, bounded by one deadline: a server that hangs cannot hold the
/// caller past it. Destroyed without `commit` it is rolled back. One thread.
///
/// Statements travel in pipelines: `queue` sends nothing by itself; `run` and `commit` send all
/// that is queued in one round trip. The first failure fails the transaction; everything after
/// returns that same error. Errors: unique violation ALREADY_EXISTS (reason: the constraint's name;
/// what no method puts into words is INTERNAL to its caller), check and foreign key
/// FAILED_PRECONDITION likewise, serialization and deadlock ABORTED, statement timeout and passed
/// deadline DEADLINE_EXCEEDED, lost connection UNAVAILABLE, other INTERNAL.
class Tx {
public:
    Tx(Tx&&) noexcept;
    Tx& operator=(Tx&&) noexcept;
    ~Tx();

    template <typename... Args>
    Result<Rows> run(const Statement& statement, const Args&... args) {
        return run_with(statement, Params::of(args...));
    }
    template <typename... Args>
    void queue(const Statement& statement, const Args&... args) {
        queue_with(statement, Params::of(args...));
    }
    /// Looks at the rows of a queued statement when they have come; its error fails the
    /// transaction. One that travels with COMMIT comes too late to stop it.
    using Check = std::function<Result<void>(const Rows&)>;

    Result<Rows> run_with(const Statement& statement, Params params);
    void queue_with(const Statement& statement, Params params, Check check = {});

    /// UNKNOWN with reason COMMIT_IN_DOUBT when the connection broke after COMMIT was sent.
    Result<void> commit();

    [[nodiscard]] int tenant() const;
    [[nodiscard]] const std::optional<Error>& failure() const;

private:
    friend class Pool;
    struct Impl;
    explicit Tx(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::sql
