#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

Json new_party(const std::string& code, const std::string& name) {
    return {{"party",
             {{"code", code},
              {"kind", "PARTY_KIND_PERSON"},
              {"nameZh", name},
              {"partyClass", "PARTY_CLASS_GENERAL"},
              {"language", "zh-CN"}}},
            {"contactPoints",
             Json::array({{{"kind", "CONTACT_POINT_KIND_PHONE"}, {"value", "+8613900001234"}}})}};
}

TEST_CASE("a customer is created, read and changed, and every change is kept", "[cap-A1]") {
    auto& doors = world().doors;
    const auto code =
        "PT-" + std::to_string(std::hash<std::string>{}(unique("a1")) % 1'000'000'000);
    const auto created = doors.http("POST", "/v1/parties", kAgent, new_party(code, "张伟"),
                                    {{"Idempotency-Key", code}});
    INFO(created.body);
    REQUIRE(created.status == 200);
    const std::string name = created.json["party"]["name"];

    // The same again is the same customer.
    const auto again = doors.http("POST", "/v1/parties", kAgent, new_party(code, "张伟"),
                                  {{"Idempotency-Key", code}});
    CHECK(again.body == created.body);

    const auto read = doors.http("GET", "/v1/" + name, kAgent);
    REQUIRE(read.status == 200);
    CHECK(read.json["party"]["nameZh"] == "张伟");
    CHECK(read.json["contactPoints"]["points"][0]["value"] == "+8613900001234");

    const auto etag = created.json["party"]["etag"].get<std::string>();
    const auto changed =
        doors.http("PATCH", "/v1/" + name, kLead, {{"nameZh", "张伟明"}},
                   {{"If-Match", "\"" + etag + "\""}, {"Idempotency-Key", code + "-2"}});
    INFO(changed.body);
    REQUIRE(changed.status == 200);
    CHECK(changed.json["party"]["nameZh"] == "张伟明");
    const auto stale =
        doors.http("PATCH", "/v1/" + name, kLead, {{"nameZh", "王"}},
                   {{"If-Match", "\"" + etag + "\""}, {"Idempotency-Key", code + "-3"}});
    CHECK((stale.status == 409 || stale.status == 412));

    registry::v1::ListChangesRequest list;
    list.set_name(name);
    const auto history = must(*doors.stub<RegistryService>(), &RegistryService::Stub::ListChanges,
                              list, doors.as(kLead));
    CHECK(history.changes_size() >= 2);
    CHECK(std::ranges::any_of(history.changes(), [](const auto& change) {
        return change.actor() == kLead.id && change.has_time() &&
               std::ranges::any_of(change.fields(), [](const auto& field) {
                   return field.old_value().find("张伟") != std::string::npos &&
                          field.new_value().find("张伟明") != std::string::npos;
               });
    }));
}

bool finds(const std::string& query, const Household& home) {
    registry::v1::SearchRequest request;
    request.set_query(query);
    auto& doors = world().doors;
    const auto answer = must(*doors.stub<RegistryService>(), &RegistryService::Stub::Search,
                             request, doors.as(kAgent));
    return std::ranges::any_of(answer.hits(), [&](const auto& hit) {
        return hit.party() == home.party || hit.premise() == home.premise ||
               hit.name() == home.party || hit.name() == home.premise;
    });
}

TEST_CASE("one call finds a customer by phone, meter, account, address or name", "[cap-A116]") {
    const auto home = household(world().suite, 2);
    for (const auto& query : {home.phone, home.phone.substr(3), home.meter, home.account,
                              home.address, home.name, home.code}) {
        INFO(query);
        CHECK(finds(query, home));
    }
    const auto found =
        world().doors.http("GET", "/v1/search?query=" + http::percent_encode(home.account), kAgent);
    REQUIRE(found.status == 200);
    CHECK(found.json["hits"].size() >= 1);

    // And all that a call screen needs, by the caller's number.
    const auto screen = world().doors.http(
        "GET", "/v1/callers:identify?phone=" + http::percent_encode(home.phone), kAgent);
    INFO(screen.body);
    REQUIRE(screen.status == 200);
    const auto& identity = screen.json["identity"];
    CHECK(identity["preselected"] == home.premise);
    CHECK(identity["why"] == "ONE_PARTY_ONE_PREMISE");
    CHECK(identity["parties"][0]["party"] == home.party);
    const auto& supplies = identity["premises"][0]["supplies"];
    CHECK(supplies.size() == 3);
    CHECK(std::ranges::all_of(supplies, [](const auto& supply) { return supply["on"] == true; }));
}

}  // namespace
