#include <catch2/catch.hpp>

#include "libs/sql/pool.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/filled.hpp"
#include "services/contact/domain/projections.hpp"
#include "services/contact/storage/request_rows.hpp"
#include "services/contact/storage/stores.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using testkit::filled;

// What is written is read the same. Each is written with every member filled, then with every
// member changed: a column that a statement forgets is read back as it was before.

/// A database of its own.
struct Books {
    testkit::TestDatabase database{"contact"};
    sql::Pool pool{database.app(), all_statements()};

    /// In one transaction; whatever the body returns.
    template <typename Body>
    auto run(const Body& body) {
        auto tx = pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        const auto stores = open_stores(*tx);
        const auto commit = [&] {
            const auto done = tx->commit();
            INFO((done ? "" : done.error().reason + " " + done.error().cause));
            REQUIRE(done);
        };
        if constexpr (std::is_void_v<decltype(body(*stores))>) {
            body(*stores);
            commit();
        } else {
            auto found = body(*stores);
            INFO((found ? "" : found.error().reason + " " + found.error().cause));
            REQUIRE(found);
            commit();
            return std::move(*found);
        }
    }
    void save(const Request& now, const Request& before = {}, std::vector<Fact> facts = {},
              std::optional<Instant> tick = {}) {
        const Edited edited{now, before, std::move(facts)};
        run([&](Stores& stores) { stores.requests().save({&edited, 1}, {{now.uid, tick}}); });
    }
    RequestView view(const Uuid& uid) {
        return run([&](Stores& stores) { return stores.requests().view(uid); });
    }
};

Request filled_request(int seed) {
    auto request = filled<Request>(seed);
    request.uid = named_uuid("request", "r");
    request.asked_elsewhere = false;  // not kept: looked up
    return request;
}

/// With the keys that its parts had, so that their rows are changed and not joined by others.
Request changed(const Request& from, int seed) {
    Request request = filled_request(seed);
    for (std::size_t i = 0; i < from.steps.size(); ++i) {
        request.steps[i].id = from.steps[i].id;
        request.steps[i].round = from.steps[i].round;
        request.steps[i].attempt = from.steps[i].attempt;
        request.clocks[i].id = from.clocks[i].id;
        request.promises[i].uid = from.promises[i].uid;
    }
    return request;
}

TEST_CASE("a request and its parts are read as they were written") {
    Books books;
    const Request first = filled_request(1);
    const Request second = changed(first, 2);
    Request third = changed(second, 3);
    third.round = second.round;  // clocks are of the current round
    Request before;
    for (const Request& now : {first, second, third}) {
        const Instant tick = now.created + 1h;
        books.save(now, before, {}, tick);
        CHECK(books.run([&](Stores& stores) { return stores.requests().lock(now.uid); }) == now);
        CHECK(books.view(now.uid).request == now);
        RequestFilter filter;
        filter.states = {now.state};
        const auto listed =
            books.run([&](Stores& stores) { return stores.requests().list(filter); });
        REQUIRE(listed.size() == 1);
        CHECK(listed.front() == now);
        filter.by_due = true;
        CHECK(books.run([&](Stores& stores) { return stores.requests().list(filter); }) == listed);
        CHECK(books.database.run(
                  "SELECT next_tick_at = '" + to_rfc3339(tick) + "', due_at IS NOT DISTINCT FROM " +
                  (due_of(now) ? "'" + to_rfc3339(*due_of(now)) + "'::timestamptz" : "NULL") +
                  " FROM service_request") == "t|t");
        before = now;
    }
}

TEST_CASE("a part is read with its parent as it was written") {
    Books books;
    const Request parent = filled_request(1);
    Request part = filled<Request>(2);
    part.asked_elsewhere = false;
    part.parent = parent.uid;
    for (const Request& one : {parent, part})
        books.save(one);
    CHECK(books.view(parent.uid).parts == std::vector<Request>{part});
}

TEST_CASE("a line of a timeline is read as it was written") {
    Books books;
    std::vector<TimelineRow> rows{filled<TimelineRow>(1), filled<TimelineRow>(2)};
    std::vector<Fact> facts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].request = named_uuid("request", "r");
        rows[i].version = static_cast<std::int64_t>(i) + 1;
        facts.push_back({rows[i], {}, {}, {}, {}});
    }
    const Request request = filled_request(1);
    books.save(request, {}, facts);
    CHECK(books.view(request.uid).timeline == rows);
}

TEST_CASE("an interaction is read as it was written") {
    Books books;
    const Request request = filled_request(1);
    books.save(request);
    for (const int seed : {1, 2}) {
        auto now = filled<Interaction>(seed);
        now.uid = named_uuid("interaction", "i");
        const auto save = [&] {
            books.run([&](Stores& stores) { stores.interactions().save(now); });
        };
        save();
        CHECK(books.run([&](Stores& stores) { return stores.interactions().lock(now.uid); }) ==
              now);
        CHECK(books.run([&](Stores& stores) { return stores.interactions().find(now.uid); }) ==
              now);
        CHECK(books.run([&](Stores& stores) {
            return stores.interactions().find_message(now.channel, now.message_id);
        }) == now);
        CHECK(books.run([&](Stores& stores) { return stores.interactions().list({}); }) ==
              std::vector<Interaction>{now});
        now.request = request.uid;
        save();
        CHECK(books.view(request.uid).interactions == std::vector<Interaction>{now});
    }
}

TEST_CASE("a notice and its attempts are read as they were written") {
    Books books;
    const Request request = filled_request(1);
    books.save(request);
    const auto first = filled<Notice>(1);
    auto second = filled<Notice>(2);
    second.uid = first.uid;
    for (std::size_t i = 0; i < first.attempts.size(); ++i)
        second.attempts[i].uid = first.attempts[i].uid;
    Notice other = filled<Notice>(100);
    other.attempts.clear();
    books.run([&](Stores& stores) {
        (void)stores.notices().add({&first, 1});
        (void)stores.notices().add({&other, 1});
    });
    CHECK(books.run([&](Stores& stores) { return stores.notices().lock(other.uid); }) == other);
    for (Notice now : {first, second}) {
        const auto save = [&] { books.run([&](Stores& stores) { stores.notices().save(now); }); };
        save();
        CHECK(books.run([&](Stores& stores) { return stores.notices().lock(now.uid); }) == now);
        CHECK(books.run([&](Stores& stores) {
            return stores.notices().lock_of_attempt(now.attempts[1].uid);
        }) == now);
        NoticeFilter filter;
        filter.request = now.request;
        filter.state = now.state;
        CHECK(books.run([&](Stores& stores) { return stores.notices().list(filter); }) ==
              std::vector<Notice>{now});
        now.request = request.uid;
        save();
        CHECK(books.view(request.uid).notices == std::vector<Notice>{now});
    }
}

TEST_CASE("what dispatch said is read as it was written") {
    Books books;
    const Request request = filled_request(1);
    books.save(request);
    for (const int seed : {1, 2}) {
        auto work = filled<WorkKnown>(seed);
        work.uid = named_uuid("work", "w");
        work.request = request.uid;
        auto incident = filled<IncidentState>(seed);
        incident.incident.uid = *request.incident;
        books.run([&](Stores& stores) {
            stores.projections().put(std::span<const WorkKnown>{&work, 1});
            stores.projections().put(std::span<const IncidentState>{&incident, 1});
        });
        const RequestView view = books.view(request.uid);
        CHECK(view.work == std::vector<WorkKnown>{work});
        CHECK(view.incident == incident.incident);
    }
}

TEST_CASE("the roster is read as it was written") {
    Books books;
    for (const int seed : {1, 2}) {
        auto roster = filled<Roster>(seed);
        roster.zone.clear();  // not kept: the service's
        for (std::size_t i = 0; i < roster.duty.size(); ++i)
            roster.duty[i].weekdays = {static_cast<unsigned>(seed), 6U + static_cast<unsigned>(i)};
        books.run([&](Stores& stores) { stores.roster().replace(roster); });
        CHECK(books.run([&](Stores& stores) { return stores.roster().read(); }) == roster);
    }
}

/// Columns that a later version of a fact leaves as they were, or empty.
template <typename Fact>
std::string stale_columns(Books& books, Fact first, Fact second, const std::string& table,
                          const std::string& key) {
    const auto put = [&](const Fact& fact) {
        books.run([&](Stores& stores) {
            stores.projections().put(std::span<const Fact>{&fact, 1});
        });
    };
    put(first);
    books.database.run("CREATE TABLE before AS SELECT * FROM " + table);
    put(second);
    std::string stale = books.database.run(
        "SELECT string_agg(now.key, ' ' ORDER BY now.key) FROM " + table +
        " AS t JOIN before AS b USING (" + key +
        "), jsonb_each(to_jsonb(t)) AS now JOIN jsonb_each((SELECT to_jsonb(before) FROM before "
        "LIMIT 1)) AS was ON was.key = now.key WHERE now.value = was.value OR now.value = 'null'");
    books.database.run("DROP TABLE before");
    return stale;
}

TEST_CASE("each column of what the registry said follows a later version") {
    Books books;
    const auto both = [](auto fact) {
        using Fact = decltype(fact);
        return std::pair{filled<Fact>(1), filled<Fact>(2)};
    };
    auto [party, party_later] = both(PartyFact{});
    party_later.uid = party.uid;
    CHECK(stale_columns(books, party, party_later, "party", "party_id") == "party_id tenant_id");
    auto [premise, premise_later] = both(PremiseFact{});
    premise_later.uid = premise.uid;
    CHECK(stale_columns(books, premise, premise_later, "premise", "premise_id") ==
          "premise_id tenant_id");
    auto [point, point_later] = both(ServicePointFact{});
    point_later.uid = point.uid;
    CHECK(stale_columns(books, point, point_later, "service_point", "service_point_id") ==
          "service_point_id tenant_id");
    auto [agreement, agreement_later] = both(AgreementFact{});
    agreement_later.uid = agreement.uid;
    agreement.start_on = "2026-01-01";
    agreement.end_on = "2026-02-01";
    agreement_later.start_on = "2027-01-01";
    agreement_later.end_on = "2027-02-01";
    CHECK(stale_columns(books, agreement, agreement_later, "agreement", "agreement_id") ==
          "agreement_id tenant_id");
    auto [node, node_later] = both(NodeFact{});
    node_later.uid = node.uid;
    CHECK(stale_columns(books, node, node_later, "network_node", "node_id") == "node_id tenant_id");
    auto [list, list_later] = both(ContactPointsFact{});
    list_later.party = list.party;
    CHECK(stale_columns(books, list, list_later, "party_contact", "party_id") ==
          "party_id tenant_id");
    list_later.points.resize(1);
    list.version += 10;
    list.points.resize(1);
    list_later.version += 10;
    CHECK(stale_columns(books, list, list_later, "contact_point", "party_id") ==
          "party_id position tenant_id");
}

}  // namespace
}  // namespace hearth::contact
