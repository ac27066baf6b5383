#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/ids.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {
namespace {

constexpr Instant kNow{std::chrono::microseconds{1'772'503'200'000'000}};

Party person() {
    Party party;
    party.id = named_uuid("party", "PT-1");
    party.number = 1000;
    party.kind = PartyKind::kPerson;
    party.name_zh = "王秀英";
    party.version = 3;
    complete(party);
    return party;
}

std::vector<std::string> reasons(const Violations& found) {
    std::vector<std::string> all;
    for (const auto& violation : found)
        all.push_back(violation.field + " " + violation.reason);
    return all;
}
using Reasons = std::vector<std::string>;

}  // namespace

TEST_CASE("a party needs a kind and one name; each wrong field is named") {
    CHECK(check(person()).empty());
    Party party = person();
    party.kind = PartyKind::kUnspecified;
    party.name_zh.clear();
    party.language = "fr";
    party.needs = {"alone", "tea"};
    CHECK(reasons(check(party)) == Reasons{"kind REQUIRED", "name_zh REQUIRED",
                                           "language UNKNOWN_WORD", "needs[1] UNKNOWN_WORD"});
    party = person();
    party.name_en = std::string(201, 'x');
    CHECK(reasons(check(party)) == Reasons{"name_en TOO_LONG"});
    party.name_en = "a\tb";
    CHECK(reasons(check(party)) == Reasons{"name_en CONTROL_CHARACTER"});
    party.name_en = std::string(200, 'x');
    CHECK(check(party).empty());
}

TEST_CASE("an update takes the named fields only, and equal content is no change") {
    Party wanted = person();
    wanted.name_zh = "王秀";
    wanted.needs = {"deaf", "alone", "deaf"};
    auto changed = updated(person(), wanted, {"needs"}, kNow);
    REQUIRE(changed);
    CHECK(changed->needs == std::vector<std::string>{"alone", "deaf"});
    CHECK(changed->name_zh == "王秀英");
    CHECK(changed->version == 4);
    CHECK(changed->updated_at == kNow);
    changed = updated(person(), person(), {"needs", "name_zh", "kind"}, kNow);
    REQUIRE(changed);
    CHECK(changed->version == 3);
    CHECK(changed->updated_at != kNow);
}

TEST_CASE("an update that is wrong says which field") {
    CHECK(updated(person(), person(), {}, kNow).error().fields[0].reason == "REQUIRED");
    CHECK(updated(person(), person(), {"number"}, kNow).error().fields[0].reason ==
          "CANNOT_CHANGE");
    Party wanted = person();
    wanted.name_zh.clear();
    CHECK(updated(person(), wanted, {"name_zh"}, kNow).error().fields[0].field == "name_zh");
}

TEST_CASE("contact points are numbers or addresses, each once, at most twenty") {
    const ContactPoint phone{ContactPointKind::kPhone, "+8613800138000", "mobile", true};
    CHECK(check(std::vector{phone}).empty());
    std::vector<ContactPoint> points{phone, phone, {ContactPointKind::kEmail, "no", "", false}, {}};
    CHECK(reasons(check(points)) == Reasons{"points[1].value DUPLICATE",
                                            "points[2].value BAD_EMAIL",
                                            "points[3].kind REQUIRED"});
    points.assign(21, phone);
    CHECK(check(points).front().reason == "TOO_MANY");
    for (const char* bad : {"a@b", "@b.c", "a@b.", "a b@c.d", "a@@b.c", "a@.c"}) {
        INFO(bad);
        CHECK(check(ContactPoint{ContactPointKind::kEmail, bad, "", false}).size() == 1);
    }
    CHECK(check(ContactPoint{ContactPointKind::kPhone, "13800138000", "", false}).size() == 1);
}

TEST_CASE("supply is ordered for a cause that fits, once") {
    ServicePoint point;
    point.version = 7;
    auto off = supply_commanded(point, false, "safety", "agents/A0001", kNow);
    REQUIRE(off);
    CHECK(off->version == 8);
    CHECK_FALSE(off->supply.on);
    CHECK(off->supply.since == kNow);
    auto again = supply_commanded(*off, false, "safety", "agents/A0002", kNow);
    REQUIRE(again);
    CHECK(again->version == 8);
    CHECK(again->supply.actor == "agents/A0001");
    CHECK(supply_commanded(point, true, "arrears", "x", kNow).error().fields[0].reason ==
          "WRONG_CAUSE");
    CHECK(supply_commanded(point, false, "connected", "x", kNow).error().fields[0].reason ==
          "WRONG_CAUSE");
    CHECK(supply_commanded(point, false, "whim", "x", kNow).error().fields[0].reason ==
          "UNKNOWN_WORD");
}

TEST_CASE("nodes carry their own commodity; coordinates and days are real ones") {
    NetworkNode node;
    node.id = named_uuid("network_node", "TX-1");
    node.code = "TX-1";
    node.kind = "transformer";
    node.commodity = Commodity::kGas;
    node.title_zh = "x";
    node.location = {91, -181};
    CHECK(reasons(check(node)) ==
          Reasons{"commodity WRONG_COMMODITY", "latitude OUT_OF_RANGE", "longitude OUT_OF_RANGE"});
    Agreement agreement;
    agreement.code = "AG-1";
    agreement.start_on = "2026-02-29";
    CHECK(reasons(check(agreement)) == Reasons{"start_on BAD_DATE"});
    agreement.start_on = "2024-02-29";
    agreement.end_on = "2024-02-28";
    CHECK(reasons(check(agreement)) == Reasons{"end_on ENDS_BEFORE_START"});
    agreement.end_on = "2024-02-29";
    CHECK(check(agreement).empty());
}

TEST_CASE("resource names are read as they are written") {
    rc::check("any id", [] {
        const auto bytes =
            *rc::gen::container<std::array<std::uint8_t, 16>>(rc::gen::arbitrary<std::uint8_t>());
        const Uuid id{bytes};
        for (const Noun noun : {Noun::kParty, Noun::kContacts, Noun::kPremise, Noun::kDevice,
                                Noun::kNetworkNode, Noun::kServicePoint}) {
            const auto back = require_name(noun, resource_name(noun, id), "name");
            RC_ASSERT(back.has_value());
            RC_ASSERT(*back == id);
        }
    });
    for (const char* bad :
         {"", "parties/", "parties/x", "premises/018bcfe5-687b-7000-8000-000000000000"})
        CHECK(require_name(Noun::kParty, bad, "name").error().fields[0].field == "name");
    CHECK(imported_id(1, Noun::kPremise, "PR-1") == named_uuid("premise", "PR-1"));
    CHECK(imported_id(2, Noun::kPremise, "PR-1") != named_uuid("premise", "PR-1"));
}

}  // namespace hearth::registry
