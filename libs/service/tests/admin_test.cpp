#include <cstdlib>
#include <memory>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/service/command.hpp"
#include "libs/service/tests/fixture.hpp"
#include "libs/service/tests/sample.hpp"

namespace hearth::service {
namespace {

using Stub = proto::AdminService::Stub;
using testkit::eventually;

/// "I3 I15" of those that do not hold, with the first violation of each.
std::map<std::string, std::string> broken(const Sample& sample) {
    const auto answer = sample.ask(&Stub::CheckInvariants, proto::CheckInvariantsRequest{});
    REQUIRE(answer);
    std::map<std::string, std::string> all;
    for (const auto& invariant : answer->invariants()) {
        CHECK(invariant.service() == "sample");
        CHECK(invariant.holds() == invariant.violations().empty());
        if (!invariant.holds()) all[invariant.id()] = invariant.violations(0);
    }
    return all;
}

std::string new_id() {
    return to_string(new_uuid(std::chrono::floor<Duration>(std::chrono::system_clock::now())));
}

/// An event of version 1 in one of the two tables, or in both.
std::string plant_event(const std::string& where, const std::string& actor = "timer:test",
                        const std::string& occurred = "now()", const std::string& request = "r-") {
    std::string id = new_id();
    const std::string common = "'" + id + "', 1, 'hearth.sample.note.v1', '" + id + "', 1, 'T'";
    if (where != "outbox") {
        ground().database().run(
            "INSERT INTO history (event_id, tenant_id, topic, key, version, type, request_id, "
            "actor, payload, recorded_at) VALUES (" +
            common + ", '" + request + id + "', '" + actor + "', '', " + occurred + ")");
    }
    if (where != "history") {
        ground().database().run(
            "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload, "
            "occurred_at, sent_at) VALUES (" +
            common + ", '', " + occurred + ", now())");
    }
    return id;
}

void remove_event(const std::string& id) {
    ground().database().run("DELETE FROM history WHERE event_id = '" + id + "'");
    ground().database().run("DELETE FROM outbox WHERE event_id = '" + id + "'");
}

}  // namespace

TEST_CASE("invariants hold, until one is broken", "[inv-I3][inv-I5][inv-I6][inv-I7][inv-I15]") {
    Sample sample;
    REQUIRE(sample.becomes_ready());
    const std::string good = plant_event("both", "timer:test", "now() - interval '1 hour'");
    REQUIRE(broken(sample).empty());
    const auto& database = ground().database();

    std::string planted = plant_event("outbox");
    CHECK(broken(sample)["I3"].find(planted) != std::string::npos);
    remove_event(planted);
    planted = plant_event("both", "agents/A1");
    CHECK(broken(sample)["I3"].find("r-" + planted) != std::string::npos);
    remove_event(planted);
    planted = plant_event("both", "agents/A1", "now()", "a/b+");  // as a client's own key may be
    CHECK(broken(sample)["I3"].find("a/b+" + planted) != std::string::npos);
    remove_event(planted);
    planted = plant_event("both", "agents/A1", "now()", "imports/");
    CHECK(broken(sample).empty());
    remove_event(planted);

    planted = plant_event("history");
    CHECK(broken(sample)["I5"].find(planted) != std::string::npos);
    remove_event(planted);
    planted = plant_event("both", "timer:test", "now() - interval '2 hours'");
    database.run("UPDATE history SET version = 3 WHERE event_id = '" + planted + "'");
    CHECK(broken(sample)["I6"].find(planted) != std::string::npos);
    remove_event(planted);

    planted = new_id();
    database.run(
        "INSERT INTO inbox (consumer, topic, key, version, event_id, tenant_id) VALUES "
        "('copy', 't', '" +
        planted + "', 4, '" + planted + "', 1)");
    database.run("INSERT INTO parked VALUES ('copy', 't', 0, 17, '" + planted +
                 "', 1, '', '{\"version\": \"4\"}')");
    CHECK(broken(sample)["I7"].find(planted) != std::string::npos);
    database.run("DELETE FROM parked; DELETE FROM inbox");

    database.run("INSERT INTO note VALUES (2, '" + planted + "', 'bad one', 1)");
    CHECK(broken(sample) == std::map<std::string, std::string>{{"I15", planted + " is bad"}});

    proto::CheckInvariantsRequest only;
    only.add_ids("I3");
    const auto one = sample.ask(&Stub::CheckInvariants, only);
    REQUIRE(one);
    REQUIRE(one->invariants_size() == 1);
    CHECK(one->invariants(0).id() == "I3");
    CHECK(one->invariants(0).checked() > 0);

    const auto steps = sample.ask(&Stub::ListOpenSteps, proto::ListOpenStepsRequest{});
    REQUIRE(steps);
    REQUIRE(steps->steps_size() == 1);
    CHECK(steps->steps(0).kind() == "note");
    CHECK(steps->steps(0).reference() == "bad one");
    database.run("DELETE FROM note");
    remove_event(good);
}

TEST_CASE("all that was ever committed is listed, page by page") {
    Sample sample{{{"HEARTH_KAFKA__BROKERS", "127.0.0.1:1"}}};
    REQUIRE(sample.becomes_ready());
    ground().database().run(
        "INSERT INTO history SELECT gen_random_uuid(), 1, 't', gen_random_uuid(), 1, 'T', '', "
        "'timer:test', '', now() - interval '1 hour' FROM generate_series(1, 5001)");
    const std::string unsent = plant_event("both");
    ground().database().run("UPDATE outbox SET sent_at = NULL WHERE event_id = '" + unsent + "'");
    std::map<std::string, bool> seen;
    proto::ListEventsRequest request;
    int pages = 0;
    do {
        const auto page = sample.ask(&Stub::ListEvents, request);
        REQUIRE(page);
        for (const auto& event : page->events())
            CHECK(seen.emplace(event.id(), event.unsent()).second);
        request.set_page_token(page->next_page_token());
        ++pages;
    } while (!request.page_token().empty());
    CHECK(pages == 2);
    CHECK(seen.size() == 5002);
    CHECK(seen[unsent]);
    request.set_page_token("AAAA");
    CHECK(sample.ask(&Stub::ListEvents, request).error().reason == "BAD_PAGE_TOKEN");
    ground().database().run("DELETE FROM history WHERE topic = 't'");
    remove_event(unsent);
}

TEST_CASE("only an operator gets in") {
    Sample sample;
    REQUIRE(sample.becomes_ready());
    const auto refused =
        sample.ask(&Stub::CheckInvariants, proto::CheckInvariantsRequest{}, "manager");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == "ROLE_NOT_ALLOWED");
}

TEST_CASE("failpoints and the clock are for development only") {
    proto::ArmFailpointRequest arm;
    arm.set_name("sample.point");
    arm.set_action("fail");
    proto::SetClockRequest clock;
    clock.set_offset_us(3'600'000'000);
    {
        Sample sample{{{"HEARTH_DEVELOPMENT__ENABLED", "false"}}};
        REQUIRE(sample.becomes_ready());
        CHECK(sample.ask(&Stub::ArmFailpoint, arm).error().code == Code::kPermissionDenied);
        CHECK(sample.ask(&Stub::SetClock, clock).error().code == Code::kPermissionDenied);
    }
    Sample sample{{{"HEARTH_DEVELOPMENT__CLOCK_OFFSET", "-48h"}}};
    REQUIRE(sample.becomes_ready());
    CHECK(sample.ask(&Stub::ArmFailpoint, arm));
    arm.set_action("explode");
    CHECK(sample.ask(&Stub::ArmFailpoint, arm).error().code == Code::kInvalidArgument);
    const auto now = [] { return std::chrono::system_clock::now().time_since_epoch() / 1s; };
    proto::SetClockRequest same;
    same.set_offset_us(0);
    const auto moved = sample.ask(&Stub::SetClock, clock);
    REQUIRE(moved);
    CHECK(std::abs(moved->now().seconds() - now() - 3600) < 60);
}

TEST_CASE("a poison event becomes a dead letter that an operator settles") {
    Sample sample;
    REQUIRE(sample.becomes_ready());
    const auto made = make_host();
    Host& host = *made;
    const outbox::Cause cause{1, "timer:test", "", host.clock().now(), Deadline::after(10s)};
    REQUIRE(host.work().run(cause, [](auto& work) { return add_note(work, "bad note"); }));

    proto::DeadLetter letter;
    REQUIRE(eventually(
        [&] {
            const auto list = sample.ask(&Stub::ListDeadLetters, proto::ListDeadLettersRequest{});
            if (list && list->dead_letters_size() == 1) letter = list->dead_letters(0);
            return !letter.id().empty();
        },
        30s));
    CHECK(letter.consumer() == "copy");
    CHECK(letter.reason() == "BAD_NOTE");
    CHECK(letter.state() == "waiting");
    CHECK(letter.message().empty());

    proto::ListDeadLettersRequest one;
    one.set_id(letter.id());
    const auto whole = sample.ask(&Stub::ListDeadLetters, one);
    REQUIRE(whole);
    CHECK(whole->dead_letters(0).message() == "bad note");

    proto::ReplayDeadLetterRequest replay;
    replay.set_id(letter.id());
    CHECK(sample.ask(&Stub::ReplayDeadLetter, replay).error().reason == "BAD_NOTE");
    proto::SkipDeadLetterRequest skip;
    skip.set_id(letter.id());
    CHECK(sample.ask(&Stub::SkipDeadLetter, skip).error().fields.at(0).field == "reason");
    skip.set_reason("a test's own");
    CHECK(sample.ask(&Stub::SkipDeadLetter, skip));
    replay.set_id("no id");
    CHECK(sample.ask(&Stub::ReplayDeadLetter, replay).error().code == Code::kInvalidArgument);
    replay.set_id(new_id());
    CHECK(sample.ask(&Stub::ReplayDeadLetter, replay).error().code == Code::kNotFound);
    CHECK(sample.ask(&Stub::ListDeadLetters, proto::ListDeadLettersRequest{})
              ->dead_letters()
              .empty());
}

TEST_CASE("an operator who replays is told which rule of the database stands in the way") {
    Sample sample;
    REQUIRE(sample.becomes_ready());
    const auto made = make_host();
    Host& host = *made;
    const outbox::Cause cause{1, "timer:test", "", host.clock().now(), Deadline::after(10s)};
    REQUIRE(host.work().run(cause, [](auto& work) { return add_note(work, "twin note"); }));
    proto::ReplayDeadLetterRequest replay;
    REQUIRE(eventually(
        [&] {
            const auto list = sample.ask(&Stub::ListDeadLetters, proto::ListDeadLettersRequest{});
            if (list && list->dead_letters_size() == 1) replay.set_id(list->dead_letters(0).id());
            return !replay.id().empty();
        },
        30s));
    CHECK(sample.ask(&Stub::ReplayDeadLetter, replay).error().reason == "NOTE_PKEY");
}

TEST_CASE("a command asked twice is answered the same, and done once") {
    struct Asked {
        proto::SkipDeadLetterRequest message;
        std::string id;
        [[nodiscard]] const std::string& request_id() const { return id; }
        operator const google::protobuf::Message&() const { return message; }  // NOLINT
    };
    const auto made = make_host();
    Host& host = *made;
    const rpc::Call call{{"agents/A1", {"agent"}, 1}, Deadline::after(10s), {}, "/s/M"};
    int runs = 0;
    const auto command = [&](const std::string& id, const std::string& reason) {
        Asked asked{{}, id};
        asked.message.set_reason(reason);
        proto::SkipDeadLetterResponse response;
        const auto done =
            run_command(host, call, asked, response, [&](outbox::UnitOfWork& work) -> Result<void> {
                response.set_applied(++runs);
                return add_note(work, reason);
            });
        return done ? std::to_string(response.applied()) : done.error().reason;
    };
    CHECK(command("r-1", "a") == "1");
    CHECK(command("r-1", "a") == "1");
    CHECK(command("r-2", "a") != "1");
    CHECK(command("r-1", "b") == "REQUEST_ID_REUSED");
    CHECK(command(std::string(200, 'x'), "a") == "BAD_REQUEST_ID");
    CHECK(ground().database().run("SELECT count(*) FROM note WHERE text = 'a'") == "2");
    ground().database().run("DELETE FROM note");
}

}  // namespace hearth::service
