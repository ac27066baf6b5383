#include <algorithm>

#include <manifest_gen/registry.hpp>

#include "services/registry/tests/process.hpp"

namespace hearth::registry {
namespace {

v1::CreatePartyRequest creation(const std::string& name) {
    v1::CreatePartyRequest request;
    request.set_request_id(fresh_id());
    request.mutable_party()->set_kind(v1::PARTY_KIND_PERSON);
    request.mutable_party()->set_name_zh(name);
    auto& phone = *request.add_contact_points();
    phone.set_kind(v1::CONTACT_POINT_KIND_PHONE);
    phone.set_value("139 1111 2222");
    phone.set_preferred(true);
    return request;
}

v1::UpdatePartyRequest update(const v1::Party& party, const std::string& field) {
    v1::UpdatePartyRequest request;
    request.set_request_id(fresh_id());
    *request.mutable_party() = party;
    request.mutable_update_mask()->add_paths(field);
    return request;
}

v1::SetContactPointsRequest mail(const v1::ContactPoints& list, const std::string& address) {
    v1::SetContactPointsRequest request;
    request.set_request_id(fresh_id());
    request.set_party(list.name().substr(0, list.name().rfind('/')));
    request.set_etag(list.etag());
    auto& point = *request.add_points();
    point.set_kind(v1::CONTACT_POINT_KIND_EMAIL);
    point.set_value(address);
    return request;
}

v1::GetPartyResponse get(const std::string& name) {
    v1::GetPartyRequest request;
    request.set_name(name);
    return registry().must(&Stub::GetParty, request);
}

std::vector<v1::Change> changes(const std::string& name) {
    v1::ListChangesRequest request;
    request.set_name(name);
    const auto answer = registry().must(&Stub::ListChanges, request);
    return {answer.changes().begin(), answer.changes().end()};
}

std::string value_of(const v1::Change& change, const std::string& field) {
    for (const auto& one : change.fields())
        if (one.field() == field) return one.old_value() + " -> " + one.new_value();
    return "same";
}

}  // namespace

TEST_CASE("a party is created once, however often it is asked for") {
    const auto request = creation("司马懿");
    const auto first = registry().must(&Stub::CreateParty, request);
    CHECK(first.party().name() == "parties/" + first.party().uid());
    CHECK(first.party().number().starts_with("P-"));
    CHECK(first.party().etag() == "1");
    CHECK(first.party().language() == "zh-CN");
    CHECK(first.contact_points().points(0).value() == "+8613911112222");
    const auto again = registry().must(&Stub::CreateParty, request);
    CHECK(again.SerializeAsString() == first.SerializeAsString());
    auto other = request;
    other.mutable_party()->set_name_zh("司马昭");
    CHECK(registry().call(&Stub::CreateParty, other).error().reason == "REQUEST_ID_REUSED");
    const auto got = get(first.party().name());
    CHECK(got.party().SerializeAsString() == first.party().SerializeAsString());
    CHECK(got.contact_points().SerializeAsString() == first.contact_points().SerializeAsString());
}

TEST_CASE("a wrong party names each field and leaves nothing") {
    v1::CreatePartyRequest request;
    CHECK(told(registry().call(&Stub::CreateParty, request).error()) ==
          std::vector<std::string>{"request_id REQUIRED"});
    request = creation("");
    request.mutable_party()->set_language("fr");
    request.mutable_contact_points(0)->set_value("12");
    CHECK(told(registry().call(&Stub::CreateParty, request).error()) ==
          std::vector<std::string>{"party.name_zh REQUIRED", "party.language UNKNOWN_WORD",
                                   "contact_points[0].value BAD_PHONE"});
    request.mutable_party()->set_kind(static_cast<v1::PartyKind>(99));
    CHECK(told(registry().call(&Stub::CreateParty, request).error()).front() ==
          "party.kind REQUIRED");
    CHECK(registry().call(&Stub::CreateParty, creation("x"), "crew").error().code ==
          Code::kPermissionDenied);
    // A refusal is not remembered: the same id may be used for what is right.
    request = creation("司马师");
    auto bad = request;
    bad.mutable_party()->clear_name_zh();
    CHECK_FALSE(registry().call(&Stub::CreateParty, bad));
    CHECK(registry().call(&Stub::CreateParty, request));
}

TEST_CASE("a change on a stale version is refused, on the right one kept with old and new") {
    auto party = registry().must(&Stub::CreateParty, creation("诸葛瑾")).party();
    party.set_name_zh("诸葛亮");
    party.add_needs("alone");
    auto change = update(party, "name_zh");
    const auto changed = registry().must(&Stub::UpdateParty, change).party();
    CHECK(changed.etag() == "2");
    CHECK(changed.name_zh() == "诸葛亮");
    CHECK(changed.needs().empty());
    CHECK(registry().must(&Stub::UpdateParty, change).party().etag() == "2");

    change.set_request_id(fresh_id());
    const auto stale = registry().call(&Stub::UpdateParty, change);
    CHECK(stale.error().reason == "STALE_ETAG");
    CHECK(stale.error().code == Code::kAborted);
    CHECK(get(party.name()).party().etag() == "2");
    CHECK(get(party.name()).contact_points().name_zh() == "诸葛亮");

    const auto history = changes(party.name());
    REQUIRE(history.size() == 4);
    std::vector<std::string> lines;
    lines.reserve(history.size());
    for (const auto& one : history)
        lines.push_back(one.type() + " " + std::to_string(one.version()) + " " +
                        value_of(one, "name_zh"));
    std::sort(lines.begin(), lines.end());
    CHECK(lines == std::vector<std::string>{"ContactPointsChanged 1  -> \"诸葛瑾\"",
                                            "ContactPointsChanged 2 \"诸葛瑾\" -> \"诸葛亮\"",
                                            "PartyChanged 2 same", "PartyCreated 1 same"});
    CHECK(history[0].actor() == "agents/T1");
    CHECK(history[0].request_id().size() == 36);
    CHECK(history[0].time().seconds() > 0);
    CHECK(changes(party.name() + "/contactPoints").size() == 2);
}

TEST_CASE("an update names what is wrong with it") {
    const auto party = registry().must(&Stub::CreateParty, creation("曹操")).party();
    const auto error = [&](auto request) {
        return told(registry().call(&Stub::UpdateParty, request).error());
    };
    using Told = std::vector<std::string>;
    CHECK(error(update(party, "number")) == Told{"update_mask CANNOT_CHANGE"});
    auto request = update(party, "kind");
    request.clear_update_mask();
    CHECK(error(request) == Told{"update_mask REQUIRED"});
    request = update(party, "name_zh");
    request.mutable_party()->clear_name_zh();
    CHECK(error(request) == Told{"party.name_zh REQUIRED"});
    request.mutable_party()->clear_etag();
    CHECK(error(request) == Told{"party.etag REQUIRED"});
    request.mutable_party()->set_name("premises/x");
    CHECK(error(request) == Told{"party.name BAD_NAME"});
    request.mutable_party()->set_name("parties/018bcfe5-687b-7000-8000-000000000000");
    CHECK(error(request) == Told{"NOT_FOUND"});
    CHECK(get(party.name()).party().etag() == "1");
}

TEST_CASE("contact points are replaced as one list with a version of its own") {
    const auto created = registry().must(&Stub::CreateParty, creation("貂蝉"));
    auto request = mail(created.contact_points(), "diao@example.com");
    const auto set = registry().must(&Stub::SetContactPoints, request).contact_points();
    CHECK(set.etag() == "2");
    CHECK(set.points_size() == 1);
    CHECK(get(created.party().name()).party().etag() == "1");
    // The same list again is no change.
    auto same = mail(set, "diao@example.com");
    CHECK(registry().must(&Stub::SetContactPoints, same).contact_points().etag() == "2");
    CHECK(registry()
              .call(&Stub::SetContactPoints, mail(created.contact_points(), "x@y.zz"))
              .error()
              .reason == "STALE_ETAG");
    auto bad = mail(set, "nonsense");
    CHECK(told(registry().call(&Stub::SetContactPoints, bad).error()) ==
          std::vector<std::string>{"points[0].value BAD_EMAIL"});
}

TEST_CASE("parties are listed page by page, each once") {
    for (int i = 0; i < 3; ++i)
        registry().must(&Stub::CreateParty, creation("赵云"));
    v1::ListPartiesRequest request;
    request.set_page_size(2);
    std::vector<std::string> numbers;
    for (;;) {
        const auto page = registry().must(&Stub::ListParties, request);
        for (const auto& party : page.parties())
            numbers.push_back(party.name());
        if (page.next_page_token().empty()) break;
        request.set_page_token(page.next_page_token());
    }
    CHECK(numbers.size() >= 3);
    std::sort(numbers.begin(), numbers.end());
    CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
    request.set_page_token("forged");
    CHECK(registry().call(&Stub::ListParties, request).error().reason == "BAD_PAGE_TOKEN");
    request.clear_page_token();
    request.set_page_size(-1);
    CHECK_FALSE(registry().call(&Stub::ListParties, request));
}

TEST_CASE("names and numbers travel in the personal topic only") {
    const auto party = registry().must(&Stub::CreateParty, creation("周瑜甲乙丙")).party();
    const auto events = [&](const std::string& topic) {
        return ground().database().run(
            "SELECT count(*) FROM outbox WHERE topic = '" + topic + "' AND key = '" + party.uid() +
            "' AND position(convert_to('周瑜甲乙丙', 'UTF8') IN payload) > 0");
    };
    CHECK(events(manifest::registry::kParty).starts_with("0"));
    CHECK(events(manifest::registry::kContactPoint).starts_with("1"));
    const std::string same = ground().database().run(
        "SELECT count(*) FROM history h FULL JOIN outbox o USING (event_id) "
        "WHERE h.payload IS DISTINCT FROM o.payload");
    CHECK(same.starts_with("0"));
}

TEST_CASE("another tenant sees nothing of it") {
    const auto party = registry().must(&Stub::CreateParty, creation("孙权")).party();
    v1::GetPartyRequest request;
    request.set_name(party.name());
    CHECK(registry().call(&Stub::GetParty, request, "agent", 2).error().code == Code::kNotFound);
    v1::ListPartiesRequest list;
    CHECK(registry().call(&Stub::ListParties, list, "agent", 2)->parties().empty());
}

}  // namespace hearth::registry
