#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/clock.hpp"
#include "libs/core/deadline.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::outbox {

/// One change of one aggregate: one history row and one event, with the same id.
struct Event {
    std::string_view topic;  ///< "hearth.contact.service_request.v1"
    Uuid key;                ///< the aggregate
    std::int64_t version;    ///< the aggregate's own counter, 1, 2, 3 …
    std::string_view type;   ///< "hearth.contact.events.v1.RequestOpened"
    std::string payload;     ///< serialized; field 1 is the aggregate's head after the change
    /// A listener that applies several events at once says which one it was.
    std::optional<Uuid> cause = {};
};

/// Who causes a transaction, and under which name it is remembered.
struct Cause {
    int tenant = 0;
    std::string actor;       ///< principal id, or "event:<event id>", or "timer:<what>"
    std::string request_id;  ///< a command's request id, or the causing event's id
    Instant now;
    Deadline deadline;
};

/// One transaction and what it will publish. Update the aggregate's row (its version) before
/// recording its events: the row lock makes version order commit order. One thread; lives only
/// inside `Work::…` calls.
class UnitOfWork {
public:
    UnitOfWork(sql::Tx& tx, const Cause& cause) : tx_(tx), cause_(cause) {}

    [[nodiscard]] sql::Tx& tx() { return tx_; }
    [[nodiscard]] const Cause& cause() const { return cause_; }
    [[nodiscard]] Instant now() const { return cause_.now; }
    [[nodiscard]] Uuid new_id() const { return new_uuid(cause_.now); }

    void record(Event event) { events_.push_back(std::move(event)); }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }

private:
    sql::Tx& tx_;
    const Cause& cause_;
    std::vector<Event> events_;
};

/// How a service opens its stores in a transaction: they live no longer than it.
template <typename Stores>
using Open = std::function<std::unique_ptr<Stores>(sql::Tx&)>;

/// A command from outside, with what makes a repeat recognisable.
struct Command {
    Cause cause;
    std::string method;
    std::string body;  ///< the fields that mean something, serialized; hashed, not stored
};

/// What `Work` and `forget_commands` need prepared in their pool.
std::span<const sql::Statement> work_statements();

/// Runs transactions: history, outbox, and for commands the stored answer, all written by one
/// statement together with COMMIT.
///
/// `command`: the same (tenant, actor, method, request id) with the same body gets the committed
/// answer again; with another body ALREADY_EXISTS, reason REQUEST_ID_REUSED; an empty request id is
/// not remembered. Refusals change nothing and are computed anew. ABORTED (serialization, deadlock)
/// is repeated up to three times; a commit in doubt is settled by looking the request id up. After
/// a commit with events the relay is woken. An event on a topic that is not one of `topics`
/// (absent: on any) is a fault of the program: INTERNAL, and nothing is done. Thread-safe.
class Work {
public:
    using Topics = std::vector<std::string_view>;
    Work(sql::Pool& pool, std::function<void()> wake_relay, std::optional<Topics> topics = {});

    using Body = std::function<Result<void>(UnitOfWork&)>;
    using Answering = std::function<Result<std::string>(UnitOfWork&)>;

    Result<std::string> command(const Command& command, const Answering& body);
    /// Without a stored answer: timers and jobs.
    Result<void> run(const Cause& cause, const Body& body);
    /// Reads only; nothing may be recorded.
    Result<void> read(int tenant, Deadline deadline,
                      const std::function<Result<void>(sql::Tx&)>& body);

private:
    sql::Pool& pool_;
    std::function<void()> wake_relay_;
    const std::optional<Topics> topics_;
};

}  // namespace hearth::outbox
