#include <catch2/catch.hpp>

#include "services/contact/tests/door.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Door;
using samples::Office;
using samples::ten;

const std::string kGas = "gas_smell.gas";
const std::string kPower = "no_supply.electricity";

int told(const Door& door, const std::string& words) {
    return door.office.count("SELECT count(*) FROM notice WHERE template = '" + words + "'");
}

/// Nothing was planned that is not there, and the other way round.
void check_planned(const Door& door) {
    CHECK(door.office.count("SELECT count(*) FROM notice") ==
          door.office.count("SELECT count(*) FROM history WHERE type LIKE '%NoticePlanned'"));
}

TEST_CASE("two smells of gas told in one call are two requests with a crew each") {
    Door door;
    const auto call = door.call("c1", "offered", "13999999999", ten());
    const auto first = door.open(call, kGas, Office::premise(1), ten() + 1min);
    const auto second = door.open(call, kGas, Office::premise(2), ten() + 2min);
    CHECK(second.outcome() == "opened");
    CHECK(second.service_request().name() != first.service_request().name());
    CHECK(door.office.count("SELECT count(*) FROM step WHERE owner = 'dispatch'") == 2);
    CHECK(told(door, "gas") == 2);
    check_planned(door);
}

TEST_CASE("two matters of one place told in one call, of other classes, are two requests") {
    Door door;
    const auto call = door.call("c1", "offered", Office::phone(1), ten());
    CHECK(door.open(call, kPower, Office::premise(1), ten()).outcome() == "opened");
    CHECK(door.open(call, kGas, Office::premise(1), ten()).outcome() == "opened");
    CHECK(door.open(call, "enquiry", Office::premise(1), ten()).outcome() == "opened");
    CHECK(door.office.count("SELECT count(*) FROM service_request") == 3);
    check_planned(door);
}

TEST_CASE("one place told twice in one call is joined, and the caller is told once") {
    Door door;
    const auto call = door.call("c1", "offered", Office::phone(1), ten());
    const auto first = door.open(call, kPower, Office::premise(1), ten());
    const auto second = door.open(call, kPower, Office::premise(1), ten() + 1min);
    CHECK(second.outcome() == "joined");
    CHECK(second.service_request().name() == first.service_request().name());
    CHECK(second.service_request().report_count() == 2);
    CHECK(second.text_zh() == first.text_zh());
    CHECK(told(door, "accepted") == 1);
    check_planned(door);
}

TEST_CASE("a landlord's two flats, told in one call, are each answered") {
    Door door;
    const auto agreement = named_uuid("agreement", "let");
    REQUIRE(door.office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        const std::vector<AgreementFact> let{
            {named_uuid("agreement", "p2"), 2, Office::party(2), named_uuid("sp", "p2"),
             "2020-01-01", "2021-01-01"},
            {agreement, 1, Office::party(1), named_uuid("sp", "p2"), "2021-01-02", ""}};
        open_stores(work.tx())->projections().put(std::span<const AgreementFact>{let});
        return {};
    }));
    const auto call = door.call("c1", "offered", Office::phone(1), ten());
    const auto first = door.open(call, kPower, Office::premise(1), ten());
    const auto second = door.open(call, kPower, Office::premise(2), ten());
    CHECK(second.outcome() == "opened");
    CHECK(second.service_request().party() == first.service_request().party());
    CHECK(told(door, "accepted") == 2);
    check_planned(door);
}

TEST_CASE("an agent adds a second hazard to what the voice menu opened") {
    Door door;
    door.call("c1", "offered", Office::phone(1), ten());
    const auto hung = door.call("c1", "hung_up", Office::phone(1), ten() + 10s, kGas);
    const auto added = door.open(hung, kGas, Office::premise(3), ten() + 1min);
    CHECK(added.outcome() == "opened");
    CHECK(added.service_request().name() != hung.interaction().request());
    CHECK(told(door, "gas") == 2);
    check_planned(door);
}

TEST_CASE("a message that nobody understands, brought again under another id, is answered once") {
    Door door;
    for (const char* id : {"r1", "r2"}) {
        pb::RecordInteractionRequest request;
        request.set_request_id(id);
        request.set_channel("sms");
        request.set_message_id("m1");
        request.set_event("message");
        request.set_from("13999999999");
        request.set_text("你好");
        CHECK(door.record(request, ten()).interaction().draft());
    }
    CHECK(told(door, "not_understood") == 1);
    check_planned(door);
}

TEST_CASE("words and forms of one sender tell of several matters, each of them taken") {
    Door door;
    const auto form = [&](const std::string& id, const std::string& request_class, int home,
                          const std::vector<std::string>& also = {}) {
        pb::RecordInteractionRequest request;
        request.set_channel("web");
        request.set_message_id(id);
        request.set_event("message");
        auto& report = *request.mutable_report();
        report.set_class_(request_class);
        for (const std::string& one : also)
            report.add_also(one);
        report.set_premise("premises/" + to_string(Office::premise(home)));
        report.set_phone("13999999999");
        return door.record(request, ten()).answer();
    };
    CHECK(form("w1", kGas, 1).outcome() == "opened");
    CHECK(form("w2", kGas, 2).outcome() == "opened");
    CHECK(form("w3", kPower, 1).outcome() == "opened");
    // It joins, though a stranger does not hear of that.
    CHECK(form("w4", kPower, 1).outcome() == "opened");
    CHECK(door.office.count("SELECT report_count FROM service_request WHERE class = '" + kPower +
                            "'") == 2);
    const auto both = form("w5", kPower, 3, {kGas, kPower, kGas});
    REQUIRE(both.parts_size() == 2);
    CHECK(told(door, "gas") == 3);
    CHECK(door.sms("m1", Office::phone(0), "没电,还有煤气味", ten()).answer().parts_size() == 0);
    check_planned(door);
}

}  // namespace
}  // namespace hearth::contact
