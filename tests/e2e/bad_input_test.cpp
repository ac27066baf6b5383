#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::letters;
using e2e::world;
using testkit::eventually;

/// The number of changes a service ever committed.
std::string changes(const std::string& service) {
    return world().suite.value(service, "SELECT count(*) FROM history");
}

bool names_field(const Error& error, const std::string& field) {
    return std::ranges::any_of(error.fields, [&](const auto& at) {
        return at.field == field && !at.reason.empty() && !at.message.empty();
    });
}

TEST_CASE("bad input by gRPC names the field and changes nothing") {
    auto& doors = world().doors;
    quiesce(world().suite);
    const auto before = changes("contact");
    contact::v1::OpenRequestRequest open;
    open.set_request_id(unique("bad"));
    open.mutable_report()->set_class_("no_supply.electricity");
    open.mutable_report()->set_premise("premises/nowhere");
    const auto refused = rpc::call(*doors.stub<ContactService>(),
                                   &ContactService::Stub::OpenRequest, open, doors.as(kAgent));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::kInvalidArgument);
    CHECK(names_field(refused.error(), "report.premise"));
    open.mutable_report()->set_class_("no_supply.steam");
    open.mutable_report()->set_premise(household(world().suite, 14).premise);
    const auto unknown = rpc::call(*doors.stub<ContactService>(),
                                   &ContactService::Stub::OpenRequest, open, doors.as(kAgent));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == Code::kInvalidArgument);
    CHECK(names_field(unknown.error(), "report.class"));

    contact::v1::RecordInteractionRequest record;
    const auto empty =
        rpc::call(*doors.stub<ContactService>(), &ContactService::Stub::RecordInteraction, record,
                  doors.as(kChannel));
    REQUIRE_FALSE(empty);
    CHECK(empty.error().code == Code::kInvalidArgument);
    for (const char* field : {"request_id", "channel", "message_id", "event"})
        CHECK(names_field(empty.error(), field));
    CHECK(changes("contact") == before);
}

TEST_CASE("who may not, and who is unknown, changes nothing") {
    auto& doors = world().doors;
    contact::v1::OpenRequestRequest open;
    open.set_request_id(unique("bad"));
    const auto stranger =
        rpc::call(*doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, open,
                  {Deadline::after(2s), ""});
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error().code == Code::kUnauthenticated);
    const auto crew_member =
        rpc::call(*doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, open,
                  doors.as(crew("C01")));
    REQUIRE_FALSE(crew_member);
    CHECK(crew_member.error().code == Code::kPermissionDenied);
}

TEST_CASE("bad input by HTTP names the field with the right status and changes nothing") {
    auto& doors = world().doors;
    quiesce(world().suite);
    const auto before = changes("contact");
    const auto key = [] { return http::Fields{{"Idempotency-Key", unique("bad")}}; };

    auto wrong = doors.http("POST", "/v1/serviceRequests", kAgent,
                            {{"report", {{"klass", "x"}, {"premise", 7}}}}, key());
    CHECK(wrong.status == 400);
    CHECK(wrong.headers.at("Content-Type").starts_with("application/problem+json"));
    CHECK(wrong.body.find("report.klass") != std::string::npos);
    CHECK(wrong.body.find("report.premise") != std::string::npos);

    CHECK(doors.http("GET", "/v1/serviceRequests/00000000-0000-7000-8000-000000000000", kAgent)
              .status == 404);
    CHECK(doors.http("GET", "/v1/nothing", kAgent).status == 404);
    CHECK(doors.http("DELETE", "/v1/serviceRequests", kAgent).status == 405);
    CHECK(
        doors.http_raw("GET", "/v1/serviceRequests", {{"Authorization", "Bearer x"}}, "").status ==
        401);
    CHECK(doors.http("POST", "/v1/roster:import", kAgent, {{"agents", Json::array()}}, key())
              .status == 403);
    const auto large = doors.http("POST", "/v1/serviceRequests", kAgent,
                                  {{"report", {{"words", std::string(5 << 20, 'x')}}}}, key());
    CHECK(large.status == 413);
    const auto cut = doors.http_raw("POST", "/channels/web/reports",
                                    {{"Idempotency-Key", unique("bad")}}, "{\"class\":");
    CHECK(cut.status == 400);
    CHECK(changes("contact") == before);
}

TEST_CASE("bad rows of a file are named, and the rest goes in") {
    auto& suite = world().suite;
    quiesce(suite);
    const testkit::TempDir town;
    std::ofstream{town.path() / "party.csv"}
        << "code,kind,name_zh,name_en,party_class,language,needs\n"
        << "PT-900001,person,王芳,Fang Wang,general,zh-CN,\n"
        << "PT-900002,robot,王二,Er Wang,general,zh-CN,\n"
        << "PT-900003,person,王三,San Wang,general,klingon,\n";
    const auto before = std::stol(changes("registry"));

    const auto dry =
        ctl(suite, {"registry", "import", town.path().string(), "--dry-run", "--json"});
    INFO(dry.out + dry.err);
    CHECK(dry.status == 1);
    CHECK(std::stol(changes("registry")) == before);

    const auto real = ctl(suite, {"registry", "import", town.path().string(), "--json"});
    CHECK(real.status == 1);
    for (const auto* word : {"party.csv", "kind", "language"})
        CHECK(real.out.find(word) != std::string::npos);
    const auto after = std::stol(changes("registry"));
    CHECK(after > before);
    CHECK(ctl(suite, {"registry", "import", town.path().string(), "--json"}).status == 1);
    CHECK(std::stol(changes("registry")) == after);
}

/// An event of the registry about a party that nobody knows, as it should be or not.
kafka::Record party_event(const std::string& key, int version, const std::string& payload) {
    return {manifest::registry::kParty,
            key,
            payload,
            {{"ce_id", to_string(new_uuid(hearth::Clock{}.now()))},
             {"ce_type", "hearth.registry.events.v1.PartyChanged"},
             {"ce_source", "registry"},
             {"ce_time", "2026-12-01T02:00:00Z"},
             {"tenant", "1"},
             {"version", std::to_string(version)},
             {"traceparent", ""}}};
}

TEST_CASE("a poison event is set aside with its reason, its key waits, the rest flows") {
    auto& world = e2e::world();
    const auto key = to_string(new_uuid(hearth::Clock{}.now()));
    registry::events::v1::PartyChanged good;
    good.mutable_party()->set_name("parties/" + key);
    good.mutable_party()->set_uid(key);
    good.mutable_party()->set_language("en");
    good.mutable_party()->set_party_class(registry::v1::PARTY_CLASS_GENERAL);
    const std::vector<kafka::Record> records{party_event(key, 1, "\xff\xff garbage"),
                                             party_event(key, 2, good.SerializeAsString())};
    world.doors.write_topic(records);
    Json waiting;
    REQUIRE(eventually([&] { return !(waiting = letters(key)).empty(); }, 20s));
    const auto letter = waiting[0];
    CHECK_FALSE(letter["reason"].get<std::string>().empty());
    CHECK(eventually([&] {
        return letters(key)[0].value("parked", Json{}) == 1 ||
               letters(key)[0].value("parked", Json{}) == "1";
    }));

    // Other customers' events go on.
    const auto reported = world.story.report_by_web(household(world.suite, 12), unique("poison"));
    (void)world.story.order_of(reported.service_request().name());

    const std::string id = letter["id"];
    const auto shown = ctl(world.suite, {"dead-letters", "show", id, "--json"});
    CHECK(shown.status == 0);
    CHECK(ctl(world.suite, {"dead-letters", "replay", id}).status != 0);  // still as bad as before
    CHECK(letters(key).size() == 1);
    CHECK(ctl(world.suite, {"dead-letters", "skip", id}).status == 2);  // a reason is asked for
    const auto skipped =
        ctl(world.suite, {"dead-letters", "skip", id, "--reason", "never sent by us"});
    INFO(skipped.err);
    CHECK(skipped.status == 0);
    CHECK(letters(key).empty());
    CHECK(world.suite.value("contact",
                            "SELECT max(version) FROM inbox WHERE key = '" + key + "'") == "2");
    world.story.finish(reported.service_request().name());
}

}  // namespace
