#include <catch2/catch.hpp>

#include "services/contact/tests/door.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Door;
using samples::Office;
using samples::ten;

/// How many of the contacts a person must call within a minute, drafts or not.
int calls_due(const Door& door, bool drafts = false) {
    return door.office.count("SELECT count(*) FROM interaction WHERE call_back_at <= '" +
                             to_rfc3339(ten() + 60s) + "'" + (drafts ? " AND draft" : ""));
}

std::string told(const Door& door) {
    return door.office.ask("SELECT string_agg(template, ' ' ORDER BY template) FROM notice");
}

TEST_CASE("a hazard without a class is answered with its safety words, and a person calls") {
    for (const auto& [text, words, begins] :
         {std::tuple{"有人触电了", "shock", "有人触电请先拨120"},
          {"电线断了掉在路上", "wire", "离断线8米以上"}}) {
        Door door;
        const auto answered = door.sms("m1", "13999999999", text, ten());
        INFO(text);
        CHECK(answered.interaction().draft());
        CHECK(answered.interaction().reason() == "hazard");
        CHECK(answered.answer().text_zh().find(begins) != std::string::npos);
        CHECK(told(door) == words);
        CHECK(calls_due(door, true) == 1);
        CHECK(door.office.count("SELECT count(*) FROM service_request") == 0);
    }
}

TEST_CASE("safety words come in the language of the message") {
    Door door;
    door.sms("m1", "13999999999", "a power line is down in our street", ten());
    CHECK(door.office.ask("SELECT language FROM notice") == "en");
    CHECK(door.office.ask("SELECT body FROM notice").find("stay 8 m away") != std::string::npos);
    door.sms("m2", "13999999998", "gas is leaking here", ten());
    CHECK(door.office.ask("SELECT language FROM notice WHERE template = 'gas'") == "en");
}

TEST_CASE("a fallen wire told with no power is a hazard to life at the known premise") {
    Door door;
    const auto answered = door.sms("m1", Office::phone(1), "停电了,电线掉在地上", ten());
    CHECK(answered.answer().outcome() == "opened");
    CHECK(door.request_of(answered).hazard == Hazard::kLife);
    CHECK(answered.answer().text_zh().find("离断线8米以上") != std::string::npos);
    CHECK(answered.answer().text_zh().find("单号R-") != std::string::npos);
    CHECK(told(door) == "accepted wire");
    CHECK(calls_due(door) == 1);
    // Where nobody knows the place, nobody is asked by text: a person calls.
    Door elsewhere;
    const auto asked = elsewhere.sms("m1", "13999999999", "停电了,电线掉在地上", ten());
    CHECK(asked.interaction().draft());
    CHECK(told(elsewhere) == "wire");
    CHECK(calls_due(elsewhere, true) == 1);
}

TEST_CASE("every text that names gas and a sign of it sends a crew, wherever it was written") {
    Door door;
    int taken = 0;
    for (const char* text :
         {"天然气泄漏", "闻到天然气的味道", "煤气漏了", "煤气漏了吗", "gas is leaking"}) {
        const auto answered = door.sms("m" + std::to_string(++taken), "13999999999", text, ten());
        INFO(text);
        CHECK(door.request_of(answered).step("repair") != nullptr);
        CHECK(door.office.count("SELECT count(*) FROM notice WHERE template = 'gas'") == taken);
        CHECK(calls_due(door) == taken);
    }
    pb::RecordInteractionRequest mail;
    mail.set_channel("email");
    mail.set_message_id("e1");
    mail.set_event("message");
    mail.set_from("someone@example.com");
    mail.set_text("楼道里闻到煤气");
    CHECK(door.request_of(door.record(mail, ten())).hazard == Hazard::kLife);
    // What is no hazard there is read by a person, as before.
    mail.set_message_id("e2");
    mail.set_text("停电了");
    const auto other = door.record(mail, ten());
    CHECK(other.interaction().draft());
    CHECK(other.answer().outcome().empty());
}

TEST_CASE("a form about something else whose words tell of a hazard is both") {
    Door door;
    const auto form = [&](const std::string& id, const std::string& words) {
        pb::RecordInteractionRequest request;
        request.set_channel("web");
        request.set_message_id(id);
        request.set_event("message");
        request.mutable_report()->set_class_("enquiry");
        request.mutable_report()->set_premise("premises/" + to_string(Office::premise(1)));
        request.mutable_report()->set_phone("13999999999");
        request.mutable_report()->set_words(words);
        return door.record(request, ten());
    };
    const auto gas = form("w1", "请问缴费,另外厨房闻到煤气");
    REQUIRE(gas.answer().parts_size() == 2);
    CHECK(gas.answer().parts(0).service_request().class_() == "gas_smell.gas");
    const auto wire = form("w2", "请问缴费,门口电线断了");
    CHECK(wire.answer().text_zh().find("离断线8米以上") != std::string::npos);
    CHECK(calls_due(door) == 1);
    CHECK(form("w3", "请问缴费").answer().outcome() == "opened");
    CHECK(calls_due(door) == 1);
}

TEST_CASE("who takes a hazard back by text is thanked; of anything else a person reads it") {
    Door door;
    const auto gas = door.sms("m1", Office::phone(1), "煤气漏了", ten());
    const auto back = door.sms("m2", Office::phone(1), "不用来了", ten() + 1min);
    CHECK(back.answer().text_zh().find("仍会到场") != std::string::npos);
    CHECK(back.interaction().request() == gas.interaction().request());
    CHECK(door.request_of(gas).is_open());
    CHECK(door.request_of(gas).step("repair")->state == StepState::kStarted);
    door.sms("m3", Office::phone(2), "停电", ten());
    const auto unread = door.sms("m4", Office::phone(2), "不用来了", ten() + 1min);
    CHECK(unread.interaction().draft());
    CHECK(unread.interaction().reason() == "unknown");
}

}  // namespace
}  // namespace hearth::contact
