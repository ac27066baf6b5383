#include "libs/sql/pool.hpp"

#include <cstdlib>

#include <sql_gen/sql/schema.sql.hpp>
#include <sql_gen/sql/session.sql.hpp>

#include "libs/log/log.hpp"
#include "libs/sql/pool_impl.hpp"

namespace hearth::sql {

Pool::Impl::Impl(Config configuration, const std::vector<std::span<const Statement>>& statements)
    : config(std::move(configuration)),
      in_use_gauge_(metrics::gauge("hearth_sql_pool_in_use", "Connections taken from the pool.",
                                   {{"user", config.user}})),
      wait_seconds_(metrics::histogram("hearth_sql_pool_wait_seconds",
                                       "How long a transaction waited for a connection.",
                                       {{"user", config.user}})) {
    add(statements::all_session, true);
    add(statements::all_schema, false);
    for (const auto& span : statements)
        add(span, true);
    begin = find(statements::session_begin);
    settings = find(statements::session_settings);
    commit = find(statements::session_commit);
    rollback = find(statements::session_rollback);
}

void Pool::Impl::add(std::span<const Statement> statements, bool ahead) {
    for (const Statement& statement : statements) {
        auto& seconds = metrics::histogram("hearth_sql_seconds",
                                           "From sending a pipeline to the statement's answer.",
                                           {{"query", statement.name}});
        const auto [at, added] =
            catalog.try_emplace(statement.name, Prepared{statement, &seconds, ahead});
        if (!added && std::string_view{at->second.statement.text} != statement.text) {
            log::error("sql_statement_name_twice", {{"statement", statement.name}});
            log::flush();
            std::abort();
        }
    }
}

const Prepared* Pool::Impl::find(const Statement& statement) const {
    const auto found = catalog.find(statement.name);
    return found == catalog.end() ? nullptr : &found->second;
}

Result<void> Pool::Impl::wait_for_turn(Deadline deadline) {
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock lock{mutex_};
    const bool turn =
        free_.wait_until(lock, deadline.at(), [this] { return in_use_ < config.pool_size; });
    wait_seconds_.observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (!turn) {
        return fail(
            resource_exhausted("POOL_EXHAUSTED", "no database connection came free in time"));
    }
    in_use_gauge_.set(++in_use_);
    return {};
}

void Pool::Impl::end_turn() {
    {
        const std::lock_guard lock{mutex_};
        in_use_gauge_.set(--in_use_);
    }
    free_.notify_one();
}

Result<std::unique_ptr<Connection>> Pool::Impl::take(Deadline deadline) {
    if (deadline.passed()) return fail(deadline_exceeded("waiting for the database"));
    if (auto turn = wait_for_turn(deadline); !turn) return fail(std::move(turn).error());
    while (true) {
        std::unique_ptr<Connection> idle;
        {
            const std::lock_guard lock{mutex_};
            if (idle_.empty()) break;
            idle = std::move(idle_.back());
            idle_.pop_back();
        }
        if (idle->alive()) return idle;
    }
    auto opened = Connection::open(config, catalog, deadline);
    healthy = opened.has_value();
    if (!opened) {
        log::failure("sql_connect_failed", opened.error());
        end_turn();
    }
    return opened;
}

void Pool::Impl::give_back(std::unique_ptr<Connection> connection) {
    if (connection->broken()) {
        healthy = false;
        connection.reset();
    } else {
        const std::lock_guard lock{mutex_};
        idle_.push_back(std::move(connection));
    }
    end_turn();
}

Pool::Pool(Config config, const std::vector<std::span<const Statement>>& statements)
    : impl_(std::make_shared<Impl>(std::move(config), statements)) {}
Pool::~Pool() = default;

Result<Tx> Pool::begin(int tenant, Deadline deadline) {
    auto taken = impl_->take(deadline);
    if (!taken) return fail(std::move(taken).error());
    return Tx{std::make_unique<Tx::Impl>(impl_, std::move(*taken), tenant, deadline)};
}

Result<void> Pool::check(Deadline deadline) {
    auto tx = begin(0, deadline);
    if (!tx) return fail(std::move(tx).error());
    if (auto answer = tx->run(statements::session_ping); !answer) {
        return fail(std::move(answer).error());
    }
    return {};
}

bool Pool::healthy() const {
    return impl_->healthy;
}

}  // namespace hearth::sql
