#include <algorithm>

#include "libs/testkit/plans.hpp"
#include "services/registry/domain/ids.hpp"
#include "services/registry/tests/storage_fixture.hpp"

namespace hearth::registry {

const testkit::TestDatabase& database() {
    static const testkit::TestDatabase made{"registry"};
    return made;
}

sql::Pool& pool() {
    static sql::Pool made{database().app(), all_statements()};
    return made;
}

namespace {

Uuid id_of(Noun noun, const std::string& code) {
    return imported_id(1, noun, code);
}

Party person(const std::string& code, std::int64_t number) {
    Party party;
    party.id = id_of(Noun::kParty, code);
    party.number = number;
    party.code = code;
    party.kind = PartyKind::kPerson;
    party.name_zh = "王" + code;
    party.needs = {"alone", "deaf"};
    party.created_at = kNow;
    party.updated_at = kNow;
    party.version = 1;
    complete(party);
    return party;
}

}  // namespace

TEST_CASE("no statement reads a table as a whole") {
    const std::vector<std::string> none;
    CHECK(testkit::unbounded_plans(database(), database().app(), all_statements(), {}) == none);
}

TEST_CASE("every statement is sound") {
    must(pool().check(Deadline::after(10s)));
    must(sql::check_schema(pool(), schema_plan(), Deadline::after(10s)));
}

TEST_CASE("a party and its contact points come back as they went, and are replaced") {
    Session session{1};
    auto& parties = session.stores->parties();
    auto& contacts = session.stores->contacts();
    Party party = person("PT-1", 1001);
    must(parties.save({party, person("PT-2", 1002)}));
    must(contacts.save({{party.id,
                         {{ContactPointKind::kPhone, "+8613800138000", "mobile", true},
                          {ContactPointKind::kEmail, "a@b.cc", "", false}},
                         1}}));
    auto found = must(parties.lock({party.id}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].same_content(party));
    CHECK(found[0].number == 1001);
    CHECK(found[0].created_at == kNow);
    party.name_en = "Wang";
    party.version = 2;
    must(parties.save({party}));
    must(contacts.save({{party.id, {{ContactPointKind::kEmail, "c@d.ee", "", true}}, 2}}));
    CHECK(must(parties.find({party.id}))[0].name_en == "Wang");
    const auto lists = must(contacts.lock({party.id}));
    REQUIRE(lists.size() == 1);
    CHECK(lists[0].version == 2);
    REQUIRE(lists[0].points.size() == 1);
    CHECK(lists[0].points[0].value == "c@d.ee");
    CHECK(must(session.stores->parties_of_phone("+8613800138000", 9)).empty());
    CHECK(must(session.stores->parties_after(1001, 9)).size() == 1);
    CHECK(must(session.stores->party_numbers(3)).size() == 3);
}

namespace {

struct Street {
    NetworkNode node{id_of(Noun::kNetworkNode, "TX-1"),
                     "TX-1",
                     "transformer",
                     Commodity::kElectricity,
                     std::nullopt,
                     "变",
                     "",
                     {30, 114},
                     1};
    Premise premise{id_of(Noun::kPremise, "PR-1"),
                    "PR-1",
                    "解放路1号",
                    "1 Jiefang Road",
                    "3",
                    "2",
                    "501",
                    {30.5, 114.25},
                    "city",
                    1};
    ServicePoint point{
        id_of(Noun::kServicePoint, "SE-1"),   "SE-1", premise.id, Commodity::kElectricity, node.id,
        {false, "safety", kNow, "agents/A1"}, 3};
    Device meter{id_of(Noun::kDevice, "MT-1"), "MT-1", "E123", point.id, "meter", "m", "r", 1};
    Party party = person("PT-1", 1001);
    Account account{id_of(Noun::kAccount, "AC-1"), "AC-1", "27", party.id, 1};
    Agreement ended{id_of(Noun::kAgreement, "AG-1"),
                    "AG-1",
                    account.id,
                    party.id,
                    point.id,
                    "2010-01-01",
                    "2012-12-31",
                    1};
    Agreement running{id_of(Noun::kAgreement, "AG-2"),
                      "AG-2",
                      account.id,
                      party.id,
                      point.id,
                      "2013-01-01",
                      "",
                      1};

    void save(Stores& stores) const {
        must(stores.nodes().save({node}));
        must(stores.premises().save({premise}));
        must(stores.service_points().save({point}));
        must(stores.devices().save({meter}));
        must(stores.parties().save({party}));
        must(stores.accounts().save({account}));
        must(stores.agreements().save({ended, running}));
    }
};

}  // namespace

TEST_CASE("what is installed comes back as it went") {
    Session session{1};
    auto& stores = *session.stores;
    const Street street;
    street.save(stores);
    CHECK(must(stores.nodes().find({street.node.id}))[0].same_content(street.node));
    CHECK(must(stores.premises().find({street.premise.id}))[0].same_content(street.premise));
    const auto points = must(stores.service_points_at({street.premise.id}));
    REQUIRE(points.size() == 1);
    CHECK(points[0].same_content(street.point));
    CHECK(points[0].supply.since == kNow);
    CHECK(must(stores.service_points().lock({street.point.id})).size() == 1);
    CHECK(must(stores.devices_at({street.point.id}))[0].same_content(street.meter));
    CHECK(must(stores.existing(Noun::kPremise, {street.premise.id, street.node.id})).size() == 1);
}

TEST_CASE("what a party has comes back, running agreements first") {
    Session session{1};
    auto& stores = *session.stores;
    const Street street;
    street.save(stores);
    CHECK(must(stores.accounts_of({street.party.id}))[0].same_content(street.account));
    const auto agreements = must(stores.agreements_of({street.party.id}));
    REQUIRE(agreements.size() == 2);
    CHECK(agreements[0].same_content(street.running));
    CHECK(agreements[1].same_content(street.ended));
    CHECK(must(stores.agreements_at({street.point.id})).size() == 2);
    CHECK(must(stores.holders(Noun::kDevice, {"E123", "E9"})).size() == 1);
    CHECK(must(stores.holders(Noun::kAccount, {"27"}))[0].second == street.account.id);
}

TEST_CASE("what has all tokens is found with its lines, after a change by the new ones only") {
    Session session{1};
    auto& stores = *session.stores;
    const Party party = person("PT-1", 1001);
    must(stores.parties().save({party}));
    auto& search = stores.search();
    must(search.replace({{Noun::kParty, party.id, {}, {"a", "b", "c"}}}));
    CHECK(must(search.find({"a", "c"}, 10, "2026-03-03")).size() == 1);
    CHECK(must(search.find({"a", "d"}, 10, "2026-03-03")).empty());
    must(search.replace({{Noun::kParty, party.id, {"a", "b", "c"}, {"b", "d"}}}));
    CHECK(must(search.find({"a"}, 10, "2026-03-03")).empty());
    const auto hits = must(search.find({"b", "d"}, 10, "2026-03-03"));
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].title_zh == "王PT-1");
    CHECK(hits[0].key == party.spoken());
    CHECK(hits[0].party == party.id);
    CHECK_FALSE(hits[0].premise);
}

TEST_CASE("staged rows wait in order and are known by their keys") {
    Session session{1};
    auto& imports = session.stores->imports();
    ImportState import;
    import.id = new_uuid(kNow);
    import.source = "test";
    must(imports.create(import, "operators/o", kNow));
    const std::string zero{"a\0b", 3};
    CHECK(must(imports.stage(
              import.id, "device.csv", {"code", "serial"},
              {{{3, {"MT-2", zero}}, "MT-2", "E2"}, {{2, {"MT-1", ""}}, "MT-1", "E1"}})) == 2);
    CHECK(must(imports.stage(import.id, "device.csv", {"code", "serial"},
                             {{{3, {"MT-3", zero}}, "MT-3", "E3"}})) == 2);
    CHECK(must(imports.columns(import.id, "device.csv")) ==
          std::vector<std::string>{"code", "serial"});
    CHECK(must(imports.columns(import.id, "party.csv")).empty());
    const auto rows = must(imports.rows_after_line(import.id, "device.csv", 0, 10));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].line == 2);
    CHECK(rows[1].values == std::vector<std::string>{"MT-3", zero});
    must(imports.record(import.id, {"device.csv", 1, 0, 0, 1},
                        {{"device.csv", 3, "serial", "TAKEN", "belongs to another one"}}));
    CHECK(must(imports.accepted(import.id, "device.csv", {"MT-1", "MT-2", "MT-3"}, 99)).size() ==
          1);
    CHECK(must(imports.accepted(import.id, "device.csv", {"MT-1"}, 2)).empty());
    CHECK(must(imports.accepted_by_alt_key(import.id, "device.csv", {"E1", "E3"}, 99)).size() == 1);
    CHECK(must(imports.rows_after_key(import.id, "device.csv", "MT-1", 5))[0].key == "MT-3");
    CHECK(must(imports.rows_of_keys(import.id, "device.csv", {"MT-1"})).size() == 1);
    CHECK(must(imports.report(import.id))[0].refused == 1);
    CHECK(must(imports.refusals(import.id, 10))[0].reason == "TAKEN");
    import.pass = "dry";
    import.after_line = 3;
    import.rows_done = 2;
    must(imports.save(import));
    const auto locked = must(imports.lock(import.id));
    REQUIRE(locked);
    CHECK(locked->pass == "dry");
    CHECK(locked->rows_total == 2);
    CHECK(locked->after_line == 3);
    must(imports.forget_pass(import.id));
    CHECK(must(imports.refusals(import.id, 10)).empty());
    must(imports.drop_rows(import.id));
    CHECK(must(imports.rows_after_line(import.id, "device.csv", 0, 10)).empty());
    CHECK_FALSE(must(imports.lock(new_uuid(kNow))));
}

TEST_CASE("no tenant sees another's, and a session without one sees nothing in any table") {
    {
        Session session{1};
        must(session.stores->parties().save({person("PT-77", 1077)}));
        must(session.stores->search().replace(
            {{Noun::kParty, id_of(Noun::kParty, "PT-77"), {}, {"only-mine"}}}));
        must(session.tx.commit());
    }
    {
        Session other{2};
        CHECK(must(other.stores->parties().find({id_of(Noun::kParty, "PT-77")})).empty());
        CHECK(must(other.stores->search().find({"only-mine"}, 10, "2026-03-03")).empty());
    }
    Session nobody{0};
    CHECK(must(nobody.stores->parties().find({id_of(Noun::kParty, "PT-77")})).empty());
    const std::string unprotected = database().run(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname "
        "= 'tenant_id' "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
        "WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity) "
        "AND c.relname NOT IN ('tenant', 'outbox', 'inbox', 'dead_letter', 'parked')");
    CHECK(unprotected.empty());
}

TEST_CASE("a code, a serial and an account number are one thing's only") {
    Session session{1};
    must(session.stores->devices().save(
        {{id_of(Noun::kDevice, "MT-1"), "MT-1", "E1", Uuid{}, "meter", "", "", 1}}));
    const auto twice = session.stores->devices().save(
        {{id_of(Noun::kDevice, "MT-2"), "MT-2", "E1", Uuid{}, "meter", "", "", 1}});
    REQUIRE_FALSE(twice);
    CHECK(twice.error().reason == "DEVICE_SERIAL_KEY");
}

TEST_CASE("a repair told again is one row, and the newest comes first") {
    Session session{1};
    const Uuid premise = id_of(Noun::kPremise, "PR-1");
    Repair repair{named_uuid("w", "1"),
                  "W-1",
                  premise,
                  std::nullopt,
                  "electricity",
                  "done",
                  "fuse",
                  "",
                  kNow,
                  kNow};
    Repair later = repair;
    later.work_order = named_uuid("w", "2");
    later.ended_at = kNow + 1h;
    must(session.stores->save_repairs({repair, later}));
    repair.note = "replaced";
    must(session.stores->save_repairs({repair}));
    const auto found = must(session.stores->repairs_at(premise));
    REQUIRE(found.size() == 2);
    CHECK(found[0].work_order == later.work_order);
    CHECK(found[1].note == "replaced");
}

}  // namespace hearth::registry
