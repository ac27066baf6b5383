#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/rpc/timestamp.hpp"
#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using dispatch::v1::Incident;
using e2e::world;

/// So many neighbours below the transformer that no other case tells of, each its own party.
std::vector<Household> neighbours(std::size_t count) {
    const auto all = households(world().suite);
    const auto& elsewhere = all.front().node;
    std::set<std::string> parties;
    std::vector<Household> found;
    for (const auto& home : all) {
        const bool reachable = home.node != elsewhere && !home.phone.empty();
        if (!reachable || found.size() == count || !parties.insert(home.party).second) continue;
        found.push_back(home);
    }
    REQUIRE(found.size() == count);
    return found;
}

Incident incident(const std::string& name) {
    dispatch::v1::GetIncidentRequest request;
    request.set_name(name);
    return must(*world().doors.stub<DispatchService>(), &DispatchService::Stub::GetIncident,
                request, world().doors.as(kDispatcher))
        .incident();
}

Incident confirm_suspicion(const std::string& node) {
    dispatch::v1::ListIncidentsRequest list;
    list.set_state("suspected");
    list.set_node(node);
    const auto suspected =
        must(*world().doors.stub<DispatchService>(), &DispatchService::Stub::ListIncidents, list,
             world().doors.as(kDispatcher));
    REQUIRE(suspected.incidents_size() == 1);
    dispatch::v1::ConfirmIncidentRequest confirm;
    confirm.set_request_id(unique("confirm"));
    confirm.set_name(suspected.incidents(0).name());
    confirm.set_etag(suspected.incidents(0).etag());
    return must(*world().doors.stub<DispatchService>(), &DispatchService::Stub::ConfirmIncident,
                confirm, world().doors.as(kDispatcher))
        .incident();
}

void restore(const Incident& head, const std::string& node) {
    dispatch::v1::RestoreNodesRequest restore;
    restore.set_request_id(unique("restore"));
    restore.set_name(head.name());
    restore.add_nodes(node);
    *restore.mutable_observed_time() = rpc::to_proto(world().doors.now());
    must(*world().doors.stub<DispatchService>(), &DispatchService::Stub::RestoreNodes, restore,
         world().doors.as(kDispatcher));
}

/// True when the row tells of it, as contact's own fact or as another owner's.
bool tells(const contact::v1::TimelineRow& row, const std::string& type) {
    return row.type() == type || std::ranges::any_of(row.details(), [&](const auto& detail) {
               return detail.key() == "source_type" && detail.value() == type;
           });
}

/// Waits until the request's timeline tells of it.
void told(const std::string& request, const std::string& type) {
    INFO(type << " for " << request);
    CHECK(testkit::eventually([&] {
        const auto whole = world().story.request(request);
        return std::ranges::any_of(whole.timeline(),
                                   [&](const auto& row) { return tells(row, type); });
    }));
}

bool in_state(const std::string& name, const std::string& state) {
    return testkit::eventually([&] { return incident(name).state() == state; });
}

TEST_CASE("one crew restores all who are behind one fault; who is still out goes its own way",
          "[cap-A16][case-F2]") {
    const auto& story = world().story;
    const auto homes = neighbours(3);
    const auto node = homes[0].node;
    std::vector<std::string> requests;
    for (const auto& home : homes) {
        requests.push_back(story.report_by_phone(home, unique("f2")).service_request().name());
        CHECK(story.order_of(requests.back()).state() == "assigned");
    }
    const auto head = confirm_suspicion(node);
    CHECK(head.member_count() == 3);
    const auto lead = story.order(head.work_order());
    for (const auto& request : requests)
        told(request, request == lead.request() ? "IncidentConfirmed" : "WorkOrderFolded");

    const auto device = unique("device");
    story.push(lead, device, {"accept", "en_route", "on_site"});
    for (const auto& request : requests)
        told(request, "CrewOnSite");
    restore(head, node);
    CHECK(in_state(head.name(), "restored"));
    story.push(lead, device, {"done"}, 4);
    for (const auto& request : requests)
        told(request, "SupplyRestored");
    CHECK(incident(head.name()).state() == "restored");

    // One of the three is still out: a crew of its own at once, and nobody waits for it.
    const auto out = requests[2] == lead.request() ? requests[1] : requests[2];
    story.complete_step(out, "verify", "still_out");
    const auto again = story.order_of(out);
    CHECK(again.attempt() == 2);
    CHECK(again.incident().empty());
    CHECK(again.state() == "assigned");
    CHECK(incident(head.name()).member_count() == 2);
    for (const auto& request : requests) {
        if (request == out) continue;
        CHECK(incident(head.name()).state() == "restored");
        story.complete_step(request, "verify", "supply_back");
    }
    CHECK(in_state(head.name(), "closed"));
    for (const auto& request : requests) {
        if (request == out) continue;
        story.complete_step(request, "callback", "satisfied", 5);
        told(request, "RequestClosed");
    }
    const std::string story_of_incident =
        "SELECT string_agg(substring(type from '[^.]+$'), ' ' ORDER BY version) FROM history WHERE "
        "type NOT LIKE '%ForecastChanged' AND key = '" +
        head.uid() + "'";
    CHECK(world().suite.value("dispatch", story_of_incident) ==
          "IncidentSuspected IncidentGrown IncidentConfirmed NodesRestored IncidentRestored "
          "IncidentSplit IncidentVerified IncidentClosed");

    told(out, "IncidentSplit");
    story.finish(out);
    CHECK(incident(head.name()).state() == "closed");
}

}  // namespace
