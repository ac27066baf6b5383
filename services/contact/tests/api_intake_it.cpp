#include <cstdint>

#include <catch2/catch.hpp>

#include "services/contact/app/jobs.hpp"
#include "services/contact/tests/door.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Door;
using samples::Office;
using samples::ten;

TEST_CASE("a household texts that its power is out, twice") {
    Door door;
    const auto first = door.sms("m1", "13810000001", "停电了", ten());
    CHECK(first.answer().outcome() == "opened");
    CHECK(first.interaction().from() == Office::phone(1));
    CHECK_FALSE(first.interaction().draft());
    CHECK(first.answer().text_zh().find("单号R-") != std::string::npos);
    const auto second = door.sms("m2", "+86 138 1000 0001", "No power!", ten() + 2min);
    CHECK(second.answer().outcome() == "joined");
    CHECK(second.interaction().request() == first.interaction().request());
    CHECK(second.answer().promise().due_time().seconds() ==
          first.answer().promise().due_time().seconds());
    // The same message again changes nothing.
    door.sms("m1", "13810000001", "停电了", ten() + 3min);
    CHECK(door.request_of(first).report_count == 2);
    CHECK(door.office.count("SELECT count(*) FROM service_request") == 1);
    CHECK(door.office.count("SELECT count(*) FROM interaction") == 2);
    CHECK(door.office.count("SELECT count(*) FROM notice WHERE template = 'accepted'") == 2);
}

TEST_CASE("a number that tells no premise is asked which, and stays for a person") {
    Door door;
    const auto asked = door.sms("m1", "13999999999", "停电", ten());
    CHECK(asked.answer().outcome() == "asked");
    CHECK(asked.interaction().draft());
    CHECK(door.office.count("SELECT count(*) FROM service_request") == 0);
    CHECK(door.office.count("SELECT count(*) FROM notice WHERE template = 'which_premise'") == 1);
    CHECK(door.sms("m2", "13999999999", "你好", ten()).interaction().reason() == "unknown");
}

TEST_CASE("a smell of gas by text starts work at once and the sender is called back") {
    Door door;
    const auto gas = door.sms("m1", "13999999999", "桥头有煤气味", ten());
    const Request request = door.request_of(gas);
    CHECK(request.hazard == Hazard::kLife);
    CHECK(request.step("repair") != nullptr);
    CHECK(request.location->words == "桥头有煤气味");
    CHECK(gas.interaction().draft());
    int calls = 0;
    outbox::Aside aside{"call_backs"};
    for (int minute = 1; minute < 8; ++minute) {
        REQUIRE(app::call_back(door.office.work, ten() + std::chrono::minutes{minute},
                               door.office.casebook, door.intake, 1, aside));
        calls = door.office.count("SELECT call_backs FROM interaction");
    }
    CHECK(calls == 3);
    CHECK(door.office.count(
              "SELECT count(*) FROM history WHERE type LIKE '%InteractionRecorded'") == 4);
}

TEST_CASE("a caller who hangs up on a smell of gas is worked for and called back within a minute") {
    Door door;
    door.call("c1", "offered", Office::phone(2), ten());
    const auto hung = door.call("c1", "hung_up", Office::phone(2), ten() + 10s, "gas_smell.gas");
    CHECK_FALSE(hung.interaction().request().empty());
    CHECK(door.request_of(hung).hazard == Hazard::kLife);
    CHECK(door.office.count("SELECT count(*) FROM interaction WHERE call_back_at <= '" +
                            to_rfc3339(ten() + 70s) + "'") == 1);
    // Without a hazard the contact is over.
    door.call("c2", "offered", Office::phone(2), ten());
    CHECK(door.call("c2", "hung_up", Office::phone(2), ten() + 5s).interaction().outcome() ==
          "hung_up");
    // A recording's reference may follow.
    pb::RecordInteractionRequest recording;
    recording.set_channel("phone");
    recording.set_message_id("c2");
    recording.set_event("recording");
    recording.set_recording("rec/c2.wav");
    CHECK(door.record(recording, ten() + 1min).interaction().recording() == "rec/c2.wav");
}

TEST_CASE("a call shows who may be calling, and the report reads the premise back") {
    Door door;
    const auto offered = door.call("c1", "offered", "013810000003", ten());
    CHECK(offered.identity().why() == "ONE_PARTY_ONE_PREMISE");
    CHECK(offered.identity().preselected() == "premises/" + to_string(Office::premise(3)));
    CHECK(offered.identity().parties(0).name_en() == "Zhang San");
    pb::OpenRequestRequest open;
    open.set_interaction(offered.interaction().name());
    open.mutable_report()->set_class_("no_supply.electricity");
    open.mutable_report()->set_premise(offered.identity().preselected());
    pb::OpenRequestResponse opened;
    REQUIRE(door.office.run(ten() + 1min, [&](outbox::UnitOfWork& work) {
        opened.Clear();
        return contact::open(door.intake, work, open, {"agents/A1", {"agent"}, 1}, opened);
    }));
    CHECK(opened.answer().outcome() == "opened");
    CHECK(opened.answer().text_en().find("1 Happy Road") != std::string::npos);
    // The clock runs from the call, not from the agent's key.
    CHECK(opened.answer().service_request().open_time().seconds() ==
          std::chrono::duration_cast<std::chrono::seconds>(ten().time_since_epoch()).count());
    pb::CompleteInteractionRequest complete;
    complete.set_name(offered.interaction().name());
    complete.set_outcome("opened");
    pb::CompleteInteractionResponse completed;
    const auto end = [&](outbox::UnitOfWork& work) {
        return contact::complete(door.intake, work, complete, completed);
    };
    REQUIRE(door.office.run(ten() + 2min, end));
    CHECK(completed.interaction().request() == opened.answer().service_request().name());
    CHECK(door.office.run(ten() + 2min, end).error().reason == "INTERACTION_COMPLETE");
}

TEST_CASE("replies by one letter are about what was told last") {
    Door door;
    const auto opened = door.sms("m1", Office::phone(1), "停电", ten());
    const auto progress = door.sms("m2", Office::phone(1), "1", ten() + 1min);
    CHECK(progress.answer().outcome() == "progress");
    CHECK(progress.answer().text_zh().find("正在处理") != std::string::npos);
    const Uuid uid = door.request_of(opened).uid;
    REQUIRE(door.office.run(ten() + 1h, [&](outbox::UnitOfWork& work) -> Result<void> {
        auto done = door.office.casebook.change(
            door.office.casebook.scene(work), uid, "", {"event:x", "event", work.now()},
            [](Change& change) -> Result<void> {
                apply_event(change, {StepEvent::Kind::kDone, "repair", "done"}, change.now());
                return {};
            });
        if (!done) return fail(std::move(done).error());
        return {};
    }));
    const auto still_out = door.sms("m3", Office::phone(1), "N", ten() + 70min);
    CHECK(still_out.interaction().reason() == "still_out");
    CHECK(door.request_of(opened).step("repair")->attempt == 2);
    const auto nothing = door.sms("m4", Office::phone(2), "1", ten() + 2h);
    CHECK(nothing.interaction().request().empty());
    CHECK(nothing.answer().text_en().find("no open report") != std::string::npos);
}

TEST_CASE(
    "an address of another channel's kind is kept, tells nothing of who it is and gets no reply") {
    Door door;
    const std::string mail = "haidong1@example.com";
    int position = 1;
    for (const std::string& address : {mail, std::string{"wechat:o7x@app"}})
        door.office.ask("INSERT INTO contact_point VALUES (1, '" + to_string(Office::party(1)) +
                        "', " + std::to_string(++position) + ", 'email', '" + address +
                        "', '', false)");
    int taken = 0;
    for (const std::string address :
         {"haidong1@example.com", "wechat:o7x@app", "WeChat:O7x@app", "00000000", "anonymous"}) {
        INFO(address);
        const std::string id = "m" + std::to_string(++taken);
        const auto asked = door.sms(id, address, "停电了", ten());
        CHECK(asked.answer().outcome() == "asked");
        CHECK(asked.interaction().from() == address);
        CHECK(asked.interaction().party().empty());
        CHECK_FALSE(door.call(id, "offered", address, ten()).has_identity());
        CHECK(door.sms(id + "-stop", address, "TD", ten()).interaction().from() == address);
    }
    // A mail of that party has a request, of which the same letters in an SMS hear nothing.
    pb::RecordInteractionRequest gas;
    gas.set_channel("email");
    gas.set_message_id("e1");
    gas.set_event("message");
    gas.set_from("mailto:Haidong1@example.com");
    gas.set_text("家里有煤气味");
    const auto opened = door.record(gas, ten());
    CHECK(opened.interaction().from() == mail);
    CHECK(opened.identity().parties_size() == 1);
    const int notices = door.office.count("SELECT count(*) FROM notice");
    CHECK(notices == 1);
    const auto progress = door.sms("m9", mail, "进度", ten() + 1min);
    CHECK(progress.interaction().request().empty());
    CHECK(door.office.count("SELECT count(*) FROM notice") == notices);
    CHECK(door.office.count("SELECT count(*) FROM consent") == 0);
}

/// So many letters that no compression makes an index take them.
std::string letters(std::size_t count) {
    std::string text;
    std::uint32_t seed = 7;
    while (text.size() < count) {
        seed = seed * 1664525U + 1013904223U;
        text += static_cast<char>('a' + (seed >> 24U) % 26U);
    }
    return text;
}

TEST_CASE("a smell of gas is taken whatever stands for an address, and that one withheld") {
    Door door;
    pb::RecordInteractionRequest form;
    form.set_channel("web");
    form.set_message_id("w1");
    form.set_event("message");
    form.set_from(letters(9000));
    form.set_to(letters(9000));
    form.set_text("家里有煤气味");
    form.mutable_report()->set_phone(form.from());
    const auto told = door.record(form, ten());
    CHECK(door.request_of(told).hazard == Hazard::kLife);
    CHECK(told.interaction().from().empty());
    CHECK(told.interaction().to().empty());
    form.set_message_id("w2");
    form.mutable_report()->set_class_("gas_smell.gas");
    CHECK(door.request_of(door.record(form, ten())).hazard == Hazard::kLife);
    // Up to the bound it is kept, and is nobody's.
    form.set_message_id("w3");
    form.set_from(letters(200));
    form.clear_report();
    CHECK(door.record(form, ten()).interaction().from() == form.from());
    CHECK(door.office.count("SELECT count(*) FROM notice") == 0);
}

TEST_CASE("a crew is given a telephone number to call, and no other address") {
    Door door;
    const auto phone_of = [&](const std::string& channel, const std::string& from) {
        pb::RecordInteractionRequest message;
        message.set_channel(channel);
        message.set_message_id(from);
        message.set_event("message");
        message.set_from(from);
        message.set_text("楼道里闻到煤气");
        const Uuid uid = door.request_of(door.record(message, ten())).uid;
        std::string phone;
        REQUIRE(door.office.work.read(1, Deadline::after(5s), [&](sql::Tx& tx) -> Result<void> {
            phone = open_stores(tx)->identity().job_contact(uid).value().phone;
            return {};
        }));
        return phone;
    };
    CHECK(phone_of("email", "+tag@example.com").empty());
    CHECK(phone_of("sms", "13999999999") == "+8613999999999");
}

TEST_CASE("what is wrong with an event of a channel is told whole") {
    pb::RecordInteractionRequest request;
    request.set_channel("pigeon");
    request.set_text(std::string(5000, 'x'));
    const auto done = check_event(request, samples::catalogue());
    REQUIRE_FALSE(done);
    std::string fields;
    for (const auto& fault : done.error().fields)
        fields += fault.field + "=" + fault.reason + " ";
    CHECK(fields ==
          "request_id=REQUIRED message_id=REQUIRED event=REQUIRED channel=UNKNOWN_VALUE "
          "text=TOO_LONG ");
}

TEST_CASE("timers run from the database, and say nothing twice") {
    Door door;
    door.sms("m1", Office::phone(1), "停电", ten());
    outbox::Aside aside{"timers"};
    for (int i = 0; i < 3; ++i)
        REQUIRE(app::run_timers(door.office.work, ten() + 46min, door.office.casebook, 1, aside));
    CHECK(door.office.count("SELECT count(*) FROM timeline_row WHERE type = 'PromiseBroken'") == 1);
    CHECK(door.office.count("SELECT count(*) FROM timeline_row WHERE type = 'RequestEscalated'") ==
          1);
}

TEST_CASE("finding 10: a caller for whom the call back fails keeps no other waiting") {
    Door door;
    Office& office = door.office;
    for (int i = 1; i <= 3; ++i)
        door.sms("m" + std::to_string(i), "1399999999" + std::to_string(i), "桥头有煤气味", ten());
    const auto calls = [&] { return office.count("SELECT sum(call_backs) FROM interaction"); };
    office.ask(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
        " CREATE TRIGGER refuse BEFORE UPDATE ON interaction FOR EACH ROW"
        " WHEN (old.message_id = 'm1') EXECUTE FUNCTION refuse(); SELECT 1");
    outbox::Aside aside{"call_backs"};
    const auto round = [&](Duration after) {
        return app::call_back(office.work, ten() + after, office.casebook, door.intake, 1, aside);
    };
    REQUIRE(round(1min));
    CHECK(calls() == 2);
    CHECK(aside.left_out(ten() + 1min).size() == 1);
    // The round ends, and does not even look at it again while it is left out.
    const auto again = round(1min);
    REQUIRE(again);
    CHECK_FALSE(*again);
    CHECK(calls() == 2);
    office.ask("DROP TRIGGER refuse ON interaction; SELECT 1");
    REQUIRE(round(90s));
    CHECK(calls() == 3);
    CHECK(aside.left_out(ten() + 90s).empty());
}

TEST_CASE("a request for which the timers fail stops no other's, and is tried again later") {
    Door door;
    Office& office = door.office;
    for (int i = 1; i <= 3; ++i)
        door.sms("m" + std::to_string(i), Office::phone(i), "停电", ten());
    office.ask(
        "UPDATE service_request SET class_edition = 99 WHERE request_id = (SELECT request_id"
        " FROM service_request ORDER BY next_tick_at LIMIT 1) RETURNING 1");
    outbox::Aside aside{"timers"};
    const auto broken = [&] {
        return office.count("SELECT count(*) FROM timeline_row WHERE type = 'PromiseBroken'");
    };
    REQUIRE(app::run_timers(office.work, ten() + 46min, office.casebook, 1, aside));
    CHECK(broken() == 2);
    CHECK(aside.left_out(ten() + 46min).size() == 1);
    CHECK(aside.left_out(ten() + 47min).empty());
    // While it is left out a round does not even look at it; then, cured, it goes in.
    REQUIRE(app::run_timers(office.work, ten() + 46min, office.casebook, 1, aside));
    office.ask("UPDATE service_request SET class_edition = 1 WHERE class_edition = 99 RETURNING 1");
    REQUIRE(app::run_timers(office.work, ten() + 46min, office.casebook, 1, aside));
    CHECK(broken() == 2);
    REQUIRE(app::run_timers(office.work, ten() + 47min, office.casebook, 1, aside));
    CHECK(broken() == 3);
}

}  // namespace
}  // namespace hearth::contact
