#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::sql {

/// A statement of the pool. One that is not `ahead` is parsed when it is used.
struct Prepared {
    Statement statement;
    metrics::Histogram* seconds;
    bool ahead = true;
};
using Catalog = std::unordered_map<std::string_view, Prepared>;

struct Queued {
    const Prepared* prepared;
    Params params;
};

/// What one pipeline brought: the rows of each statement up to the first that failed.
struct Answers {
    std::vector<Rows> rows;
    std::optional<Error> error;
    bool silent = false;  ///< the server did not say what became of the statement that failed
};

/// One session in libpq's pipeline mode on a socket that never blocks. One thread at a time.
///
/// Once `broken` it stays so; nothing is ever tried again on it.
class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const Config& config, const Catalog& catalog,
                                                    Deadline deadline);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Sends all in one go and reads the answers; past the deadline the connection is broken.
    Answers exchange(std::span<const Queued> queued, Deadline deadline);
    /// Sends one statement and leaves its answer to whoever comes next. Never waits.
    void send_and_forget(const Queued& queued);
    /// Without waiting: whether the server has not hung up meanwhile.
    bool alive();
    [[nodiscard]] bool broken() const { return broken_; }

private:
    explicit Connection(PGconn* connection) : connection_(connection) {}

    Result<void> connect(Deadline deadline);
    Result<void> prepare(const Catalog& catalog, Deadline deadline);
    bool send(const Queued& queued);
    bool wait(short events, Deadline deadline);
    PGresult* next(Deadline deadline);
    bool read_sync(Deadline deadline);
    void read(std::span<const Queued> queued, Deadline deadline, Answers& answers);
    void give_up(Answers& answers, std::string_view statement);
    static void notice(void* self, const PGresult* result);

    PGconn* connection_;
    bool broken_ = false;
    bool late_ = false;    ///< broken because the deadline has passed
    bool unsent_ = false;  ///< libpq holds bytes for the server
    int forgotten_ = 0;    ///< pipelines whose answers nobody has read
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

}  // namespace hearth::sql
