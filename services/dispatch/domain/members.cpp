#include "services/dispatch/domain/members.hpp"

#include <algorithm>

namespace hearth::dispatch {
namespace {

constexpr Uuid kLastId{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                        0xff, 0xff, 0xff, 0xff}};

}  // namespace

Members::Range Members::of(const Uuid& incident) const {
    return {members_.lower_bound({incident, {}}), members_.lower_bound({incident, kLastId})};
}

const Member* Members::find(const Uuid& incident, const Uuid& order) const {
    const auto found = members_.find({incident, order});
    return found == members_.end() ? nullptr : &found->second;
}

bool Members::holds(const Uuid& incident, const Uuid& order) const {
    const auto* member = find(incident, order);
    return member != nullptr && !member->removed;
}

std::vector<Member> Members::present(const Uuid& incident) const {
    std::vector<Member> present;
    for (const auto& [key, member] : of(incident)) {
        if (!member.removed) present.push_back(member);
    }
    return present;
}

std::vector<Uuid> Members::of_order(const Uuid& order) const {
    const auto found = of_order_.find(order);
    if (found == of_order_.end()) return {};
    auto incidents = found->second;
    std::sort(incidents.begin(), incidents.end());
    return incidents;
}

void Members::put(const Uuid& incident, Member member) {
    const Key key{incident, member.order};
    if (members_.count(key) == 0) of_order_[member.order].push_back(incident);
    members_.put(key, std::move(member));
}

void Members::load(const Uuid& incident, Member member) {
    const Key key{incident, member.order};
    if (members_.count(key) == 0) of_order_[member.order].push_back(incident);
    members_.load(key, std::move(member));
}

void Members::drop(const Uuid& incident) {
    std::vector<Key> keys;
    for (const auto& [key, member] : of(incident))
        keys.push_back(key);
    for (const auto& key : keys) {
        leave(key);
        members_.drop(key);
    }
}

void Members::undo() {
    for (const auto& [key, member] : members_.before()) {
        if (!member) leave(key);
    }
    members_.undo();
}

void Members::leave(const Key& key) {
    const auto found = of_order_.find(key.second);
    if (found == of_order_.end()) return;
    std::erase(found->second, key.first);
    if (found->second.empty()) of_order_.erase(found);
}

}  // namespace hearth::dispatch
