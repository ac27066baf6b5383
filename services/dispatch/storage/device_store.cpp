#include "services/dispatch/storage/device_store.hpp"

#include <sql_gen/dispatch_storage/device.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/columns.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

/// As `column`, of bytes.
template <typename Read>
std::vector<sql::Bytes> bytes(const std::vector<Sent>& sent, Read read) {
    std::vector<sql::Bytes> values;
    values.reserve(sent.size());
    for (const auto& one : sent)
        values.push_back({std::invoke(read, one)});
    return values;
}

}  // namespace

Result<std::map<std::int64_t, Known>> PgDeviceStore::known(const std::string& device,
                                                           const std::vector<Sent>& sent) {
    auto rows = tx_.run(statement::mutation_find, tx_.tenant(), device,
                        column(sent, &Sent::sequence), bytes(sent, &Sent::body));
    if (!rows) return fail(std::move(rows).error());
    std::map<std::int64_t, Known> known;
    for (const auto row : *rows) {
        known[row.get<std::int64_t>("sequence")] = {row.get<bool>("same"),
                                                    row.get<std::string>("answer")};
    }
    return known;
}

Result<std::int64_t> PgDeviceStore::last_sequence(const std::string& device) {
    auto rows = tx_.run(statement::mutation_last, tx_.tenant(), device);
    if (!rows) return fail(std::move(rows).error());
    return (*rows)[0].get<std::int64_t>("sequence");
}

Result<void> PgDeviceStore::log(const std::string& device, const std::string& crew,
                                const std::vector<Sent>& sent, Instant now) {
    if (sent.empty()) return {};
    return execute(tx_, statement::mutation_add, tx_.tenant(), device, crew, now,
                   column(sent, &Sent::sequence), column(sent, &Sent::order),
                   column(sent, &Sent::mutator), column(sent, &Sent::observed_at),
                   bytes(sent, &Sent::body), bytes(sent, &Sent::answer));
}

Result<std::vector<CrewJob>> PgDeviceStore::jobs(const std::string& crew, Instant since) {
    auto rows = tx_.run(statement::crew_job_list, tx_.tenant(), crew, since);
    if (!rows) return fail(std::move(rows).error());
    std::vector<CrewJob> jobs;
    for (const auto row : *rows) {
        jobs.push_back({read_order(row), row.get<std::optional<Instant>>("lost_at")});
    }
    return jobs;
}

Result<std::set<Uuid>> PgDeviceStore::given(const std::string& crew,
                                            const std::vector<Uuid>& orders) {
    auto rows = tx_.run(statement::crew_job_given, tx_.tenant(), crew, orders);
    if (!rows) return fail(std::move(rows).error());
    std::set<Uuid> given;
    for (const auto row : *rows)
        given.insert(row.get<Uuid>("work_order_id"));
    return given;
}

}  // namespace hearth::dispatch
