#include <thread>

#include "libs/sql/tests/sample.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::sql {

using namespace std::chrono_literals;

TEST_CASE("every kind of value comes back as it went") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    const std::string bytes{"\0\xff\\x00'\n", 8};
    const Uuid id = new_uuid(Instant{1'700'000'000'123'456us});
    const Instant at{1'772'503'200'123'456us};
    const auto rows = tx.run(kValues, true, 7, std::int64_t{1} << 40, 0.1, "电话 '\"\\",
                             Bytes{bytes}, id, at, std::optional<std::string>{});
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 1);
    const Row row = (*rows)[0];
    CHECK(row.get<bool>("yes"));
    CHECK(row.get<std::int32_t>("i") == 7);
    CHECK(row.get<std::int64_t>("l") == std::int64_t{1} << 40);
    CHECK(row.get<double>("d") == 0.1);
    CHECK(row.get<std::string>("t") == "电话 '\"\\");
    CHECK(row.get<std::string>("b") == bytes);
    CHECK(row.get<Uuid>("u") == id);
    CHECK(row.get<Instant>("at") == at);
    CHECK(row.is_null("none"));
    CHECK_FALSE(row.get<std::optional<std::string>>("none").has_value());
    CHECK(row.get<std::optional<std::int32_t>>("i") == 7);
}

TEST_CASE("times before the epoch and without a fraction") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    const std::vector<Instant> times{Instant{-1us}, Instant{0us}, Instant{-86'400'000'000us},
                                     Instant{1'500us}};
    const std::vector<std::string> texts(times.size());
    const auto none = [&](auto value) { return std::vector<decltype(value)>(times.size()); };
    const auto rows =
        tx.run(kArrays, none(0), none(std::int64_t{}), none(0.5), none(false), texts,
               none(std::optional<std::string>{}), none(Uuid{}), none(std::optional<Uuid>{}), times,
               none(std::optional<Instant>{}), none(Bytes{}));
    REQUIRE(rows.has_value());
    for (int i = 0; i < rows->size(); ++i) {
        CHECK((*rows)[i].get<Instant>("at") == times[static_cast<std::size_t>(i)]);
    }
}

TEST_CASE("a vector becomes rows") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    const Uuid id = named_uuid("test", "one");
    const Instant at{5us};
    const std::string zero(1, '\0');
    const auto rows = tx.run(
        kArrays, std::vector{1, -2}, std::vector<std::int64_t>{3, 4}, std::vector{0.5, -1e300},
        std::vector{true, false}, std::vector<std::string>{"a\"\\,{}", ""},
        std::vector<std::optional<std::string>>{std::nullopt, "NULL"}, std::vector{id, Uuid{}},
        std::vector<std::optional<Uuid>>{id, std::nullopt}, std::vector{at, at},
        std::vector<std::optional<Instant>>{std::nullopt, at}, std::vector{Bytes{zero}, Bytes{""}});
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 2);
    const Row first = (*rows)[0];
    const Row second = (*rows)[1];
    CHECK(second.get<std::int32_t>("i") == -2);
    CHECK(first.get<std::int64_t>("l") == 3);
    CHECK(second.get<double>("d") == -1e300);
    CHECK(first.get<bool>("yes"));
    CHECK(first.get<std::string>("t") == "a\"\\,{}");
    CHECK(first.is_null("maybe_t"));
    CHECK(second.get<std::string>("maybe_t") == "NULL");
    CHECK(second.get<Uuid>("u").is_nil());
    CHECK(first.get<std::optional<Uuid>>("maybe_u") == id);
    CHECK(second.get<std::optional<Instant>>("maybe_at") == at);
    CHECK(first.get<std::string>("b") == zero);
    CHECK(second.get<std::string>("b").empty());
}

TEST_CASE("a NUL in text is refused and nothing is changed") {
    Pool pool = make_pool(database().app());
    {
        Tx tx = must_begin(pool);
        REQUIRE(tx.run(kItemAdd, 1, 100, "").has_value());
        check_failed(tx.run(kItemAdd, 1, 101, std::string{"a\0b", 3}), Code::kInvalidArgument,
                     "NUL_IN_TEXT");
        check_failed(tx.commit(), Code::kInvalidArgument, "NUL_IN_TEXT");
    }
    Tx tx = must_begin(pool);
    CHECK(tx.run(kAmount, 100)->empty());
}

TEST_CASE("each class of the server's errors") {
    Pool pool = make_pool(database().app());
    const auto failing = [&](const Statement& statement, const auto&... args) {
        Tx tx = must_begin(pool, 1, soon(400ms));
        return tx.run(statement, args...);
    };
    {
        Tx tx = must_begin(pool);
        tx.queue(kItemAdd, 1, 200, "");
        REQUIRE(tx.commit().has_value());
    }
    check_failed(failing(kItemAdd, 1, 200, ""), Code::kAlreadyExists, "ITEM_PKEY");
    check_failed(failing(kItemAdd, 1, 201, "bad"), Code::kFailedPrecondition, "ITEM_NOTE_CHECK");
    check_failed(failing(kItemAdd, 2, 201, ""), Code::kInternal, "INTERNAL");  // row security
    check_failed(failing(kDivide, 0), Code::kInternal, "INTERNAL");
    check_failed(failing(kDivide), Code::kInternal, "INTERNAL");
    check_failed(failing(Statement{"stranger", "SELECT 1", 0}), Code::kInternal, "INTERNAL");
    check_failed(failing(kSleep, 5.0), Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
    CHECK(failing(kDivide, 1).has_value());
}

TEST_CASE("what a deferred rule says comes with the commit") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    REQUIRE(tx.run(kPartAdd, 1, 2).has_value());
    check_failed(tx.commit(), Code::kFailedPrecondition, "PART_ITEM_ID_FKEY");
}

TEST_CASE("a deadlock is ABORTED for one and the other goes on") {
    Pool pool = make_pool(database().app());
    {
        Tx tx = must_begin(pool);
        tx.queue(kItemAdd, 1, 300, "");
        tx.queue(kItemAdd, 1, 301, "");
        REQUIRE(tx.commit().has_value());
    }
    const auto both = [&](Tx& tx, int second) {
        auto result = tx.run(kItemBump, 1, second);
        return result ? tx.commit() : Result<void>{fail(result.error())};
    };
    Tx one = must_begin(pool);
    Tx two = must_begin(pool);
    REQUIRE(one.run(kItemBump, 1, 300).has_value());
    REQUIRE(two.run(kItemBump, 1, 301).has_value());
    Result<void> of_two;
    std::thread other{[&] {
        of_two = both(two, 300);
        const Tx gone = std::move(two);
    }};
    const Result<void> of_one = both(one, 301);
    { const Tx gone = std::move(one); }
    other.join();
    REQUIRE(of_one.has_value() != of_two.has_value());
    check_failed(of_one ? of_two : of_one, Code::kAborted, "DEADLOCK");
}

TEST_CASE("the first failure is the transaction's for good") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    tx.queue(kItemAdd, 1, 400, "");
    tx.queue(kItemAdd, 1, 401, "bad");
    tx.queue(kItemAdd, 1, 402, "");
    check_failed(tx.run(kItems), Code::kFailedPrecondition, "ITEM_NOTE_CHECK");
    check_failed(tx.run(kItems), Code::kFailedPrecondition, "ITEM_NOTE_CHECK");
    check_failed(tx.commit(), Code::kFailedPrecondition, "ITEM_NOTE_CHECK");
}

TEST_CASE("a transaction without commit leaves nothing") {
    Pool pool = make_pool(database().app());
    {
        Tx tx = must_begin(pool);
        REQUIRE(tx.run(kItemAdd, 1, 500, "").has_value());
    }
    {
        Tx tx = must_begin(pool);
        tx.queue(kItemAdd, 1, 500, "");
    }
    Tx tx = must_begin(pool);
    CHECK(tx.run(kAmount, 500)->empty());
}

TEST_CASE("a check of a queued statement stops the transaction") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    int seen = 0;
    tx.queue_with(kItems, {}, [&](const Rows& rows) -> Result<void> {
        seen = rows.size();
        return fail(failed_precondition("SEEN", "enough"));
    });
    check_failed(tx.run(kDivide, 1), Code::kFailedPrecondition, "SEEN");
    CHECK(seen == 1);
}

TEST_CASE("rows changed are counted") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    CHECK(tx.run(kItemAdd, 1, 600, "")->affected() == 1);
    CHECK(tx.run(kItemBump, 1, 600)->affected() == 1);
    CHECK(tx.run(kItemBump, 1, 699)->affected() == 0);
}

TEST_CASE("the largest answer and the largest parameter pass a small socket buffer") {
    Pool pool = make_pool(database().app());
    Tx tx = must_begin(pool);
    std::string big;
    big.resize(20'000'000, 'x');
    for (int i = 0; i < 3; ++i)
        tx.queue(kItemAdd, 1, 700 + i, big);
    const auto rows =
        tx.run(kValues, true, 7, std::int64_t{1}, 0.1, big, Bytes{big}, Uuid{}, Instant{}, nullptr);
    REQUIRE(rows.has_value());
    CHECK((*rows)[0].get<std::string>("t") == big);
    CHECK((*rows)[0].get<std::string>("b") == big);
}

}  // namespace hearth::sql
