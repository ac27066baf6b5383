#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "libs/sql/connection.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::sql {

struct Pool::Impl {
    Impl(Config configuration, const std::vector<std::span<const Statement>>& statements);

    Result<std::unique_ptr<Connection>> take(Deadline deadline);
    void give_back(std::unique_ptr<Connection> connection);
    /// Null when the statement is not one of the pool's.
    const Prepared* find(const Statement& statement) const;

    const Config config;
    Catalog catalog;
    const Prepared* begin = nullptr;
    const Prepared* settings = nullptr;
    const Prepared* commit = nullptr;
    const Prepared* rollback = nullptr;
    std::atomic<bool> healthy{false};

private:
    void add(std::span<const Statement> statements, bool ahead);
    Result<void> wait_for_turn(Deadline deadline);
    void end_turn();

    metrics::Gauge& in_use_gauge_;
    metrics::Histogram& wait_seconds_;
    std::mutex mutex_;
    std::condition_variable free_;
    int in_use_ = 0;
    std::vector<std::unique_ptr<Connection>> idle_;  ///< the last one used is the next
};

struct Tx::Impl {
    Impl(std::shared_ptr<Pool::Impl> owner, std::unique_ptr<Connection> taken, int of_tenant,
         Deadline until)
        : pool(std::move(owner)),
          connection(std::move(taken)),
          tenant(of_tenant),
          deadline(until) {}
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void enqueue(const Statement& statement, Params params, Check check);
    Result<Rows> run();
    Result<void> commit();
    void open();
    Answers exchange();
    void fail_with(Error error);

    std::shared_ptr<Pool::Impl> pool;
    std::unique_ptr<Connection> connection;
    int tenant;
    Deadline deadline;
    bool begun = false;  ///< the server has a transaction of ours, or may have
    bool committed = false;
    std::optional<Error> failure;
    std::vector<Queued> queued;
    std::vector<Check> checks;  ///< one for each queued statement; may be empty
};

}  // namespace hearth::sql
