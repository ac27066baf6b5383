#include "services/dispatch/api/checks.hpp"

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

constexpr int kPage = 2000;
constexpr std::size_t kMostViolations = 100;

/// What the events of one order said so far.
struct Folded {
    std::int64_t version = 0;
    OrderState state = OrderState::kOpen;
};

/// The state after an event; every event of a work order carries its head in field 1.
Result<OrderState> state_after(const StoredEvent& event) {
    events::v1::WorkOrderOpened any;
    if (!any.ParseFromString(event.payload)) {
        return fail(invalid_argument("payload", "NOT_PARSABLE", "is no such message"));
    }
    if (const auto state = find_order_state(any.work_order().state())) return *state;
    return fail(invalid_argument("state", "UNKNOWN_WORD", "is no state of a work order"));
}

std::string line(const Uuid& order, const std::string& what) {
    return resource_name("workOrders", order) + ' ' + what;
}

std::optional<std::string> fold(Folded& folded, const StoredEvent& event) {
    const auto before = folded;
    const auto state = state_after(event);
    if (!state) return line(event.order, "has an event that does not parse");
    folded = {event.version, *state};
    const auto at = " at version " + std::to_string(event.version);
    if (event.version != before.version + 1) return line(event.order, "has a gap" + at);
    if (event.version == 1 || !is_ended(before.state) || *state == before.state) return {};
    const bool finished =
        event.type.ends_with(".WorkOrderDone") || event.type.ends_with(".NoFaultFound");
    if (before.state == OrderState::kCancelled && *state == OrderState::kDone && finished)
        return {};
    return line(event.order, "reopened from " + std::string{name_of(before.state)} + " to " +
                                 std::string{name_of(*state)} + at);
}

Result<void> compare(Stores& stores, const std::map<Uuid, Folded>& folded,
                     service::CheckResult& result) {
    std::vector<Uuid> ids;
    ids.reserve(folded.size());
    for (const auto& [id, last] : folded)
        ids.push_back(id);
    const auto rows = stores.checks().states(ids);
    if (!rows) return fail(rows.error());
    for (const auto& [id, last] : folded) {
        ++result.checked;
        const auto row = rows->find(id);
        if (row == rows->end()) {
            result.violations.push_back(line(id, "has events and no row"));
        } else if (row->second.state != last.state || row->second.version != last.version) {
            result.violations.push_back(
                line(id, "is " + std::string{name_of(row->second.state)} + " at version " +
                             std::to_string(row->second.version) + ", its events say " +
                             std::string{name_of(last.state)} + " at version " +
                             std::to_string(last.version)));
        }
    }
    return {};
}

}  // namespace

Result<service::CheckResult> check_orders(Stores& stores) {
    service::CheckResult result;
    std::map<Uuid, Folded> folded;
    Uuid order;
    std::int64_t version = 0;
    while (result.violations.size() < kMostViolations) {
        const auto events = stores.checks().events(order, version, kPage);
        if (!events) return fail(events.error());
        for (const auto& event : *events) {
            if (event.order != order && folded.size() >= kPage) {
                if (auto done = compare(stores, folded, result); !done) return fail(done.error());
                folded.clear();
            }
            order = event.order;
            version = event.version;
            if (auto wrong = fold(folded[order], event)) result.violations.push_back(*wrong);
        }
        if (events->size() < static_cast<std::size_t>(kPage)) break;
    }
    if (auto done = compare(stores, folded, result); !done) return fail(done.error());
    auto lines = stores.checks().assignments();
    if (!lines) return fail(std::move(lines).error());
    for (auto& wrong : *lines)
        result.violations.push_back(std::move(wrong));
    if (result.violations.size() > kMostViolations) result.violations.resize(kMostViolations);
    return result;
}

Result<std::vector<service::OpenStep>> open_steps(Stores& stores, Instant older_than) {
    const auto live = stores.checks().live_steps(older_than);
    if (!live) return fail(live.error());
    std::vector<service::OpenStep> steps;
    for (const auto& step : *live) {
        steps.push_back({"work_order",
                         resource_name("serviceRequests", step.key.request) + "/steps/" +
                             step.key.step + '/' + std::to_string(step.key.round) + '/' +
                             std::to_string(step.key.attempt),
                         step.since});
    }
    return steps;
}

}  // namespace hearth::dispatch
