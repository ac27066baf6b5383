#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using testkit::eventually;

std::string promised(const contact::v1::Answer& answer) {
    return answer.promise().ShortDebugString();
}

TEST_CASE("phone, web and SMS tell the same request and the same promise", "[cap-A12]") {
    const auto& story = world().story;
    const auto home = household(world().suite, 1);
    const auto phone = story.report_by_phone(home, unique("a12"));
    REQUIRE(phone.outcome() == "opened");
    REQUIRE(phone.has_promise());
    const auto web = story.report_by_web(home, unique("a12"));
    const auto sms = story.report_by_sms(home, unique("a12"), "1");  // asks how it stands
    CHECK(web.outcome() == "joined");
    for (const auto& answer : {web, sms}) {
        CHECK(answer.service_request().name() == phone.service_request().name());
        CHECK(answer.service_request().number() == phone.service_request().number());
        CHECK(promised(answer) == promised(phone));
        CHECK(answer.text_zh().find(phone.service_request().number()) != std::string::npos);
    }
    story.finish(phone.service_request().name());
}

TEST_CASE("a call identifies the customer, opens the ticket and keeps its recording", "[cap-A14]") {
    const auto& story = world().story;
    const auto& doors = world().doors;
    const auto home = household(world().suite, 2);
    const auto id = unique("a14");
    const auto offered = story.record(story.event("phone", id, "offered", home));
    CHECK(offered.identity().preselected() == home.premise);
    REQUIRE(offered.identity().parties_size() == 1);
    CHECK(offered.identity().parties(0).party() == home.party);
    CHECK(offered.interaction().draft());

    // The desk watches, and has the new ticket pushed to it.
    testkit::Process desk{"curl",
                          {{"-sN", "-H", "Authorization: Bearer " + doors.edge_token(kAgent),
                            world().suite.setting("HEARTH_GATEWAY_URL") + "/v1/stream"},
                           {}}};
    REQUIRE(eventually([&] { return desk.output().find("Connected") != std::string::npos; }));
    const auto answer = story.report_by_phone(home, id);
    CHECK(answer.outcome() == "opened");
    CHECK(answer.service_request().first_agent() == kAgent.id);
    CHECK(eventually(
        [&] { return desk.output().find(answer.service_request().uid()) != std::string::npos; }));

    contact::v1::CompleteInteractionRequest complete;
    complete.set_request_id(unique("complete"));
    complete.set_name(offered.interaction().name());
    contact::v1::GetInteractionRequest get;
    get.set_name(complete.name());
    const auto before = must(*doors.stub<ContactService>(), &ContactService::Stub::GetInteraction,
                             get, doors.as(kAgent))
                            .interaction();
    complete.set_etag(before.etag());
    complete.set_reason("report");
    complete.set_outcome("opened");
    must(*doors.stub<ContactService>(), &ContactService::Stub::CompleteInteraction, complete,
         doors.as(kAgent));
    auto recording = story.event("phone", id, "recording", home);
    recording.set_recording("recordings/" + id + ".wav");
    story.record(recording);

    const auto after = must(*doors.stub<ContactService>(), &ContactService::Stub::GetInteraction,
                            get, doors.as(kAgent))
                           .interaction();
    CHECK_FALSE(after.draft());
    CHECK(after.request() == answer.service_request().name());
    CHECK(after.party() == home.party);
    CHECK(after.recording() == recording.recording());
    CHECK(after.agent() == kAgent.id);
    story.finish(answer.service_request().name());
}

TEST_CASE("every contact is one kind of record", "[cap-A19]") {
    const auto& story = world().story;
    const auto& doors = world().doors;
    const auto home = household(world().suite, 4);
    const auto name = story.report_by_phone(home, unique("a19")).service_request().name();
    story.report_by_web(home, unique("a19"));
    story.report_by_sms(home, unique("a19"));

    contact::v1::ListInteractionsRequest list;
    list.set_request(name);
    const auto all = must(*doors.stub<ContactService>(), &ContactService::Stub::ListInteractions,
                          list, doors.as(kAgent));
    std::set<std::string> channels;
    for (const auto& interaction : all.interactions()) {
        channels.insert(interaction.channel());
        CHECK(interaction.request() == name);
        CHECK(interaction.party() == home.party);
        CHECK(interaction.reason() == "report");
        CHECK_FALSE(interaction.outcome().empty());
        CHECK(interaction.has_observed_time());
    }
    CHECK(channels == std::set<std::string>{"phone", "sms", "web"});
    CHECK(story.request(name).service_request().report_count() == 3);
    story.finish(name);
}

/// What the conformance kit asks of every adapter, here of the gateway as it runs.
void conforms(const std::string& path, const std::string& good, const http::Fields& headers,
              const std::string& bad) {
    auto& doors = world().doors;
    INFO(path);
    const auto first = doors.http_raw("POST", path, headers, good);
    INFO(first.body);
    CHECK(first.status / 100 == 2);
    CHECK(doors.http_raw("POST", path, headers, good).body == first.body);
    auto other = headers;
    if (other.contains("Idempotency-Key")) other["Idempotency-Key"] = unique("a43");
    const auto refused = doors.http_raw("POST", path, other, bad);
    CHECK(refused.status == 400);
    CHECK(refused.json.contains("reason"));
    const auto large = doors.http_raw("POST", path, other, std::string(1 << 20, 'x'));
    CHECK(large.status == 413);
}

TEST_CASE("every channel speaks through one adapter to one interface", "[cap-A43]") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto home = household(world.suite, 13);
    const Json call{
        {"event", "ring"}, {"callId", unique("a43")}, {"from", home.phone}, {"to", "95598"}};
    conforms("/channels/cti/events", call.dump(), {{"Content-Type", "application/json"}},
             Json{{"event", "sing"}, {"callId", "1"}}.dump());
    const Json form{{"class", "enquiry"}, {"phone", home.phone}, {"words", "营业时间?"}};
    conforms("/channels/web/reports", form.dump(),
             {{"Content-Type", "application/json"}, {"Idempotency-Key", unique("a43")}},
             Json{{"klass", "enquiry"}}.dump());
    conforms("/channels/sms/kannel?id=" + http::percent_encode(unique("a43")), "进度",
             {{"Content-Type", "text/plain; charset=UTF-8"},
              {"X-Kannel-From", home.phone},
              {"X-Kannel-To", "95598"}},
             "\xff\xfe\xfd");

    // A channel that did not exist before is one more caller of the same command.
    auto counter = story.event("hall", unique("a43"), "message", home);
    counter.mutable_report()->set_class_("no_supply.electricity");
    counter.mutable_report()->set_premise(home.premise);
    const auto answer = story.record(counter).answer();
    CHECK(answer.outcome() == "opened");
    story.finish(answer.service_request().name());
}

TEST_CASE("all roads end in one request", "[cap-A47]") {
    auto& world = e2e::world();
    const auto home = household(world.suite, 6);
    const auto first = world.story.report_by_sms(home, unique("a47"));
    REQUIRE(first.has_service_request());
    const auto name = first.service_request().name();
    CHECK(world.story.report_by_web(home, unique("a47")).service_request().name() == name);
    CHECK(world.story.report_by_phone(home, unique("a47")).service_request().name() == name);
    world.story.finish(name);

    // Work for a request that contact does not have would be a ticket of its own.
    quiesce(world.suite);
    const auto requests =
        world.suite.query("contact", "SELECT DISTINCT key FROM history WHERE topic = '" +
                                         std::string{manifest::contact::kServiceRequest} + "'");
    std::set<std::string> known;
    for (const auto& row : requests)
        known.insert("serviceRequests/" + row[0]);
    dispatch::v1::ListWorkOrdersRequest list;
    list.set_page_size(1000);
    const auto orders =
        must(*world.doors.stub<DispatchService>(), &DispatchService::Stub::ListWorkOrders, list,
             world.doors.as(kDispatcher));
    CHECK(orders.work_orders_size() > 0);
    for (const auto& order : orders.work_orders())
        CHECK(known.contains(order.request()));
}

TEST_CASE("danger told in a form about something else is answered at once and left to a person") {
    auto& world = e2e::world();
    const std::string key = unique("danger");
    const Json form{{"class", "enquiry"}, {"words", "请问营业时间。门口电线断，电火花四溅"}};
    const auto answer = world.doors.http_raw(
        "POST", "/channels/web/reports",
        {{"Content-Type", "application/json"}, {"Idempotency-Key", key}}, form.dump());
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    CHECK(answer.json.at("textZh").get<std::string>().find("离断线8米以上") != std::string::npos);
    CHECK(world.suite.value("contact",
                            "SELECT draft AND call_back_at IS NOT NULL FROM interaction WHERE "
                            "message_id = '" +
                                key + "'") == "t");
    const auto found = world.doors.http(
        "GET", "/v1/serviceRequests/" + answer.json.at("number").get<std::string>(), kAgent);
    REQUIRE(found.status == 200);
    CHECK(found.json.at("serviceRequest").at("hazard") == "HAZARD_NONE");
    // What can be ended is no hazard.
    contact::v1::WithdrawRequestRequest withdraw;
    withdraw.set_name(found.json.at("serviceRequest").at("name").get<std::string>());
    withdraw.set_etag(found.json.at("serviceRequest").at("etag").get<std::string>());
    withdraw.set_reason("tested");
    must(*world.doors.stub<ContactService>(), &ContactService::Stub::WithdrawRequest, withdraw,
         world.doors.as(kAgent));
}

}  // namespace
