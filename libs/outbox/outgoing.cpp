#include "libs/outbox/outgoing.hpp"

#include <string>
#include <utility>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::outbox {
namespace {

/// "/hearth/registry" of "hearth.registry.party.v1".
std::string source_of(const std::string& topic) {
    const auto service = topic.find('.');
    const auto noun = topic.find('.', service + 1);
    if (noun == std::string::npos) return "/" + topic;
    return "/" + topic.substr(0, service) + "/" + topic.substr(service + 1, noun - service - 1);
}

kafka::Record record_of(const sql::Row& row) {
    kafka::Record record;
    record.topic = row.get<std::string>("topic");
    record.key = to_string(row.get<Uuid>("key"));
    record.value = row.get<std::string>("payload");
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_id", to_string(row.get<Uuid>("event_id"))},
                      {"ce_type", row.get<std::string>("type")},
                      {"ce_source", source_of(record.topic)},
                      {"ce_time", to_rfc3339(row.get<Instant>("occurred_at"))},
                      {"content-type", "application/protobuf"},
                      {"tenant", std::to_string(row.get<std::int32_t>("tenant_id"))},
                      {"version", std::to_string(row.get<std::int64_t>("version"))}};
    if (auto trace = row.get<std::string>("traceparent"); !trace.empty()) {
        record.headers.emplace_back("traceparent", std::move(trace));
    }
    return record;
}

}  // namespace

Outgoing outgoing(const sql::Rows& rows) {
    Outgoing all;
    for (const sql::Row row : rows) {
        all.seqs.push_back(row.get<std::int64_t>("seq"));
        all.records.push_back(record_of(row));
    }
    return all;
}

}  // namespace hearth::outbox
