#include <sstream>

#include <catch2/catch.hpp>

#include "libs/sql/pool.hpp"
#include "libs/testkit/database.hpp"
#include "services/contact/storage/stores.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using testkit::SchemaAt;
using testkit::TestDatabase;

// Rows of before a change of the schema are what they were after it.

/// `family` eight times, and `last` at the end.
Uuid uid(char family, int last) {
    const std::string digits = std::to_string(last);
    return parse_uuid(std::string(8, family) + "-0000-0000-0000-" +
                      std::string(12 - digits.size(), '0') + digits)
        .value();
}

/// All rows of all tables but the service's infrastructure, as they are called and stored now.
std::string all_rows(const TestDatabase& database) {
    std::istringstream tables{
        "service_request step clock promise timeline_row report_number interaction notice "
        "notice_attempt consent agent duty party party_contact contact_point premise service_point "
        "agreement network_node work_order incident incident_node"};
    std::string rows;
    for (std::string table; tables >> table;)
        rows += table + ": " +
                database.run(
                    "SELECT string_agg((to_jsonb(t) - 'endangers' - 'held_back')::text, "
                    "E'\\n' ORDER BY to_jsonb(t)::text) FROM " +
                    table + " t") +
                '\n';
    return rows;
}

Request read_request(sql::Tx& tx, int last) {
    auto view = open_stores(tx)->requests().view(uid('a', last));
    INFO((view ? "" : view.error().message + view.error().cause));
    REQUIRE(view);
    return view->request;
}

/// What the program reads of rows that were written before states were words.
void check_states(sql::Tx& tx) {
    for (int last = 1; last <= 8; ++last) {
        const Request request = read_request(tx, last);
        CHECK(request.state == static_cast<RequestState>(last));
        CHECK(request.hazard == static_cast<Hazard>(1 + last % 3));
        CHECK(request.endangers == (last % 2 == 0));
        CHECK_FALSE(request.held_back);
    }
    const Request first = read_request(tx, 1);
    REQUIRE(first.steps.size() == 5);
    REQUIRE(first.clocks.size() == 6);
    REQUIRE(first.promises.size() == 5);
    for (std::size_t i = 0; i < 6; ++i) {
        const auto number = static_cast<int>(i) + 1;
        CHECK(first.clocks[i].state == static_cast<ClockState>(number));
        if (i == 5) break;
        CHECK(first.steps[i].state == static_cast<StepState>(number));
        CHECK(first.promises[i].state == static_cast<PromiseState>(number));
    }
    for (int last = 1; last <= 6; ++last) {
        const auto notice = open_stores(tx)->notices().lock(uid('d', last));
        REQUIRE(notice);
        CHECK(notice->state == static_cast<NoticeState>(last));
        CHECK(notice->channel == (last == 1 ? "" : last == 2 ? "email" : "sms"));
        REQUIRE(notice->attempts.size() == (last == 3 ? 4U : 0U));
        for (std::size_t i = 0; i < notice->attempts.size(); ++i)
            CHECK(notice->attempts[i].state == static_cast<AttemptState>(i + 1));
    }
}

/// What hung together before hangs together.
void check_ids(sql::Tx& tx) {
    auto view = open_stores(tx)->requests().view(uid('a', 1));
    REQUIRE(view);
    const Request& first = view->request;
    CHECK(first.premise == uid('1', 1));
    CHECK(first.party == uid('2', 1));
    CHECK(first.service_point == uid('3', 1));
    CHECK(first.node == uid('4', 1));
    CHECK(first.incident == uid('5', 1));
    CHECK(first.follows == uid('6', 1));
    CHECK(first.parent == uid('a', 8));
    CHECK(first.merged_into == uid('a', 7));
    CHECK(first.owner_until == parse_rfc3339("2026-03-03T02:00:00Z").value());
    CHECK(first.promises[1].renews == uid('b', 1));
    CHECK(first.promises[0].renewed_by == uid('b', 2));
    CHECK(first.promises[4].first == uid('b', 1));
    CHECK(view->timeline.size() == 1);
    CHECK(view->interactions.size() == 1);
    CHECK(view->notices.size() == 6);
    CHECK(view->work.size() == 1);
    CHECK(view->incident->number == "I-1");
    CHECK(view->parts.empty());
    CHECK(open_stores(tx)->requests().find_number("R-9").value() == first.uid);
    CHECK(open_stores(tx)->requests().view(uid('a', 8))->parts.size() == 1);
    CHECK(open_stores(tx)->interactions().lock(uid('c', 1))->party == uid('2', 1));
}

TEST_CASE("rows with numbered states are carried over to words, and back") {
    const TestDatabase database{SchemaAt{"contact", "report_numbers"}};
    constexpr std::string_view kBefore[] = {"report_numbers"};
    database.grow(kBefore, "services/contact/tests/rows");
    const std::string before = all_rows(database);
    database.deploy();
    {
        sql::Pool pool{database.app(), all_statements()};
        REQUIRE(pool.check(Deadline::after(10s)));
        auto tx = pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        check_states(*tx);
        check_ids(*tx);
    }
    CHECK_THROWS(database.run("UPDATE service_request SET state = 'asleep'"));
    CHECK_THROWS(database.run("UPDATE notice_attempt SET state = ''"));
    const std::string after = all_rows(database);
    CHECK(after != before);
    database.revert("report_numbers");
    CHECK(all_rows(database) == before);
    database.deploy();
    CHECK(all_rows(database) == after);
}

}  // namespace
}  // namespace hearth::contact
