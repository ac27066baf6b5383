#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "services/registry/app/importer.hpp"
#include "services/registry/app/parties.hpp"
#include "services/registry/app/supply.hpp"
#include "services/registry/storage/stores.hpp"

namespace hearth::registry {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::microseconds{1'772'503'200'000'000}};

std::vector<std::span<const sql::Statement>> with_work() {
    auto all = all_statements();
    all.push_back(outbox::work_statements());
    return all;
}

/// Use cases on a database of their own, without a server: what they tell is kept as facts.
class Room {
public:
    /// One rule in one transaction.
    template <typename Body>
    auto run(const Body& body) {
        told.clear();
        std::optional<decltype(body(std::declval<outbox::UnitOfWork&>()))> answer;
        const auto done = work_.run({1, "agents/A1", "", kNow, Deadline::after(30s)},
                                    [&](outbox::UnitOfWork& work) -> Result<void> {
                                        answer = body(work);
                                        if (!*answer) return fail(answer->error());
                                        return {};
                                    });
        CHECK(done.has_value() == answer->has_value());
        return *answer;
    }

    std::vector<Fact> told;
    const app::Context context{open_stores,
                               [this](const Fact& fact) {
                                   told.push_back(fact);
                                   return outbox::Event{"test.v1", new_uuid(kNow), 1, "Test", ""};
                               },
                               "CN", "Asia/Shanghai"};

private:
    testkit::TestDatabase database_{"registry"};
    sql::Pool pool_{database_.app(), with_work()};
    outbox::Work work_{pool_, [] {}};
};

Room& room() {
    static Room made;
    return made;
}

template <typename... Expected>
bool told_exactly() {
    std::size_t at = 0;
    const auto& told = room().told;
    return told.size() == sizeof...(Expected) &&
           (std::holds_alternative<Expected>(told[at++]) && ...);
}

NewParty person(const std::string& name) {
    NewParty wanted;
    wanted.party.kind = PartyKind::kPerson;
    wanted.party.name_zh = name;
    wanted.contact_points = {{ContactPointKind::kPhone, "139 1111 2222", "mobile", true}};
    return wanted;
}

}  // namespace

TEST_CASE("a party tells what happened to it, and of its contact points when its name changed") {
    const app::Parties parties{room().context};
    const auto made = room().run(
        [&](outbox::UnitOfWork& work) { return parties.create(work, person("司马懿")); });
    REQUIRE(made);
    CHECK(made->contacts.points.front().value == "+8613911112222");
    CHECK(told_exactly<Created<Party>, ContactPointsChanged>());

    const auto update = [&](const Party& wanted, const std::string& etag,
                            const std::string& field) {
        return room().run([&](outbox::UnitOfWork& work) {
            return parties.update(work, made->party.id, etag, wanted, {field});
        });
    };
    Party wanted = made->party;
    wanted.language = "en";
    CHECK(update(wanted, "1", "language")->version == 2);
    CHECK(told_exactly<Changed<Party>>());
    wanted.name_zh = "司马昭";
    CHECK(update(wanted, "2", "name_zh")->version == 3);
    REQUIRE(told_exactly<Changed<Party>, ContactPointsChanged>());
    CHECK(std::get<ContactPointsChanged>(room().told[1]).contacts.version == 2);
    CHECK(update(wanted, "3", "name_zh")->version == 3);
    CHECK(room().told.empty());
    CHECK(update(wanted, "2", "language").error().reason == "STALE_ETAG");
    CHECK(room().told.empty());
}

TEST_CASE("what is wrong with a new party is told by its path, and nothing is left") {
    const app::Parties parties{room().context};
    auto wanted = person("");
    wanted.contact_points.push_back(wanted.contact_points.front());
    const auto made =
        room().run([&](outbox::UnitOfWork& work) { return parties.create(work, wanted); });
    REQUIRE_FALSE(made);
    REQUIRE(made.error().fields.size() == 2);
    CHECK(made.error().fields[0].field == "party.name_zh");
    CHECK(made.error().fields[1].field == "contact_points[1].value");
    CHECK(room().told.empty());
}

TEST_CASE("staged rows go in by chunks, and supply is ordered once") {
    const app::Importer importer{room().context};
    const auto import =
        room().run([&](outbox::UnitOfWork& work) { return importer.create(work, "test"); });
    REQUIRE(import);
    const auto stage = [&](const std::string& file, const std::vector<std::string>& columns,
                           const std::vector<SourceRow>& rows) {
        return room().run([&](outbox::UnitOfWork& work) {
            return importer.stage(work, *import, {*find_file_kind(file), columns, rows});
        });
    };
    const std::vector<std::string> nodes{"code",     "kind",     "commodity", "parent",
                                         "title_zh", "title_en", "latitude",  "longitude"};
    const auto node = [](int line, const std::string& code) {
        return SourceRow{line,
                         {code, "transformer", "electricity", "", "配变", "", "30.1", "114.2"}};
    };
    CHECK(stage("network.csv", nodes, {node(2, "TX-0"), node(2, "TX-1")}) == 1);
    CHECK(stage("premise.csv",
                {"code", "address_zh", "address_en", "building", "unit", "door", "latitude",
                 "longitude", "place_class"},
                {{2, {"PR-1", "梧桐街1号", "", "", "", "", "30.1", "114.2", "city"}}}) == 2);
    CHECK(stage("service_point.csv",
                {"code", "premise", "commodity", "node", "supply", "supply_cause"},
                {{2, {"SE-1", "PR-1", "electricity", "TX-1", "on", "connected"}}}) == 3);
    std::vector<Fact> told;
    for (;;) {
        const auto report = room().run(
            [&](outbox::UnitOfWork& work) { return importer.step(work, *import, false); });
        REQUIRE(report);
        CHECK(report->refusals.empty());
        told.insert(told.end(), room().told.begin(), room().told.end());
        if (report->import.done) break;
    }
    REQUIRE(told.size() == 3);
    const auto point = std::get<Created<ServicePoint>>(told[2]).noun;
    CHECK(std::get<Created<NetworkNode>>(told[0]).noun.code == "TX-1");

    const app::Supply supply{room().context};
    const auto order = [&] {
        return room().run([&](outbox::UnitOfWork& work) {
            return supply.command(work, point.id, "", false, "safety");
        });
    };
    CHECK(order()->supply == SupplyState{false, "safety", kNow, "agents/A1"});
    CHECK(told_exactly<SupplyCommanded>());
    CHECK(order()->version == 2);
    CHECK(room().told.empty());
}

}  // namespace hearth::registry
