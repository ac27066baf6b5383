#include "services/dispatch/storage/device_store.hpp"

#include <functional>

#include <sql_gen/dispatch_storage/check.sql.hpp>
#include <sql_gen/dispatch_storage/device.sql.hpp>
#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

/// One member of each element: what `unnest` takes.
template <typename Element, typename Read>
auto column(const std::vector<Element>& elements, Read read) {
    std::vector<std::decay_t<std::invoke_result_t<Read, const Element&>>> values;
    values.reserve(elements.size());
    for (const auto& element : elements)
        values.push_back(std::invoke(read, element));
    return values;
}

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
    auto rows = tx_.run(statements::mutation_find, tx_.tenant(), device,
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
    auto rows = tx_.run(statements::mutation_last, tx_.tenant(), device);
    if (!rows) return fail(std::move(rows).error());
    return (*rows)[0].get<std::int64_t>("sequence");
}

Result<void> PgDeviceStore::log(const std::string& device, const std::string& crew,
                                const std::vector<Sent>& sent, Instant now) {
    if (sent.empty()) return {};
    return execute(tx_, statements::mutation_add, tx_.tenant(), device, crew, now,
                   column(sent, &Sent::sequence), column(sent, &Sent::order),
                   column(sent, &Sent::mutator), column(sent, &Sent::observed_at),
                   bytes(sent, &Sent::body), bytes(sent, &Sent::answer));
}

Result<std::vector<CrewJob>> PgDeviceStore::jobs(const std::string& crew, Instant since) {
    auto rows = tx_.run(statements::crew_job_list, tx_.tenant(), crew, since);
    if (!rows) return fail(std::move(rows).error());
    std::vector<CrewJob> jobs;
    for (const auto row : *rows) {
        jobs.push_back({read_order(row), row.get<std::optional<Instant>>("lost_at")});
    }
    return jobs;
}

Result<std::set<Uuid>> PgDeviceStore::given(const std::string& crew,
                                            const std::vector<Uuid>& orders) {
    auto rows = tx_.run(statements::crew_job_given, tx_.tenant(), crew, orders);
    if (!rows) return fail(std::move(rows).error());
    std::set<Uuid> given;
    for (const auto row : *rows)
        given.insert(row.get<Uuid>("work_order_id"));
    return given;
}

Result<void> PgNetworkStore::apply(const std::vector<NodeCopy>& nodes) {
    if (nodes.empty()) return {};
    return execute(tx_, statements::node_apply, tx_.tenant(), nodes_document(nodes));
}

Result<void> PgNetworkStore::apply(const std::vector<PointCopy>& points) {
    if (points.empty()) return {};
    return execute(tx_, statements::service_point_apply, tx_.tenant(),
                   column(points, &PointCopy::id), column(points, &PointCopy::node),
                   column(points, &PointCopy::commodity), column(points, &PointCopy::version));
}

Result<std::map<Uuid, Uuid>> PgNetworkStore::nodes_of(const std::vector<Uuid>& service_points) {
    std::map<Uuid, Uuid> nodes;
    if (service_points.empty()) return nodes;
    auto rows = tx_.run(statements::service_point_nodes, tx_.tenant(), service_points);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        nodes[row.get<Uuid>("service_point_id")] = row.get<Uuid>("node_id");
    }
    return nodes;
}

Result<std::vector<OrderEvent>> PgCheckStore::events(const Uuid& order, std::int64_t version,
                                                     int limit) {
    auto rows = tx_.run(statements::check_order_events, order, version, limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<OrderEvent> events;
    for (const auto row : *rows) {
        events.push_back({row.get<Uuid>("key"), row.get<std::int64_t>("version"),
                          row.get<std::string>("type"), row.get<std::string>("payload")});
    }
    return events;
}

Result<std::map<Uuid, StoredState>> PgCheckStore::states(const std::vector<Uuid>& orders) {
    auto rows = tx_.run(statements::check_order_states, orders);
    if (!rows) return fail(std::move(rows).error());
    std::map<Uuid, StoredState> states;
    for (const auto row : *rows) {
        states[row.get<Uuid>("work_order_id")] = {
            parse_order_state(row.get<std::string>("state")).value_or(OrderState::kOpen),
            row.get<std::int64_t>("version")};
    }
    return states;
}

Result<std::vector<std::string>> PgCheckStore::assignments() {
    auto rows = tx_.run(statements::check_assignments);
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::string> lines;
    for (const auto row : *rows) {
        lines.push_back("workOrders/" + to_string(row.get<Uuid>("work_order_id")) + " has crew '" +
                        row.get<std::string>("crew") + "' and stands in the plan of '" +
                        row.get<std::string>("planned") + "'");
    }
    return lines;
}

Result<std::vector<LiveStep>> PgCheckStore::live_steps(Instant older_than) {
    auto rows = tx_.run(statements::check_open_steps, older_than);
    if (!rows) return fail(std::move(rows).error());
    std::vector<LiveStep> steps;
    for (const auto row : *rows) {
        steps.push_back({{row.get<Uuid>("request_id"), row.get<std::string>("step"),
                          row.get<std::int32_t>("round"), row.get<std::int32_t>("attempt")},
                         row.get<Instant>("created_at")});
    }
    return steps;
}

}  // namespace hearth::dispatch
