#include "services/dispatch/storage/network_store.hpp"

#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>

#include "services/dispatch/storage/columns.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

Result<void> PgNetworkStore::apply(const std::vector<NodeCopy>& nodes) {
    if (nodes.empty()) return {};
    tx_.queue(statement::node_apply, tx_.tenant(), nodes_document(nodes));
    return execute(tx_, statement::plan_network_changed, tx_.tenant(), plan_id(tx_.tenant()));
}

Result<void> PgNetworkStore::apply(const std::vector<PointCopy>& points) {
    if (points.empty()) return {};
    tx_.queue(statement::service_point_apply, tx_.tenant(), column(points, &PointCopy::id),
              column(points, &PointCopy::node), column(points, &PointCopy::commodity),
              column(points, &PointCopy::version));
    return execute(tx_, statement::plan_network_changed, tx_.tenant(), plan_id(tx_.tenant()));
}

Result<std::map<Uuid, Uuid>> PgNetworkStore::nodes_of(const std::vector<Uuid>& service_points) {
    std::map<Uuid, Uuid> nodes;
    if (service_points.empty()) return nodes;
    auto rows = tx_.run(statement::service_point_nodes, tx_.tenant(), service_points);
    if (!rows) return fail(std::move(rows).error());
    for (const auto row : *rows) {
        nodes[row.get<Uuid>("service_point_id")] = row.get<Uuid>("node_id");
    }
    return nodes;
}

}  // namespace hearth::dispatch
