#include "libs/outbox/cleaning.hpp"

#include "libs/outbox/tests/work_fixture.hpp"

namespace hearth::outbox {

TEST_CASE("answers are forgotten after 30 days, in batches, of every tenant") {
    Bench bench;
    database().run(
        "INSERT INTO tenant VALUES (7, 'seven') ON CONFLICT DO NOTHING;"
        "INSERT INTO command SELECT t, 'old', 'M', n::text, '', '', '2020-01-01Z' FROM "
        "generate_series(1, 6000) n,"
        " (VALUES (1), (7)) x (t);"
        "INSERT INTO command SELECT 1, 'new', 'M', n::text, '', '', '2020-01-20Z' FROM "
        "generate_series(1, 10) n");
    const auto later = parse_rfc3339("2020-02-05T00:00:00Z");
    const auto deadline = Deadline::after(20s);
    CHECK(forget_commands(bench.pool, *later, deadline) == true);
    CHECK(count("command", "actor = 'old'") == "2000");
    CHECK(forget_commands(bench.pool, *later, deadline) == false);
    CHECK(count("command", "actor = 'old'") == "0");
    CHECK(count("command", "actor = 'new'") == "10");
}

}  // namespace hearth::outbox
