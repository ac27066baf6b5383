#include "libs/testkit/plans.hpp"

#include "libs/outbox/inbox.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/outbox/tests/work_fixture.hpp"

namespace hearth::outbox {
namespace {

using testkit::PlanRules;
using testkit::unbounded_plans;

const std::vector<std::string> kNone;

std::vector<std::string> judge(const sql::Statement& statement, const PlanRules& rules = {}) {
    return unbounded_plans(database(), database().app(), {std::span{&statement, 1}}, rules);
}

}  // namespace

TEST_CASE("no statement of the outbox reads a table as a whole") {
    // An operator's list, asked for by hand: its optional filters cannot use an index.
    const PlanRules rules{{"tenant", "blocked"}, {"dead_letter_list"}};
    CHECK(unbounded_plans(database(), database().app(),
                          {work_statements(), inbox_statements(), kCounterStatements},
                          rules) == kNone);
    CHECK(unbounded_plans(database(), database().relay(), {relay_statements()}, rules) == kNone);
}

TEST_CASE("statements that grow with their table are found") {
    CHECK(judge({"by_payload", "SELECT key FROM outbox WHERE payload = $1", 1}) ==
          std::vector<std::string>{"by_payload: Seq Scan on outbox"});
    // Row security adds the tenant, which every row has.
    CHECK(judge({"by_tenant", "SELECT payload FROM history WHERE payload = $1", 1}).size() == 1);
    CHECK(judge({"all", "SELECT count(*) FROM counter", 0}).size() == 1);
    CHECK(judge({"sorted", "SELECT * FROM outbox ORDER BY payload LIMIT 10", 0}).size() == 1);
    CHECK_FALSE(
        judge(
            {"nested",
             "UPDATE counter SET version = 0 WHERE id IN (SELECT key FROM outbox WHERE type = $1)",
             1})
            .empty());
}

TEST_CASE("bounded statements pass") {
    CHECK(judge({"by_key", "SELECT * FROM counter WHERE id = $1", 1}) == kNone);
    CHECK(judge({"page", "SELECT * FROM counter WHERE id > $1 ORDER BY id LIMIT 10", 1}) == kNone);
    CHECK(judge({"first_page", "SELECT * FROM counter ORDER BY tenant_id, id LIMIT 10", 0}) ==
          kNone);
    CHECK(judge({"unsent", "SELECT count(*) FROM outbox WHERE sent_at IS NULL", 0}) == kNone);
    CHECK(judge({"by_keys", "SELECT c.* FROM unnest($1::uuid[]) k JOIN counter c ON c.id = k",
                 1}) == kNone);
    CHECK(judge({"add", "INSERT INTO counter VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", 3}) ==
          kNone);
    CHECK(judge({"all", "SELECT count(*) FROM counter", 0}, {{"counter"}, {}}) == kNone);
    CHECK(judge({"all", "SELECT count(*) FROM counter", 0}, {{}, {"all"}}) == kNone);
}

}  // namespace hearth::outbox
