#include "services/dispatch/domain/orders.hpp"

#include <algorithm>
#include <cmath>

namespace hearth::dispatch {
namespace {

constexpr double kCellDeg = 0.01;  ///< of latitude: a kilometre

std::int64_t seconds_of(Instant at) {
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

}  // namespace

std::optional<std::pair<double, double>> cell_of(const std::optional<GeoPoint>& place) {
    if (!place) return {};
    return std::pair{std::floor(place->latitude / kCellDeg),
                     std::floor(place->longitude / kCellDeg)};
}

WorkOrder* Orders::edit(const Uuid& id) {
    auto* order = orders_.edit(id);
    if (order != nullptr) touch(id);
    return order;
}

WorkOrder& Orders::put(WorkOrder order) {
    const Uuid id = order.id;
    if (orders_.count(id) == 0) add_to_request(order);
    touch(id);
    return orders_.put(id, std::move(order));
}

void Orders::load(WorkOrder order) {
    const Uuid id = order.id;
    if (orders_.count(id) == 0) add_to_request(order);
    touch(id);
    orders_.load(id, std::move(order));
}

void Orders::drop(const Uuid& id) {
    const auto found = orders_.find(id);
    if (found == orders_.end()) return;
    leave_request(found->second);
    touch(id);
    orders_.drop(id);
}

void Orders::undo() {
    for (const auto& [id, order] : orders_.before()) {
        if (!order) leave_request(orders_.at(id));
        touch(id);
    }
    orders_.undo();
}

void Orders::arrive_within(std::chrono::seconds limit) {
    if (arrive_within_ == limit) return;
    arrive_within_ = limit;
    for (const auto& [id, order] : orders_)
        touch(id);
}

std::vector<Uuid> Orders::of_request(const std::optional<Uuid>& request) const {
    if (!request) return {};
    const auto found = index_.of_request.find(*request);
    if (found == index_.of_request.end()) return {};
    auto ids = found->second;
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<Uuid> Orders::at_node(const Uuid& node) const {
    const auto& at_node = fresh().at_node;
    const auto found = at_node.find(node);
    if (found == at_node.end()) return {};
    return {found->second.begin(), found->second.end()};
}

const std::map<std::string, std::set<Uuid>>& Orders::by_crew() const {
    return fresh().by_crew;
}
const std::map<WaitKind, std::set<WaitKey>>& Orders::waiting() const {
    return fresh().waiting;
}
const std::set<Uuid>& Orders::waiting_ids() const {
    return fresh().waiting_ids;
}
const std::set<Uuid>& Orders::ended() const {
    return fresh().ended;
}

WaitKey Orders::key_of(const WorkOrder& order) const {
    return {-static_cast<int>(order.hazard),
            order.pinned_crew.empty(),
            -order.rank,
            seconds_of(order.arrive_by.value_or(order.reported_at + arrive_within_)),
            seconds_of(order.reported_at),
            order.id};
}

void Orders::add_to_request(const WorkOrder& order) {
    if (order.key.request) index_.of_request[*order.key.request].push_back(order.id);
}

void Orders::leave_request(const WorkOrder& order) {
    if (!order.key.request) return;
    const auto found = index_.of_request.find(*order.key.request);
    if (found == index_.of_request.end()) return;
    std::erase(found->second, order.id);
    if (found->second.empty()) index_.of_request.erase(found);
}

const Orders::Index& Orders::fresh() const {
    for (const auto& id : stale_) {
        take_out(id);
        const auto found = orders_.find(id);
        if (found == orders_.end()) continue;
        if (is_ended(found->second.state)) index_.ended.insert(id);
        if (wants_crew(found->second)) file(found->second);
    }
    stale_.clear();
    return index_;
}

void Orders::take_out(const Uuid& id) const {
    index_.ended.erase(id);
    const auto found = index_.filed.find(id);
    if (found == index_.filed.end()) return;
    const auto& filed = found->second;
    const auto leave = [&](auto& lists, const auto& key, const auto& what) {
        const auto list = lists.find(key);
        list->second.erase(what);
        if (list->second.empty()) lists.erase(list);
    };
    if (filed.node) leave(index_.at_node, *filed.node, id);
    if (filed.waits) {
        leave(index_.waiting, filed.waits->first, filed.waits->second);
        index_.waiting_ids.erase(id);
    } else {
        leave(index_.by_crew, filed.crew, id);
    }
    index_.filed.erase(found);
}

void Orders::file(const WorkOrder& order) const {
    Filed filed{order.node, order.crew, {}};
    if (order.node) index_.at_node[*order.node].insert(order.id);
    if (order.crew.empty()) {
        filed.waits.emplace(WaitKind{order.work_class, order.commodity, order.pinned_crew,
                                     order.declined_by, cell_of(order.place.point)},
                            key_of(order));
        index_.waiting[filed.waits->first].insert(filed.waits->second);
        index_.waiting_ids.insert(order.id);
    } else {
        index_.by_crew[order.crew].insert(order.id);
    }
    index_.filed.emplace(order.id, std::move(filed));
}

}  // namespace hearth::dispatch
