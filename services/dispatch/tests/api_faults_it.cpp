#include "services/dispatch/tests/service_fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;

namespace {

/// Every event of every aggregate once, without gaps, and all sent.
void check_story(const Town& town, const Server& server) {
    CHECK(town.sql("SELECT count(*) FROM (SELECT key FROM history GROUP BY topic, key HAVING "
                   "max(version) <> count(*)) g") == "0");
    CHECK(testkit::eventually(
        [&] { return town.sql("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == "0"; }));
    common::v1::CheckInvariantsRequest question;
    question.add_ids("I15");
    const auto answer = server.admin(&common::v1::AdminService::Stub::CheckInvariants, question);
    REQUIRE(answer);
    INFO(answer->invariants(0).ShortDebugString());
    CHECK(answer->invariants(0).holds());
}

}  // namespace

TEST_CASE("killed between planning and commit, the work order is made once after the restart") {
    const Town town;
    const auto request = named_uuid("request", "crash");
    {
        Server first{town};
        REQUIRE(first.becomes_ready());
        first.import_crews();
        first.arm("dispatch.consumer.before_commit", "crash");
        town.report(request);
        CHECK(first.process().wait(20s) == 128 + 9);
    }
    Server second{town};
    REQUIRE(second.becomes_ready());
    const auto order = second.order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    CHECK(town.sql("SELECT count(*) FROM work_order") == "1");

    SECTION("a push that dies before its commit is taken whole when it is sent again") {
        second.arm("dispatch.push.before_commit", "crash");
        const auto crew = order.crew().substr(6);
        const auto sent = mutation(1, order, "accept");
        CHECK_FALSE(second.push(crew, "device", {sent}));
        CHECK(second.process().wait(20s) == 128 + 9);
        Server third{town};
        REQUIRE(third.becomes_ready());
        const auto answer = third.push(crew, "device", {sent});
        REQUIRE(answer);
        CHECK(answer->answers(0).outcome() == "applied");
        CHECK(answer->answers(0).work_order().state() == "accepted");
        check_story(town, third);
    }
}

TEST_CASE("two replicas share the work, and never publish the same version of a plan") {
    const Town town;
    Server one{town};
    Server two{town};
    REQUIRE(one.becomes_ready());
    REQUIRE(two.becomes_ready());
    one.import_crews();
    constexpr int kRequests = 40;
    const auto request = [](int i) { return named_uuid("request", "shared " + std::to_string(i)); };
    for (int i = 0; i < kRequests / 2; ++i)
        town.report(request(i), 1, "", "no_supply.electricity", i % 7);
    two.process().signal(9);
    for (int i = kRequests / 2; i < kRequests; ++i) {
        town.report(request(i), 1, "", "no_supply.electricity", i % 7);
        if (i % 5 == 0) town.report(request(i - 5), 1, "", "no_supply.electricity", (i - 5) % 7);
    }
    CHECK(testkit::eventually(
        [&] {
            return town.sql("SELECT count(*) FROM work_order WHERE state = 'assigned'") ==
                   std::to_string(kRequests);
        },
        40s));
    CHECK(town.sql("SELECT count(*) FROM work_order") == std::to_string(kRequests));
    check_story(town, one);
}

TEST_CASE("all events from the first offset again change nothing") {
    const Town town;
    const auto a = named_uuid("request", "again a");
    const auto b = named_uuid("request", "again b");
    Server server{town};
    REQUIRE(server.becomes_ready());
    server.import_crews();
    const std::vector<std::pair<Uuid, std::int64_t>> events = {{a, 1}, {b, 1}, {a, 2}};
    const auto tell_all = [&] {
        for (const auto& [request, version] : events) {
            version == 1 ? town.report(request) : town.withdraw(request, version);
        }
    };
    tell_all();
    REQUIRE_FALSE(server.order_of(a, "cancelled").name().empty());
    REQUIRE_FALSE(server.order_of(b, "assigned").name().empty());
    const std::string orders =
        "SELECT string_agg(sequence || state || version, ' ' ORDER BY sequence) FROM work_order";
    const auto before = town.sql(orders);
    tell_all();
    const auto last = named_uuid("request", "again last");
    town.report(last);
    REQUIRE_FALSE(server.order_of(last, "assigned").name().empty());
    CHECK(town.sql(orders).starts_with(before));
}
