#include <catch2/catch.hpp>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/jobs.hpp"
#include "services/contact/storage/checks.hpp"
#include "services/contact/tests/editions.hpp"
#include "services/contact/tests/office.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Files;
using samples::Office;
using samples::ten;

Duration limit(Office& office, const Uuid& uid) {
    const RequestView view = office.view(uid);
    const RequestClock* clock = view.request.clock("arrival");
    return *clock->due - *clock->started;
}

std::vector<EditionInUse> used(Office& office) {
    sql::Pool pool{office.database.checker(), all_statements()};
    auto tx = pool.begin(0, Deadline::after(5s));
    REQUIRE(tx);
    auto found = editions_in_use(*tx);
    INFO((found ? "" : found.error().cause));
    REQUIRE(found);
    return std::move(*found);
}

TEST_CASE("finding 20: after a restart with a new edition old requests keep their limit") {
    Office office;
    office.settle(3);
    const auto old = office.report(0, ten());
    REQUIRE(old);
    Files files;
    files.add_thirty_minutes("2026-03-01");
    files.add("calendars/cn-2.yaml", "calendars/cn.yaml",
              {{"calendar: cn", "calendar: cn\nedition: \"2\"\nfrom: 2026-03-01"}});
    files.add("classes/no_supply-2.yaml", "classes/no_supply.electricity.yaml",
              {{"edition: 1", "edition: 2"}});
    const auto grown = files.load();
    REQUIRE(grown);
    app::Casebook again{open_stores, as_events(), *grown, app::CasebookSettings{}};
    outbox::Aside aside{"timers"};
    const auto warned = [&] {
        return office.count("SELECT count(*) FROM timeline_row WHERE type = 'RequestEscalated'");
    };
    REQUIRE(app::run_timers(office.work, ten() + 23min, again, 1, aside));
    CHECK(warned() == 1);
    REQUIRE(app::run_timers(office.work, ten() + 31min, again, 1, aside));
    CHECK(warned() == 1);
    CHECK(aside.left_out(ten() + 31min).empty());
    CHECK(limit(office, old->uid) == 45min);
    CHECK(office.view(old->uid).request.class_edition == 1);

    Uuid fresh;
    REQUIRE(office.run(ten() + 32min, [&](outbox::UnitOfWork& unit) -> Result<void> {
        app::ReportInput input;
        input.request_class = "no_supply.electricity";
        input.premise = Office::premise(1);
        input.observed = ten() + 32min;
        input.actor = {"channels/sms", "sms", ten() + 32min};
        auto outcome = again.report(again.scene(unit), input);
        if (!outcome) return fail(std::move(outcome).error());
        fresh = outcome->request.uid;
        return {};
    }));
    CHECK(limit(office, fresh) == 30min);
    const Request opened = office.view(fresh).request;
    CHECK(opened.class_edition == 2);
    CHECK(opened.clock("arrival")->edition == "2026");
    CHECK(opened.clock("arrival")->calendar_edition == "2");
    CHECK(office.view(old->uid).request.clock("arrival")->calendar_edition == "1");
    CHECK(grown->check_editions(used(office)));
    CHECK_FALSE(samples::catalogue().check_editions(used(office)));
}

TEST_CASE("finding 10: what is asked at the start names what open requests use") {
    Office office;
    office.settle(3);
    for (int i = 0; i < 3; ++i)
        REQUIRE(office.report(i, ten()));
    CHECK(samples::catalogue().check_editions(used(office)));
    office.ask("UPDATE service_request SET class_edition = 7 RETURNING 1");
    // One that is over asks for nothing any more.
    office.ask(
        "UPDATE service_request SET state = 'closed' WHERE request_id ="
        " (SELECT request_id FROM service_request LIMIT 1) RETURNING 1");
    const auto refused = samples::catalogue().check_editions(used(office));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message ==
          "class no_supply.electricity edition 7 is missing, and 2 open requests use it");
}

TEST_CASE("opened again after its edition has gone, a request goes on by the newest") {
    Office office;
    office.settle(3);
    const auto old = office.report(0, ten());
    REQUIRE(old);
    office.ask(
        "UPDATE service_request SET class_edition = 7, state = 'closed', resolved_at = opened_at,"
        " closed_at = opened_at RETURNING 1");
    const auto again = office.report(0, ten() + 1h);
    REQUIRE(again);
    CHECK(again->uid == old->uid);
    const Request opened = office.view(old->uid).request;
    CHECK(opened.is_open());
    CHECK(opened.class_edition == 1);
    CHECK(samples::catalogue().check_editions(used(office)));
    REQUIRE(office.report(0, ten() + 2h));
}

}  // namespace
}  // namespace hearth::contact
