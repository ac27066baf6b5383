#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

std::string nodes_document(const std::vector<NodeCopy>& nodes) {
    json rows = json::array();
    for (const auto& node : nodes) {
        json row = {{"node_id", of(node.id)},
                    {"parent_id", of(node.parent)},
                    {"kind", node.kind},
                    {"commodity", node.commodity},
                    {"version", node.version}};
        if (node.point) {
            row["latitude"] = node.point->latitude;
            row["longitude"] = node.point->longitude;
        }
        rows.push_back(std::move(row));
    }
    return document(rows);
}

}  // namespace hearth::dispatch
