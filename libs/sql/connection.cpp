#include "libs/sql/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <poll.h>

#include "libs/sql/failure.hpp"

namespace hearth::sql {
namespace {

// Rows are read as text, so the forms are ours and not the server's. A session that lost its client
// must not keep its locks.
constexpr const char* kOptions =
    "-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c extra_float_digits=1"
    " -c client_min_messages=error -c idle_in_transaction_session_timeout=300000";

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

bool is_fatal(const PGresult* result) {
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity != nullptr && (std::string_view{severity} == "FATAL" || *severity == 'P');
}

double seconds_since(Deadline::Time start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Config& config, const Catalog& catalog,
                                                     Deadline deadline) {
    const std::string port = std::to_string(config.port);
    const std::array<const char*, 10> names{
        "host",       "port",    "dbname",          "user",
        "password",   "options", "client_encoding", "application_name",
        "gssencmode", nullptr};
    const std::array<const char*, 10> values{config.host.c_str(),
                                             port.c_str(),
                                             config.database.c_str(),
                                             config.user.c_str(),
                                             config.password.reveal().c_str(),
                                             kOptions,
                                             "UTF8",
                                             "hearth",
                                             "disable",
                                             nullptr};
    const Deadline bound = deadline.earlier(Deadline::after(config.connect_timeout));
    PGconn* raw = PQconnectStartParams(names.data(), values.data(), 0);
    std::unique_ptr<Connection> made{new Connection{raw}};
    if (auto connected = made->connect(bound); !connected) {
        return fail(std::move(connected).error());
    }
    if (auto prepared = made->prepare(catalog, bound); !prepared) {
        return fail(std::move(prepared).error());
    }
    return made;
}

Connection::~Connection() {
    PQfinish(connection_);
}

Result<void> Connection::connect(Deadline deadline) {
    const auto lost = [this](std::string_view why) {
        return fail(connection_lost("connect", why.empty() ? PQerrorMessage(connection_) : why));
    };
    if (PQstatus(connection_) == CONNECTION_BAD) return lost("");
    PQsetNoticeReceiver(connection_, &Connection::notice, this);
    for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;) {
        if (state == PGRES_POLLING_FAILED) return lost("");
        const bool reading = state == PGRES_POLLING_READING;
        if (!wait(reading ? POLLIN : POLLOUT, deadline)) return lost("no answer in time");
        state = PQconnectPoll(connection_);
    }
    if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1) {
        return lost("");
    }
    return {};
}

Result<void> Connection::prepare(const Catalog& catalog, Deadline deadline) {
    std::vector<const Prepared*> all;
    for (const auto& [name, prepared] : catalog) {
        if (prepared.ahead) all.push_back(&prepared);
    }
    for (const Prepared* one : all) {
        const Statement& statement = one->statement;
        if (PQsendPrepare(connection_, statement.name, statement.text, 0, nullptr) != 1) {
            return fail(connection_lost(statement.name, PQerrorMessage(connection_)));
        }
    }
    PQpipelineSync(connection_);
    unsent_ = true;
    std::optional<Error> wrong;
    for (const Prepared* one : all) {
        const std::string_view name = one->statement.name;
        const ResultPtr result{next(deadline)};
        if (result == nullptr) return fail(connection_lost(name, PQerrorMessage(connection_)));
        const auto status = PQresultStatus(result.get());
        if (!wrong && status == PGRES_FATAL_ERROR) {
            Failure failure = failure_of(result.get(), name);
            if (failure.broken) return fail(std::move(failure.error));
            wrong = failed_precondition("STATEMENT_WRONG",
                                        fmt::format("statement {} does not fit the schema", name));
            wrong->cause = std::move(failure.error.cause);
        }
        const ResultPtr end{next(deadline)};
    }
    if (wrong) return fail(std::move(*wrong));
    if (!read_sync(deadline)) return fail(connection_lost("prepare", "no answer in time"));
    return {};
}

bool Connection::wait(short events, Deadline deadline) {
    pollfd fd{PQsocket(connection_), events, 0};
    while (true) {
        const auto left = std::max(deadline.at() - std::chrono::steady_clock::now(),
                                   std::chrono::steady_clock::duration::zero());
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        const std::chrono::nanoseconds rest = left - whole;
        const timespec bound{whole.count(), static_cast<long>(rest.count())};
        const int ready = ::ppoll(&fd, 1, &bound, nullptr);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

/// The next answer, or null: the end of one statement's answers, or a connection that is broken.
PGresult* Connection::next(Deadline deadline) {
    while (!broken_) {
        if (unsent_) {
            const int left = PQflush(connection_);
            unsent_ = left == 1;
        }
        if (PQisBusy(connection_) == 0) return PQgetResult(connection_);
        const auto events = static_cast<short>(unsent_ ? POLLIN | POLLOUT : POLLIN);
        if (!wait(events, deadline)) {
            broken_ = late_ = true;
        } else if (PQconsumeInput(connection_) != 1) {
            broken_ = true;
        }
    }
    return nullptr;
}

bool Connection::read_sync(Deadline deadline) {
    while (!broken_) {
        const ResultPtr result{next(deadline)};
        if (result == nullptr) continue;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return true;
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && is_fatal(result.get())) {
            broken_ = true;
        }
    }
    return false;
}

bool Connection::send(const Queued& queued) {
    const auto& values = queued.params.values();
    values_.clear();
    lengths_.clear();
    formats_.clear();
    for (const Params::Value& value : values) {
        values_.push_back(value.null ? nullptr : value.data.c_str());
        lengths_.push_back(static_cast<int>(value.data.size()));
        formats_.push_back(value.binary ? 1 : 0);
    }
    const Statement& statement = queued.prepared->statement;
    const int count = static_cast<int>(values.size());
    if (queued.prepared->ahead) {
        return PQsendQueryPrepared(connection_, statement.name, count, values_.data(),
                                   lengths_.data(), formats_.data(), 0) == 1;
    }
    return PQsendQueryParams(connection_, statement.text, count, nullptr, values_.data(),
                             lengths_.data(), formats_.data(), 0) == 1;
}

Answers Connection::exchange(std::span<const Queued> queued, Deadline deadline) {
    Answers answers;
    answers.rows.reserve(queued.size());
    for (const Queued& one : queued) {
        if (!send(one)) {
            give_up(answers, one.prepared->statement.name);
            return answers;
        }
    }
    PQpipelineSync(connection_);
    unsent_ = true;
    for (; forgotten_ > 0; --forgotten_) {
        if (!read_sync(deadline)) {
            give_up(answers, "rollback");
            return answers;
        }
    }
    read(queued, deadline, answers);
    if (!broken_ && !read_sync(deadline)) give_up(answers, "sync");
    return answers;
}

void Connection::read(std::span<const Queued> queued, Deadline deadline, Answers& answers) {
    const auto start = std::chrono::steady_clock::now();
    for (const Queued& one : queued) {
        const std::string_view name = one.prepared->statement.name;
        ResultPtr result{next(deadline)};
        if (result == nullptr) return give_up(answers, name);
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
            answers.rows.emplace_back(result.release());
        } else if (!answers.error) {
            Failure failure = failure_of(result.get(), name);
            answers.error = std::move(failure.error);
            answers.silent = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) == nullptr;
            broken_ = broken_ || failure.broken;
        }
        one.prepared->seconds->observe(seconds_since(start));
        if (broken_) return;
        const ResultPtr end{next(deadline)};
        if (broken_) return give_up(answers, name);
    }
}

void Connection::give_up(Answers& answers, std::string_view statement) {
    broken_ = true;
    if (answers.error) return;
    answers.error = connection_lost(statement, PQerrorMessage(connection_));
    if (late_) answers.error = deadline_exceeded("the database");
    answers.silent = true;
}

void Connection::send_and_forget(const Queued& queued) {
    if (broken_) return;
    if (!send(queued) || PQpipelineSync(connection_) != 1 || PQflush(connection_) != 0) {
        broken_ = true;
        return;
    }
    ++forgotten_;
}

bool Connection::alive() {
    pollfd fd{PQsocket(connection_), POLLIN, 0};
    while (!broken_ && ::poll(&fd, 1, 0) > 0) {
        if (PQconsumeInput(connection_) != 1) broken_ = true;
        while (!broken_ && forgotten_ > 0 && PQisBusy(connection_) == 0) {
            const ResultPtr result{PQgetResult(connection_)};
            if (result == nullptr) continue;
            if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) --forgotten_;
            if (is_fatal(result.get())) broken_ = true;
        }
        if (forgotten_ == 0) static_cast<void>(PQisBusy(connection_));
    }
    return !broken_;
}

// What the server says on its own account; a FATAL one is its farewell.
void Connection::notice(void* self, const PGresult* result) {
    if (is_fatal(result)) static_cast<Connection*>(self)->broken_ = true;
}

}  // namespace hearth::sql
