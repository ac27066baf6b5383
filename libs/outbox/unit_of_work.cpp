#include "libs/outbox/unit_of_work.hpp"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "libs/log/log.hpp"
#include "libs/outbox/work_record.hpp"
#include "libs/runtime/backoff.hpp"
#include "libs/runtime/failpoint.hpp"

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;

constexpr int kRepeats = 3;

struct Attempt {
    Result<std::string> answer;
    std::string answer_in_doubt;  ///< what is true if the commit is
    Recorded recorded;
    std::optional<Stored> stored;  ///< the command is known; nothing was done
    bool database_aborted = false;
};

Result<void> commit(sql::Tx& tx) {
    if (auto go = runtime::failpoint("uow.before_commit"); !go) return go;
    if (auto done = tx.commit(); !done) return done;
    if (auto go = runtime::failpoint("uow.after_commit"); !go) {
        Error doubt = std::move(go).error();
        doubt.reason = "COMMIT_IN_DOUBT";
        return fail(std::move(doubt));
    }
    return {};
}

Result<void> check_topics(const UnitOfWork& work, const Job& job) {
    if (!job.topics) return {};
    for (const Event& event : work.events()) {
        if (std::ranges::find(*job.topics, event.topic) == job.topics->end())
            return fail(internal("service.yaml does not name " + std::string{event.topic}));
    }
    return {};
}

Attempt attempt(sql::Pool& pool, const Job& job) {
    Attempt made;
    auto tx = pool.begin(job.cause.tenant, job.cause.deadline);
    if (!tx) {
        made.answer = fail(std::move(tx).error());
        return made;
    }
    if (job.command != nullptr) queue_find(*tx, job, made.stored);
    UnitOfWork work{*tx, job.cause};
    made.answer = job.body(work);
    if (auto named = check_topics(work, job); made.answer && !named)
        made.answer = fail(std::move(named).error());
    if (made.answer && !made.stored) {
        made.recorded = queue_record(work, job, *made.answer);
        if (auto done = commit(*tx); !done) {
            made.answer_in_doubt = *std::move(made.answer);
            made.answer = fail(std::move(done).error());
        }
    }
    made.database_aborted = tx->failure() && tx->failure()->code == Code::kAborted;
    return made;
}

Error doubt_error() {
    return unavailable("COMMIT_IN_DOUBT",
                       "it is not known whether the change was made: repeat the same request");
}

/// The connection broke under COMMIT: the database knows the truth.
Result<std::string> settle(sql::Pool& pool, const Job& job, const Attempt& made) {
    if (job.cause.deadline.passed()) return fail(deadline_exceeded("the commit"));
    if (job.command != nullptr) {
        const auto stored = find(pool, job);
        if (stored && *stored) return answer_again(job, **stored);
    } else if (!made.recorded.event_ids.empty()) {
        const auto recorded = is_recorded(pool, job, made.recorded);
        if (recorded && *recorded) return made.answer_in_doubt;
    }
    return fail(doubt_error());
}

bool may_be_a_twins_work(const Error& error) {
    switch (error.code) {
        case Code::kInvalidArgument:
        case Code::kNotFound:
        case Code::kAlreadyExists:
        case Code::kFailedPrecondition:
        case Code::kAborted:
        case Code::kOutOfRange:
            return true;
        default:
            return false;
    }
}

/// A twin that committed while we ran may be why the body refused: then its answer is ours.
Result<std::string> refuse(sql::Pool& pool, const Job& job, Error refusal) {
    if (job.command != nullptr && may_be_a_twins_work(refusal)) {
        const auto stored = find(pool, job);
        if (stored && *stored) return answer_again(job, **stored);
    }
    return fail(std::move(refusal));
}

bool pause_before_repeat(runtime::Backoff& backoff, Deadline deadline) {
    const auto pause = backoff.next();
    if (pause >= deadline.remaining()) return false;
    std::this_thread::sleep_for(pause);
    return true;
}

Result<std::string> carry_out(sql::Pool& pool, const std::function<void()>& wake_relay,
                              const Job& job) {
    runtime::Backoff backoff{5ms, 100ms};
    for (int repeats = 0;; ++repeats) {
        Attempt made = attempt(pool, job);
        if (made.stored) return answer_again(job, *made.stored);
        if (!made.answer && made.database_aborted && repeats < kRepeats &&
            pause_before_repeat(backoff, job.cause.deadline)) {
            continue;
        }
        if (!made.answer && made.answer.error().reason == "COMMIT_IN_DOUBT") {
            made.answer = settle(pool, job, made);
        } else if (!made.answer) {
            return refuse(pool, job, std::move(made.answer).error());
        }
        if (made.answer && !made.recorded.event_ids.empty()) wake_relay();
        return std::move(made.answer);
    }
}

}  // namespace

Work::Work(sql::Pool& pool, std::function<void()> wake_relay, std::optional<Topics> topics)
    : pool_(pool), wake_relay_(std::move(wake_relay)), topics_(std::move(topics)) {}

Result<std::string> Work::command(const Command& command, const Answering& body) {
    if (command.cause.request_id.empty()) {
        return carry_out(pool_, wake_relay_, {command.cause, nullptr, {}, body, topics_});
    }
    return carry_out(pool_, wake_relay_,
                     {command.cause, &command, hash_of(command.body), body, topics_});
}

Result<void> Work::run(const Cause& cause, const Body& body) {
    const Answering answering = [&body](UnitOfWork& work) -> Result<std::string> {
        if (auto done = body(work); !done) return fail(std::move(done).error());
        return std::string{};
    };
    if (auto done = carry_out(pool_, wake_relay_, {cause, nullptr, {}, answering, topics_});
        !done) {
        return fail(std::move(done).error());
    }
    return {};
}

Result<void> Work::read(int tenant, Deadline deadline,
                        const std::function<Result<void>(sql::Tx&)>& body) {
    auto tx = pool_.begin(tenant, deadline);
    if (!tx) return fail(std::move(tx).error());
    return body(*tx);
}

}  // namespace hearth::outbox
