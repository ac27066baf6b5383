#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::letters;
using e2e::world;
using testkit::eventually;

std::string ask(const std::string& sql) {
    return world().suite.value("contact", sql);
}

/// Contact takes no party that is deaf: a rule that somebody got wrong. What it does take it notes.
class WrongRule {
public:
    explicit WrongRule(std::string party) : party_(std::move(party)) {
        (void)world().suite.query(
            "contact",
            "ALTER TABLE party ADD CONSTRAINT party_rule CHECK (needs <> 'deaf') NOT VALID;"
            "CREATE TABLE taken (place serial, needs text);"
            "CREATE FUNCTION note_taken() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO taken (needs) VALUES (NEW.needs); RETURN NEW; END $$;"
            "CREATE TRIGGER note_taken AFTER INSERT OR UPDATE ON party FOR EACH ROW WHEN "
            "(NEW.party_id = '" +
                party_ + "') EXECUTE FUNCTION note_taken();");
    }
    ~WrongRule() {
        (void)world().suite.query("contact",
                                  "ALTER TABLE party DROP CONSTRAINT IF EXISTS party_rule;"
                                  "DROP TRIGGER note_taken ON party; DROP FUNCTION note_taken;"
                                  "DROP TABLE taken");
    }
    WrongRule(const WrongRule&) = delete;
    WrongRule& operator=(const WrongRule&) = delete;
    void mend() const {
        (void)world().suite.query("contact", "ALTER TABLE party DROP CONSTRAINT party_rule");
    }
    [[nodiscard]] std::string taken() const {
        return ask("SELECT coalesce(string_agg(needs, ' ' ORDER BY place), '') FROM taken");
    }

private:
    const std::string party_;
};

void set_needs(const Household& home, const std::string& need) {
    auto& doors = world().doors;
    registry::v1::GetPartyRequest get;
    get.set_name(home.party);
    registry::v1::UpdatePartyRequest update;
    *update.mutable_party() = must(*doors.stub<RegistryService>(), &RegistryService::Stub::GetParty,
                                   get, doors.as(kAgent))
                                  .party();
    update.set_request_id(unique("needs"));
    update.mutable_party()->clear_needs();
    update.mutable_party()->add_needs(need);
    update.mutable_update_mask()->add_paths("needs");
    must(*doors.stub<RegistryService>(), &RegistryService::Stub::UpdateParty, update,
         doors.as(kAgent));
}

long parked_behind(const std::string& key) {
    const auto waiting = letters(key);
    return waiting.size() == 1 ? std::stol(waiting[0].value("parked", "0")) : -1;
}

TEST_CASE("events that failed are applied in order once the cause is mended") {
    const auto home = household(world().suite, 9);
    const auto key = home.party.substr(home.party.find('/') + 1);
    const auto applied = "SELECT version FROM inbox WHERE topic = '" +
                         std::string{manifest::registry::kParty} +
                         "' AND "
                         "key = '" +
                         key + "'";
    quiesce(world().suite);
    const auto before = std::stol(ask(applied));
    const WrongRule rule{key};

    for (const auto* need : {"deaf", "alone", "infant"})
        set_needs(home, need);
    REQUIRE(eventually([&] { return parked_behind(key) == 2; }, 20s));
    const auto letter = letters(key)[0];
    CHECK(letter["reason"] == "PARTY_RULE");
    CHECK(rule.taken().empty());
    // Events of others go on, also of the same partition.
    world().story.finish(world()
                             .story.report_by_web(household(world().suite, 8), unique("dead"))
                             .service_request()
                             .name());

    const std::string id = letter["id"];
    CHECK(ctl(world().suite, {"dead-letters", "replay", id}).status != 0);
    CHECK(parked_behind(key) == 2);
    CHECK(rule.taken().empty());

    rule.mend();
    const auto replayed = ctl(world().suite, {"dead-letters", "replay", id});
    INFO(replayed.err);
    CHECK(replayed.status == 0);
    CHECK(replayed.out == "applied 3 messages\n");
    CHECK(rule.taken() == "deaf alone infant");
    CHECK(letters(key).empty());
    CHECK(std::stol(ask(applied)) == before + 3);
    CHECK(ask("SELECT count(*) FROM parked WHERE key = '" + key + "'") == "0");
    CHECK(ctl(world().suite, {"dead-letters", "replay", id}).status != 0);  // once is enough

    set_needs(home, "limited_mobility");
    quiesce(world().suite);
    CHECK(rule.taken() == "deaf alone infant limited_mobility");
    CHECK(letters(key).empty());
    CHECK(ctl(world().suite, {"check", "invariants"}).status == 0);
}

}  // namespace
