#pragma once

#include <optional>
#include <string>

#include "libs/core/result.hpp"
#include "libs/outbox/unit_of_work.hpp"

namespace hearth::outbox {

/// What a command left behind the first time.
struct Stored {
    std::string body_hash;
    std::string answer;
};

/// One transaction to be: a command that is remembered, or anything else (`command` is null).
struct Job {
    const Cause& cause;
    const Command* command;
    std::string body_hash;
    const Work::Answering& body;
    const std::optional<Work::Topics>& topics;  ///< on which events may be recorded
};

std::string hash_of(std::string_view body);

/// Queues the look-up: a command that is known fails the transaction and is put into `stored`.
void queue_find(sql::Tx& tx, const Job& job, std::optional<Stored>& stored);
/// The same in a transaction of its own; empty when the command is not known.
Result<std::optional<Stored>> find(sql::Pool& pool, const Job& job);
/// The first answer, or the refusal of the same request id with another body.
Result<std::string> answer_again(const Job& job, const Stored& stored);

/// What became of a transaction: its events, with the ids that history and outbox know them by.
struct Recorded {
    std::vector<Uuid> event_ids;
};
Recorded queue_record(UnitOfWork& work, const Job& job, const std::string& answer);
Result<bool> is_recorded(sql::Pool& pool, const Job& job, const Recorded& recorded);

}  // namespace hearth::outbox
