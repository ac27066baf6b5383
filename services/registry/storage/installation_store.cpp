#include "services/registry/storage/installation_store.hpp"

#include <sql_gen/registry_storage/installation.sql.hpp>

#include "services/registry/domain/column.hpp"
#include "services/registry/storage/rows.hpp"

namespace hearth::registry {
namespace {

template <typename N>
std::vector<std::string> commodities(const std::vector<N>& nouns) {
    return column(nouns, [](const N& noun) { return std::string{to_text(noun.commodity)}; });
}
template <typename N>
std::vector<double> latitudes(const std::vector<N>& nouns) {
    return column(nouns, [](const N& noun) { return noun.location.latitude; });
}
template <typename N>
std::vector<double> longitudes(const std::vector<N>& nouns) {
    return column(nouns, [](const N& noun) { return noun.location.longitude; });
}

}  // namespace

Result<std::vector<NetworkNode>> NodeStore::find(const std::vector<Uuid>& ids) {
    return read_all<NetworkNode>(tx_, statements::network_node_find, ids);
}

Result<void> NodeStore::save(const std::vector<NetworkNode>& nouns) {
    return execute(tx_, statements::network_node_save, tx_.tenant(),
                   column(nouns, &NetworkNode::id), column(nouns, &NetworkNode::code),
                   column(nouns, &NetworkNode::kind), commodities(nouns),
                   column(nouns, &NetworkNode::parent), column(nouns, &NetworkNode::title_zh),
                   column(nouns, &NetworkNode::title_en), latitudes(nouns), longitudes(nouns),
                   column(nouns, &NetworkNode::version));
}

Result<std::vector<Premise>> PremiseStore::find(const std::vector<Uuid>& ids) {
    return read_all<Premise>(tx_, statements::premise_find, ids);
}

Result<void> PremiseStore::save(const std::vector<Premise>& nouns) {
    return execute(tx_, statements::premise_save, tx_.tenant(), column(nouns, &Premise::id),
                   column(nouns, &Premise::code), column(nouns, &Premise::address_zh),
                   column(nouns, &Premise::address_en), column(nouns, &Premise::building),
                   column(nouns, &Premise::unit), column(nouns, &Premise::door), latitudes(nouns),
                   longitudes(nouns), column(nouns, &Premise::place_class),
                   column(nouns, &Premise::version));
}

Result<std::vector<ServicePoint>> ServicePointStore::find(const std::vector<Uuid>& ids) {
    return read_all<ServicePoint>(tx_, statements::service_point_find, ids);
}

Result<std::vector<ServicePoint>> ServicePointStore::lock(const std::vector<Uuid>& ids) {
    return read_all<ServicePoint>(tx_, statements::service_point_lock, ids);
}

Result<void> ServicePointStore::save(const std::vector<ServicePoint>& nouns) {
    const auto supply = [&](auto member) {
        return column(nouns, [&](const ServicePoint& point) { return point.supply.*member; });
    };
    return execute(tx_, statements::service_point_save, tx_.tenant(),
                   column(nouns, &ServicePoint::id), column(nouns, &ServicePoint::code),
                   column(nouns, &ServicePoint::premise), commodities(nouns),
                   column(nouns, &ServicePoint::node), supply(&SupplyState::on),
                   supply(&SupplyState::cause), supply(&SupplyState::since),
                   supply(&SupplyState::actor), column(nouns, &ServicePoint::version));
}

Result<std::vector<Device>> DeviceStore::find(const std::vector<Uuid>& ids) {
    return read_all<Device>(tx_, statements::device_find, ids);
}

Result<void> DeviceStore::save(const std::vector<Device>& nouns) {
    return execute(tx_, statements::device_save, tx_.tenant(), column(nouns, &Device::id),
                   column(nouns, &Device::code), column(nouns, &Device::serial),
                   column(nouns, &Device::service_point), column(nouns, &Device::kind),
                   column(nouns, &Device::model), column(nouns, &Device::rating),
                   column(nouns, &Device::version));
}

}  // namespace hearth::registry
