#include <catch2/catch.hpp>

#include "services/contact/app/jobs.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/tests/door.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Door;
using samples::Office;
using samples::ten;

const std::string kGas = "gas_smell.gas";
const std::string kPower = "no_supply.electricity";
const std::string kStranger = "13999999999";

pb::Report report_of(const std::string& request_class, const std::string& words,
                     const std::string& phone = kStranger) {
    pb::Report report;
    report.set_class_(request_class);
    report.set_words(words);
    report.set_phone(phone);
    return report;
}

pb::Report at_home(pb::Report report, int home = 1) {
    report.set_premise("premises/" + to_string(Office::premise(home)));
    return report;
}

pb::RecordInteractionRequest form_of(const pb::Report& report, const std::string& id = "w1") {
    pb::RecordInteractionRequest request;
    request.set_channel("web");
    request.set_message_id(id);
    request.set_event("message");
    request.set_from(report.phone());
    request.set_text(report.words());
    *request.mutable_report() = report;
    return request;
}

pb::RecordInteractionResponse posted(Door& door, const pb::Report& report,
                                     const std::string& id = "w1") {
    return door.record(form_of(report, id), ten());
}

Result<void> try_record(Door& door, pb::RecordInteractionRequest request) {
    request.set_request_id(request.message_id());
    pb::RecordInteractionResponse response;
    return door.office.run(ten(), [&](outbox::UnitOfWork& work) {
        return contact::record(door.intake, work, request, response);
    });
}

/// What an agent writes down of a call.
pb::Answer opened(Door& door, const pb::Report& report, const std::string& interaction = {}) {
    pb::OpenRequestRequest request;
    request.set_interaction(interaction);
    *request.mutable_report() = report;
    pb::OpenRequestResponse response;
    auto done = door.office.run(ten(), [&](outbox::UnitOfWork& work) {
        response.Clear();
        return contact::open(door.intake, work, request, {"agents/A1", {"agent"}, 1}, response);
    });
    if (!done)
        FAIL(done.error().reason << " " << done.error().message << " " << done.error().cause);
    return response.answer();
}

std::string told(const Door& door) {
    return door.office.ask("SELECT string_agg(template, ' ' ORDER BY template) FROM notice");
}

/// "enquiry:none no_supply.electricity:life 1", but for cases that only hold parts; then the crews.
std::string requests(const Door& door) {
    return door.office.ask(
        "SELECT concat_ws(' ', string_agg(class || ':' || hazard, ' ' ORDER BY class), "
        "(SELECT count(*) FROM step WHERE owner = 'dispatch')) "
        "FROM service_request WHERE class <> 'several'");
}

/// Drafts that somebody is to call within a minute.
int calls_due(const Door& door) {
    return door.office.count("SELECT count(*) FROM interaction WHERE draft AND call_back_at <= '" +
                             to_rfc3339(ten() + 60s) + "'");
}

bool begins(const std::string& text, const std::string& words) {
    const auto at = text.find(words);
    return at != std::string::npos && at < text.find("受理");
}

TEST_CASE("the class that a form chooses silences no word of danger beside it") {
    {
        Door door;
        const auto wire = posted(door, at_home(report_of(kPower, "门口电线断了掉在路上,家里没电")));
        CHECK(requests(door) == kPower + ":life 1");
        CHECK(begins(wire.answer().text_zh(), "离断线8米以上"));
        CHECK(told(door) == "accepted wire");
        CHECK(wire.interaction().draft());
        CHECK(wire.interaction().request() == wire.answer().service_request().name());
        CHECK(calls_due(door) == 1);
    }
    {
        Door door;
        const auto wire = posted(door, at_home(report_of("enquiry", "请问营业时间。门口电线断了")));
        CHECK(requests(door) == "enquiry:none " + kPower + ":life 1");
        CHECK(begins(wire.answer().text_zh(), "离断线8米以上"));
        CHECK(calls_due(door) == 1);
    }
    {
        Door door;
        CHECK_FALSE(posted(door, at_home(report_of("enquiry", "电缆沟断电检修到几点")))
                        .interaction()
                        .draft());
        CHECK(calls_due(door) == 0);
    }
}

TEST_CASE("without phone and place the draft is there for a person, and no hazard without end") {
    Door door;
    const auto shock = posted(door, report_of("enquiry", "有人触电", ""));
    CHECK(requests(door) == "enquiry:none 0");
    CHECK(shock.answer().text_zh().find("请先拨120") != std::string::npos);
    // Nobody can call a number that was not told.
    CHECK(shock.answer().text_zh().find("致电您") == std::string::npos);
    CHECK(shock.interaction().draft());
    CHECK(shock.interaction().reason() == "hazard");
    CHECK(calls_due(door) == 1);
    const auto known = posted(door, report_of("enquiry", "有人触电"), "w2");
    CHECK(known.answer().text_zh().find("马上致电您") != std::string::npos);
}

TEST_CASE("who is to be called because of danger is called until somebody has done it") {
    Door door;
    const auto shock = posted(door, report_of("enquiry", "有人触电"));
    outbox::Aside aside{"call_backs"};
    const auto calls_after = [&](Duration whole) {
        for (auto past = 0min; past <= whole; past += 1min) {
            REQUIRE(app::call_back(door.office.work, ten() + past, door.office.casebook,
                                   door.intake, 1, aside));
        }
        return door.office.count("SELECT call_backs FROM interaction");
    };
    CHECK(calls_after(10min) == 3);
    CHECK(calls_after(40min) > 3);
    CHECK(door.office.ask("SELECT draft FROM interaction") == "t");
    pb::CompleteInteractionRequest complete;
    complete.set_name(shock.interaction().name());
    complete.set_outcome("called");
    pb::CompleteInteractionResponse completed;
    REQUIRE(door.office.run(ten() + 41min, [&](outbox::UnitOfWork& work) {
        return contact::complete(door.intake, work, complete, completed);
    }));
    CHECK(door.office.ask("SELECT draft OR call_back_at IS NOT NULL FROM interaction") == "f");
}

TEST_CASE("words that say where are read, too") {
    for (const bool chosen : {true, false}) {
        Door door;
        pb::Report report = report_of(chosen ? kPower : "", "家里没电");
        report.mutable_location()->set_words("幸福路3号,楼道里煤气味很重");
        const auto gas = posted(door, report);
        INFO(requests(door));
        CHECK(requests(door).find(kGas + ":life") == 0);
        CHECK(gas.answer().text_zh().find("请勿开关电器") != std::string::npos);
        CHECK(door.office.count("SELECT count(*) FROM service_request WHERE class = '" + kGas +
                                "' AND place_words LIKE '幸福路3号%'") == 1);
    }
}

TEST_CASE("nothing that is wrong with a form keeps its hazard back") {
    const auto also = [](pb::Report report, const std::string& name) {
        report.add_also(name);
        return report;
    };
    pb::Report nowhere = report_of(kPower, "楼道里煤气味很重");
    nowhere.set_premise("premises/" + to_string(named_uuid("premise", "none")));
    pb::Report off_globe = report_of(kPower, "楼道里煤气味很重");
    off_globe.mutable_location()->set_latitude(300);
    pb::Report gone = report_of("", "楼道里煤气味很重");
    gone.set_request("serviceRequests/" + to_string(named_uuid("request", "none")));
    pb::Report misspelt = at_home(report_of(kPower, "楼道里煤气味很重"));
    misspelt.set_party("partys/x");
    for (const pb::Report& report :
         {report_of("no_supply.steam", "楼道里煤气味很重"),
          at_home(also(report_of(kPower, "楼道里煤气味很重"), "no_supply.steam")),
          also(report_of("", "楼道里煤气味很重"), kPower),
          report_of(kPower, "楼道里煤气味很重", "call me"), nowhere, off_globe, gone, misspelt,
          report_of("several", "楼道里煤气味很重")}) {
        Door door;
        INFO(report.ShortDebugString());
        const auto gas = posted(door, report);
        CHECK(gas.answer().text_zh().find("请勿开关电器") != std::string::npos);
        CHECK(door.office.count("SELECT count(*) FROM service_request WHERE class = '" + kGas +
                                "' AND hazard = 'life'") == 1);
        const bool placed = !report.premise().empty() && report.premise() != nowhere.premise();
        CHECK((calls_due(door) == 1 || placed || report.has_location()));
    }
    // Words that have no class are told their safety words; the draft keeps the hazard.
    Door door;
    const auto shock = posted(door, report_of("no_supply.steam", "有人触电"));
    CHECK(shock.answer().text_zh().find("请先拨120") != std::string::npos);
    CHECK(requests(door) == "0");
    CHECK(calls_due(door) == 1);
    // A class of which we have no more than the name.
    CHECK(posted(door, report_of("gas_leak", ""), "w2").answer().text_zh().find("燃气") !=
          std::string::npos);
    const auto refused = try_record(door, form_of(report_of("no_supply.steam", "没电"), "w3"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.at(0).field == "report.class");
    CHECK(refused.error().fields.at(0).reason == "UNKNOWN_CLASS");
}

TEST_CASE("danger told of what is over is reported anew at its place") {
    Door door;
    const bool closed = GENERATE(false, true);
    const Uuid over = door.office.report(1, ten(), closed ? "enquiry" : kPower)->uid;
    REQUIRE(door.office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        auto& book = door.office.casebook;
        auto gone = book.change(
            book.scene(work), over, {}, {"agents/A1", "desk", ten()}, [&](Change& change) {
                if (!closed) return withdraw_request(change, "moved");
                return complete_step(change, {"answer", "answered", 0, {}, ten()});
            });
        if (!gone) return fail(std::move(gone).error());
        return {};
    }));
    REQUIRE(door.office.view(over).request.is_over());
    pb::Report report = report_of("", "楼道里煤气味很重");
    report.set_request(request_name(over));
    posted(door, report);
    CHECK(door.office.count("SELECT count(*) FROM service_request WHERE class = '" + kGas +
                            "' AND premise_id = '" + to_string(Office::premise(1)) + "'") == 1);
}

TEST_CASE("a form that says no more than a life hazard is called where the place is missing") {
    Door door;
    CHECK(posted(door, report_of(kGas, "")).interaction().draft());
    CHECK(calls_due(door) == 1);
    CHECK_FALSE(posted(door, at_home(report_of(kGas, "")), "w2").interaction().draft());
    CHECK(calls_due(door) == 1);
}

TEST_CASE("a message that is a draft is not read twice") {
    Door door;
    auto first = form_of(report_of(kPower, "楼道里煤气味很重"));
    for (const char* id : {"r1", "r2"}) {
        first.set_request_id(id);
        CHECK(door.record(first, ten()).interaction().draft());
    }
    CHECK(door.office.count("SELECT count(*) FROM service_request WHERE class = '" + kGas + "'") ==
          1);
}

TEST_CASE("safety answers on what sends nobody open what sends a crew") {
    struct Row {
        const char* answer;
        const char* opened;
        const char* words;
    };
    for (const Row& row : {Row{"hurt", "no_supply.electricity:life", "请先拨120"},
                           {"wire", "no_supply.electricity:life", "离断线8米以上"},
                           {"gas", "gas_smell.gas:life", "勿用火"}}) {
        const auto ticked = [&](pb::Report report) {
            auto& safety = *report.mutable_triage()->mutable_safety();
            safety.set_person_hurt(row.answer == std::string{"hurt"});
            safety.set_fallen_or_open(row.answer == std::string{"wire"});
            safety.set_fire_or_gas(row.answer == std::string{"gas"});
            return report;
        };
        INFO(row.answer);
        {
            Door door;
            const auto form = posted(door, ticked(at_home(report_of("enquiry", "请问"))));
            CHECK(requests(door).find(row.opened) != std::string::npos);
            CHECK(requests(door).find("enquiry:none") != std::string::npos);
            CHECK(requests(door).ends_with(" 1"));
            CHECK(form.answer().text_zh().find(row.words) != std::string::npos);
        }
        {
            Door door;
            const auto desk = opened(door, ticked(at_home(report_of("enquiry", "", ""))));
            CHECK(requests(door).find(row.opened) != std::string::npos);
            CHECK(requests(door).ends_with(" 1"));
            CHECK(desk.text_zh().find(row.words) != std::string::npos);
        }
        {
            // Said of an enquiry that is open already.
            Door door;
            const auto call = door.call("c1", "offered", Office::phone(1), ten());
            const auto enquiry = door.open(call, "enquiry", Office::premise(1), ten());
            pb::Report again;
            again.set_request(enquiry.service_request().name());
            opened(door, ticked(again), call.interaction().name());
            CHECK(requests(door).find(row.opened) != std::string::npos);
            CHECK(requests(door).find("enquiry:none") != std::string::npos);
            CHECK(requests(door).ends_with(" 1"));
        }
        {
            // Where nobody knows the place, the draft is all that there is.
            Door door;
            const auto form = posted(door, ticked(report_of("enquiry", "请问")));
            CHECK(requests(door) == "enquiry:none 0");
            CHECK(form.answer().text_zh().find(row.words) != std::string::npos);
            CHECK(calls_due(door) == 1);
        }
    }
}

TEST_CASE("an electric hazard told by safety answers brings its safety words, by whatever door") {
    const auto wire = [](pb::Report report) {
        report.mutable_triage()->mutable_safety()->set_fallen_or_open(true);
        return report;
    };
    {
        Door door;
        const auto answer = opened(door, wire(at_home(report_of(kPower, "", Office::phone(1)))));
        CHECK(requests(door) == kPower + ":life 1");
        CHECK(begins(answer.text_zh(), "离断线8米以上"));
        CHECK(answer.text_en().find("stay 8 m away") != std::string::npos);
        CHECK(told(door) == "accepted wire");
        CHECK(door.office.ask("SELECT body FROM notice WHERE template = 'wire'").find("120") !=
              std::string::npos);
        // The agent is there: no call is promised.
        CHECK(answer.text_zh().find("致电您") == std::string::npos);
    }
    {
        Door door;
        const auto form = posted(door, wire(at_home(report_of(kPower, ""))));
        CHECK(begins(form.answer().text_zh(), "离断线8米以上"));
        CHECK(told(door) == "accepted wire");
        CHECK(calls_due(door) == 1);
    }
    {
        // Said of an outage that is known already.
        Door door;
        const auto call = door.call("c1", "offered", Office::phone(1), ten());
        door.open(call, kPower, Office::premise(1), ten());
        pb::Report hurt = at_home(report_of(kPower, "", ""));
        hurt.mutable_triage()->mutable_safety()->set_person_hurt(true);
        const auto again = opened(door, hurt, call.interaction().name());
        CHECK(again.outcome() == "joined");
        CHECK(again.text_zh().find("请先拨120") != std::string::npos);
        CHECK(told(door).find("shock") != std::string::npos);
    }
    {
        // Words of an agent are words.
        Door door;
        const auto answer = opened(door, at_home(report_of(kPower, "门口电线断了")));
        CHECK(requests(door) == kPower + ":life 1");
        CHECK(begins(answer.text_zh(), "离断线8米以上"));
    }
    {
        Door door;
        opened(door, at_home(report_of(kPower, "断电了")));
        CHECK(told(door) == "accepted");
    }
}

TEST_CASE("a hazard told twice of one place in one contact is joined, and of another is not") {
    Door door;
    const auto call = door.call("c1", "offered", Office::phone(1), ten());
    const auto first = door.open(call, kGas, Office::premise(1), ten());
    const auto again = door.open(call, kGas, Office::premise(1), ten() + 1min);
    CHECK(again.outcome() == "joined");
    CHECK(again.service_request().name() == first.service_request().name());
    CHECK(again.service_request().report_count() == 2);
    CHECK(told(door) == "gas");
    CHECK(door.open(call, kGas, Office::premise(2), ten() + 1min).outcome() == "opened");
    CHECK(door.open(call, kPower, Office::premise(1), ten() + 1min).outcome() == "opened");
    // Two questions are two.
    CHECK(door.open(call, "enquiry", Office::premise(1), ten() + 1min).outcome() == "opened");
    CHECK(door.open(call, "enquiry", Office::premise(1), ten() + 1min).outcome() == "opened");
    // Another caller's is a matter of its own, shown as likely the same.
    const auto other = door.call("c2", "offered", Office::phone(1), ten());
    CHECK(door.open(other, kGas, Office::premise(1), ten() + 2min).outcome() == "opened");
    CHECK(door.office.count("SELECT count(*) FROM step WHERE owner = 'dispatch'") == 4);
}

TEST_CASE("a hazard of the same call becomes the part of what is told besides") {
    Door door;
    const auto call = door.call("c1", "offered", Office::phone(1), ten());
    const auto first = door.open(call, kGas, Office::premise(1), ten());
    pb::Report both = at_home(report_of(kPower, "", ""));
    both.add_also(kGas);
    const auto parts = opened(door, both, call.interaction().name());
    REQUIRE(parts.parts_size() == 2);
    CHECK(parts.parts(0).service_request().name() == first.service_request().name());
    CHECK(requests(door) == kGas + ":life " + kPower + ":none 1");
}

}  // namespace
}  // namespace hearth::contact
