#include <algorithm>

#include "services/registry/tests/process.hpp"

namespace hearth::registry {
namespace {

std::vector<std::string> find(const std::string& text) {
    v1::SearchRequest request;
    request.set_query(text);
    std::vector<std::string> hits;
    const auto answer = registry().must(&Stub::Search, request);
    for (const auto& hit : answer.hits())
        hits.push_back(hit.kind() + " " + hit.title_zh() + " | " + hit.title_en());
    return hits;
}

v1::LookupCallerResponse look_up(const std::string& phone) {
    v1::LookupCallerRequest request;
    request.set_phone(phone);
    return registry().must(&Stub::LookupCaller, request);
}

void load(const std::string& mark) {
    run_import(registry(), stage(registry(), street(mark)), false);
}

using Hits = std::vector<std::string>;

}  // namespace

TEST_CASE("one call finds by phone, meter, account, address and name, in both scripts") {
    load("6001");
    const Hits party{"party 欧阳6001 | Zhen Ouyang"};
    CHECK(find("欧阳6001") == party);
    CHECK(find("13800006001") == party);
    CHECK(find("+86 138-0000-6001") == party);
    CHECK(find("138 0000 6001") == party);
    CHECK(find("m6001@example.com") == party);
    CHECK(find("E776001") ==
          Hits{"device 梧桐街6001号1栋2单元301室 E776001 | Elm Court, 6001 Wutong "
               "Street, 1-2-301 E776001"});
    CHECK(find("27996001") == Hits{"account 欧阳6001 27996001 | Zhen Ouyang 27996001"});
    const Hits place{"premise 梧桐街6001号1栋2单元301室 | Elm Court, 6001 Wutong Street, 1-2-301"};
    CHECK(find("梧桐街6001号1栋2单元301") == place);
    CHECK(find("elm court 6001") == place);
    CHECK(find("PR-6001") == place);
    CHECK(find("elm court 6001 nowhere").empty());
    CHECK_FALSE(find("zhen ouyang").empty());
}

TEST_CASE("a hit leads to its party and premise") {
    load("6002");
    v1::SearchRequest request;
    for (const char* text : {"E776002", "27996002", "13800006002", "梧桐街6002号"}) {
        request.set_query(text);
        const auto hits = registry().must(&Stub::Search, request).hits();
        INFO(text);
        REQUIRE(hits.size() == 1);
        CHECK(hits[0].party() == name_of("parties", "party", "PT-6002"));
        CHECK(hits[0].premise() == name_of("premises", "premise", "PR-6002"));
    }
}

TEST_CASE("after a change only the new name and number find it") {
    load("6003");
    v1::GetPartyRequest get;
    get.set_name(name_of("parties", "party", "PT-6003"));
    auto party = registry().must(&Stub::GetParty, get);
    v1::UpdatePartyRequest update;
    update.set_request_id(fresh_id());
    *update.mutable_party() = party.party();
    update.mutable_party()->set_name_zh("慕容6003");
    update.mutable_update_mask()->add_paths("name_zh");
    registry().must(&Stub::UpdateParty, update);
    CHECK(find("欧阳6003").empty());
    CHECK(find("慕容6003").size() == 1);
    v1::SetContactPointsRequest set;
    set.set_request_id(fresh_id());
    set.set_party(get.name());
    set.set_etag("3");
    auto& phone = *set.add_points();
    phone.set_kind(v1::CONTACT_POINT_KIND_PHONE);
    phone.set_value("0715-8166003");
    registry().must(&Stub::SetContactPoints, set);
    CHECK(find("13800006003").empty());
    CHECK(find("07158166003").size() == 1);
    CHECK(look_up("13800006003").callers().empty());
    CHECK(look_up("0715 816 6003").callers_size() == 1);
}

TEST_CASE("a wrong query names its field") {
    v1::SearchRequest request;
    const auto error = [&] { return told(registry().call(&Stub::Search, request).error())[0]; };
    CHECK(error() == "query REQUIRED");
    request.set_query("。,");
    CHECK(error() == "query NOTHING_TO_FIND");
    request.set_query("x");
    request.set_page_size(-1);
    CHECK(error() == "page_size NEGATIVE");
    v1::LookupCallerRequest caller;
    caller.set_phone("withheld");
    CHECK(told(registry().call(&Stub::LookupCaller, caller).error())[0] == "phone BAD_PHONE");
    v1::ListChangesRequest changes;
    CHECK(told(registry().call(&Stub::ListChanges, changes).error())[0] == "name REQUIRED");
    changes.set_name("bills/1");
    CHECK(told(registry().call(&Stub::ListChanges, changes).error())[0] == "name BAD_NAME");
    changes.set_name("parties/018bcfe5-687b-7000-8000-000000000000");
    CHECK(registry().call(&Stub::ListChanges, changes).error().code == Code::kNotFound);
}

TEST_CASE("a caller comes with all a call screen shows") {
    Files files = street("6004");
    files["agreement.csv"].push_back("AG-6004b,AC-6004,SE-6004,2001-01-01,2002-01-01");
    run_import(registry(), stage(registry(), files), false);
    const auto answer = look_up("138-0000-6004");
    CHECK(answer.phone() == "+8613800006004");
    CHECK(answer.premise_count() == 1);
    REQUIRE(answer.callers_size() == 1);
    const auto& caller = answer.callers(0);
    CHECK(caller.party().name_zh() == "欧阳6004");
    CHECK(caller.contact_points().points_size() == 2);
    CHECK(caller.accounts(0).number() == "27996004");
    CHECK(caller.agreements_size() == 1);
    CHECK(caller.premises(0).code() == "PR-6004");
    CHECK(caller.service_points(0).supply().on());
    CHECK(look_up("13900000000").callers().empty());
}

TEST_CASE("changes come newest first, page by page, with what differs") {
    Files files = street("6005");
    for (const char* place : {"rural", "remote", "city"}) {
        files["premise.csv"][1] = "PR-6005,梧桐街6005号,,1,2,301,30.1,114.2," + std::string{place};
        run_import(registry(), stage(registry(), files), false);
    }
    v1::ListChangesRequest request;
    request.set_name(name_of("premises", "premise", "PR-6005"));
    request.set_page_size(2);
    const auto first = registry().must(&Stub::ListChanges, request);
    REQUIRE(first.changes_size() == 2);
    CHECK(first.changes(0).version() == 3);
    REQUIRE(first.changes(0).fields_size() == 1);
    CHECK(first.changes(0).fields(0).field() == "place_class");
    CHECK(first.changes(0).fields(0).old_value() == "\"remote\"");
    CHECK(first.changes(0).fields(0).new_value() == "\"city\"");
    CHECK(first.changes(0).resource() == request.name());
    CHECK(first.changes(0).actor() == "operators/T1");
    request.set_page_token(first.next_page_token());
    const auto second = registry().must(&Stub::ListChanges, request);
    REQUIRE(second.changes_size() == 1);
    CHECK(second.changes(0).type() == "PremiseCreated");
    CHECK(second.next_page_token().empty());
    request.set_name(name_of("devices", "device", "MT-6005"));
    CHECK(registry().call(&Stub::ListChanges, request).error().reason == "BAD_PAGE_TOKEN");
}

}  // namespace hearth::registry
