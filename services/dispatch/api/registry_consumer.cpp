#include "services/dispatch/api/registry_consumer.hpp"

#include <map>

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

namespace events = ::hearth::registry::events::v1;

constexpr std::string_view kTypes = "hearth.registry.events.v1.";

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> kinds) {
    if (!type.starts_with(kTypes)) return false;
    for (const auto kind : kinds) {
        if (type.substr(kTypes.size()) == kind) return true;
    }
    return false;
}

}  // namespace

// Created and Changed carry the same head in the same field, so one message reads both.
outbox::Apply apply_nodes(const app::Changes& changes) {
    return [&changes](outbox::UnitOfWork& work,
                      std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::map<Uuid, NodeCopy> latest;  // one row of a statement for each node
        for (const auto& delivery : deliveries) {
            if (!is_one_of(delivery.type, {"NetworkNodeCreated", "NetworkNodeChanged"})) continue;
            const auto event = outbox::read<events::NetworkNodeCreated>(delivery);
            if (!event) return fail(event.error());
            const auto& node = event->network_node();
            NameReader names;
            NodeCopy copy;
            copy.id = names.required("network_node.name", "networkNodes", node.name());
            copy.parent = names.optional("network_node.parent", "networkNodes", node.parent());
            if (auto done = names.done(); !done) return done;
            copy.kind = node.kind();
            copy.commodity = service::word_of(node.commodity());
            copy.point = point_of(node.location());
            copy.version = delivery.version;
            latest[copy.id] = std::move(copy);
        }
        std::vector<NodeCopy> nodes;
        nodes.reserve(latest.size());
        for (auto& [id, copy] : latest)
            nodes.push_back(std::move(copy));
        return changes.open()(work.tx())->network().apply(nodes);
    };
}

outbox::Apply apply_points(const app::Changes& changes) {
    return [&changes](outbox::UnitOfWork& work,
                      std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::map<Uuid, PointCopy> latest;
        for (const auto& delivery : deliveries) {
            if (!is_one_of(delivery.type, {"ServicePointCreated", "ServicePointChanged"})) continue;
            const auto event = outbox::read<events::ServicePointCreated>(delivery);
            if (!event) return fail(event.error());
            const auto& point = event->service_point();
            NameReader names;
            PointCopy copy;
            copy.id = names.required("service_point.name", "servicePoints", point.name());
            copy.node = names.optional("service_point.node", "networkNodes", point.node());
            if (auto done = names.done(); !done) return done;
            copy.commodity = service::word_of(point.commodity());
            copy.version = delivery.version;
            latest[copy.id] = std::move(copy);
        }
        std::vector<PointCopy> points;
        points.reserve(latest.size());
        for (auto& [id, copy] : latest)
            points.push_back(std::move(copy));
        return changes.open()(work.tx())->network().apply(points);
    };
}

}  // namespace hearth::dispatch
