#include "libs/outbox/work_record.hpp"

#include <array>
#include <utility>

#include <openssl/evp.h>
#include <sql_gen/outbox/work.sql.hpp>

#include "libs/trace/trace.hpp"

namespace hearth::outbox {
namespace {

sql::Params find_params(const Job& job) {
    const Cause& cause = job.cause;
    return sql::Params::of(cause.tenant, cause.actor, job.command->method, cause.request_id);
}

std::optional<Stored> stored_of(const sql::Rows& rows) {
    if (rows.empty()) return {};
    return Stored{rows[0].get<std::string>("body_hash"), rows[0].get<std::string>("answer")};
}

std::string traceparent() {
    const trace::Context& current = trace::current();
    return current.trace_id.empty() ? std::string{} : trace::format_traceparent(current);
}

}  // namespace

std::span<const sql::Statement> work_statements() {
    return statements::all_work;
}

std::string hash_of(std::string_view body) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(body.data(), body.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return {digest.begin(), digest.begin() + size};
}

void queue_find(sql::Tx& tx, const Job& job, std::optional<Stored>& stored) {
    tx.queue_with(statements::command_find, find_params(job),
                  [&stored](const sql::Rows& rows) -> Result<void> {
                      stored = stored_of(rows);
                      if (!stored) return {};
                      return fail(already_exists("COMMAND_KNOWN", "the command was done before"));
                  });
}

Result<std::optional<Stored>> find(sql::Pool& pool, const Job& job) {
    auto tx = pool.begin(job.cause.tenant, job.cause.deadline);
    if (!tx) return fail(std::move(tx).error());
    auto rows = tx->run_with(statements::command_find, find_params(job));
    if (!rows) return fail(std::move(rows).error());
    return stored_of(*rows);
}

Result<std::string> answer_again(const Job& job, const Stored& stored) {
    if (stored.body_hash == job.body_hash) return stored.answer;
    return fail(
        already_exists("REQUEST_ID_REUSED", "the request id was used before for something else"));
}

Recorded queue_record(UnitOfWork& work, const Job& job, const std::string& answer) {
    const Cause& cause = job.cause;
    const std::vector<Event>& events = work.events();
    if (events.empty() && job.command == nullptr) return {};
    Recorded recorded;
    std::vector<std::string> topics;
    std::vector<Uuid> keys;
    std::vector<std::int64_t> versions;
    std::vector<std::string> types;
    std::vector<sql::Bytes> payloads;
    std::vector<std::optional<Uuid>> causes;
    for (const Event& event : events) {
        recorded.event_ids.push_back(work.new_id());
        topics.emplace_back(event.topic);
        keys.push_back(event.key);
        versions.push_back(event.version);
        types.emplace_back(event.type);
        payloads.push_back({event.payload});
        causes.push_back(event.cause);
    }
    std::optional<std::string_view> method;
    std::optional<sql::Bytes> hash;
    std::optional<sql::Bytes> stored_answer;
    if (job.command != nullptr) {
        method = job.command->method;
        hash = sql::Bytes{job.body_hash};
        stored_answer = sql::Bytes{answer};
    }
    work.tx().queue(statements::work_record, recorded.event_ids, topics, keys, versions, types,
                    payloads, cause.tenant, cause.request_id, cause.actor, cause.now, traceparent(),
                    method, hash, stored_answer, causes);
    return recorded;
}

Result<bool> is_recorded(sql::Pool& pool, const Job& job, const Recorded& recorded) {
    auto tx = pool.begin(job.cause.tenant, job.cause.deadline);
    if (!tx) return fail(std::move(tx).error());
    auto rows = tx->run(statements::history_has, recorded.event_ids.front());
    if (!rows) return fail(std::move(rows).error());
    return (*rows)[0].get<bool>("has");
}

}  // namespace hearth::outbox
