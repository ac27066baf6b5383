#include <map>
#include <set>

#include <rapidcheck.h>

#include "libs/outbox/tests/inbox_fixture.hpp"

namespace hearth::outbox {
namespace {

constexpr int kKeys = 2;
constexpr int kVersions = 5;

/// All versions of a few keys, each at least once, in an order that may be any; poisoned here and
/// there.
std::vector<std::pair<int, int>> any_arrival() {
    std::vector<std::pair<int, int>> arrivals;
    for (int key = 0; key < kKeys; ++key) {
        for (int version = 1; version <= kVersions; ++version)
            arrivals.emplace_back(key, version);
    }
    const auto again = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, kKeys), rc::gen::inRange(1, kVersions + 1)));
    arrivals.insert(arrivals.end(), again.begin(), again.end());
    const auto swaps = *rc::gen::container<std::vector<std::pair<std::size_t, std::size_t>>>(
        rc::gen::pair(rc::gen::inRange<std::size_t>(0, arrivals.size()),
                      rc::gen::inRange<std::size_t>(0, arrivals.size())));
    for (const auto& [from, to] : swaps)
        std::swap(arrivals[from], arrivals[to]);
    return arrivals;
}

/// Hands the partition over in batches of any size, each perhaps several times, as after a crash.
void deliver(Listening& on, const std::vector<kafka::Message>& partition) {
    std::size_t at = 0;
    while (at < partition.size()) {
        const auto size = *rc::gen::inRange<std::size_t>(1, 6);
        const std::size_t end = std::min(at + size, partition.size());
        const std::vector<kafka::Message> batch(
            partition.begin() + static_cast<std::ptrdiff_t>(at),
            partition.begin() + static_cast<std::ptrdiff_t>(end));
        RC_ASSERT(on.handle(batch).has_value());
        at = *rc::gen::weightedElement<std::size_t>({{8, end}, {1, at}, {1, 0}});
        if (at == 0) at = end;
    }
    RC_ASSERT(on.handle(partition).has_value());
}

std::string one_to(int last) {
    std::string text;
    for (int version = 1; version <= last; ++version)
        text += (version == 1 ? "" : ",") + std::to_string(version);
    return text;
}

}  // namespace

TEST_CASE("whatever is repeated and reordered, each effect comes once and in order") {
    Listening on;
    CHECK(rc::check([&] {
        const auto arrivals = any_arrival();
        const auto poisoned = *rc::gen::container<std::set<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, kKeys), rc::gen::inRange(1, kVersions + 1)));
        bool cured = false;
        on.before = [&](const Delivery& event) {
            return cured ? Result<void>{} : refuse_poison(event);
        };
        std::vector<Uuid> keys;
        for (int key = 0; key < kKeys; ++key)
            keys.push_back(new_key());
        std::vector<kafka::Message> partition;
        for (const auto& [key, version] : arrivals) {
            partition.push_back(on.event(keys[static_cast<std::size_t>(key)], version,
                                         poisoned.count({key, version}) > 0 ? "poison" : ""));
        }
        deliver(on, partition);
        cured = true;
        while (!on.letters().empty())
            RC_ASSERT(on.inbox.replay(on.letters().front().id, "x", soon()).has_value());
        for (const Uuid& key : keys)
            RC_ASSERT(on.effects(key) == one_to(kVersions));
        deliver(on, partition);
        for (const Uuid& key : keys)
            RC_ASSERT(on.effects(key) == one_to(kVersions));
        RC_ASSERT(on.letters().empty());
    }));
}

}  // namespace hearth::outbox
