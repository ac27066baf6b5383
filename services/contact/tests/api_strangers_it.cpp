#include <catch2/catch.hpp>

#include "services/contact/api/service_intake.hpp"
#include "services/contact/app/batch.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Office;
using samples::ten;

constexpr const char* kStranger = "+8613999999999";
constexpr const char* kPower = "no_supply.electricity";

/// The open web and the hotline, where anybody may name any premise.
class Town {
public:
    Town() : intake(office.casebook) { office.settle(3); }

    pb::Answer web(const std::string& id, int home, const std::string& phone,
                   const std::string& request_class = kPower,
                   const std::vector<std::string>& also = {}) {
        pb::RecordInteractionRequest request;
        request.set_channel("web");
        request.set_message_id(id);
        request.set_event("message");
        request.set_from(phone);
        request.mutable_report()->set_class_(request_class);
        request.mutable_report()->set_premise("premises/" + to_string(Office::premise(home)));
        request.mutable_report()->set_phone(phone);
        for (const std::string& other : also)
            request.mutable_report()->add_also(other);
        return record(request);
    }
    pb::Answer sms(const std::string& id, const std::string& from, const std::string& text) {
        pb::RecordInteractionRequest request;
        request.set_channel("sms");
        request.set_message_id(id);
        request.set_event("message");
        request.set_from(from);
        request.set_text(text);
        return record(request);
    }
    pb::Answer record(const pb::RecordInteractionRequest& request) {
        pb::RecordInteractionResponse response;
        run([&](outbox::UnitOfWork& work) {
            return contact::record(intake, work, request, response);
        });
        return response.answer();
    }
    pb::Answer open(const auth::Principal& who, int home, const std::string& phone) {
        pb::OpenRequestRequest request;
        request.mutable_report()->set_class_(kPower);
        request.mutable_report()->set_premise("premises/" + to_string(Office::premise(home)));
        request.mutable_report()->set_phone(phone);
        pb::OpenRequestResponse response;
        run([&](outbox::UnitOfWork& work) {
            return contact::open(intake, work, request, who, response);
        });
        return response.answer();
    }
    void run(const outbox::Work::Body& body) {
        const auto done = office.run(ten(), body);
        if (!done) FAIL(done.error().reason << " " << done.error().message << done.error().cause);
    }
    void switch_off(int home, const std::string& cause) {
        const std::string name = "p" + std::to_string(home);
        const std::vector<ServicePointFact> off{{named_uuid("sp", name), 2, Office::premise(home),
                                                 "electricity", Office::node(home), false, cause,
                                                 ten()}};
        run([&](outbox::UnitOfWork& work) -> Result<void> {
            open_stores(work.tx())->projections().put(std::span{off});
            return {};
        });
    }
    void put_out(const std::string& kind) {
        const std::vector<IncidentState> out{
            {{named_uuid("incident", "i"), "I-1", kind, "electricity", "confirmed", 40, ten() + 2h},
             1,
             {Office::node(0)}}};
        run([&](outbox::UnitOfWork& work) -> Result<void> {
            open_stores(work.tx())->projections().put(std::span{out});
            return {};
        });
    }
    [[nodiscard]] std::string told(const std::string& address) const {
        return office.ask(
            "SELECT string_agg(body, ' | ' ORDER BY notice_id) FROM notice WHERE address = '" +
            address + "'");
    }
    Uuid numbered(const std::string& number) {
        Uuid found;
        run([&](outbox::UnitOfWork& work) -> Result<void> {
            auto uid = open_stores(work.tx())->requests().find_number(number);
            if (!uid) return fail(std::move(uid).error());
            found = *uid;
            return {};
        });
        return found;
    }

    Office office;
    app::Intake intake;
};

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

/// Nothing but number, class and that it was taken in.
void check_bare(const pb::Answer& answer) {
    CHECK(answer.outcome() == "opened");
    CHECK(answer.known().empty());
    CHECK_FALSE(answer.has_incident());
    CHECK(answer.likely_same().empty());
    CHECK_FALSE(says(answer.text_zh(), "幸福路"));
    CHECK_FALSE(says(answer.text_en(), "Happy Road"));
    CHECK(says(answer.text_zh(), "单号" + answer.service_request().number()));
    pb::ServiceRequest bare;
    bare.set_name(answer.service_request().name());
    bare.set_number(answer.service_request().number());
    bare.set_class_(answer.service_request().class_());
    bare.set_state(pb::REQUEST_STATE_RECEIVED);
    CHECK(answer.service_request().SerializeAsString() == bare.SerializeAsString());
}

TEST_CASE("a stranger does not hear that a home is without power for debt; its own phone does") {
    Town town;
    town.switch_off(0, "arrears");
    for (const std::string phone : {kStranger, ""}) {
        const auto answer = town.web("web-" + phone, 0, phone);
        check_bare(answer);
        CHECK_FALSE(answer.has_promise());
        CHECK_FALSE(says(answer.text_zh(), "停止"));
        CHECK_FALSE(says(answer.text_en(), "ordered off"));
    }
    const std::string told = town.told(kStranger);
    CHECK(says(told, "停电报修已受理"));
    CHECK_FALSE(says(told, "停止"));
    CHECK_FALSE(says(told, "幸福路"));

    const auto own = town.web("own", 0, Office::phone(0));
    CHECK(own.known(0) == "SUPPLY_OFF_ARREARS");
    CHECK(says(own.text_zh(), "arrears"));
    CHECK(own.outcome() == "joined");
    CHECK(says(town.told(Office::phone(0)), "arrears"));
}

TEST_CASE("a stranger hears the promise of what he reports, and no address") {
    Town town;
    const auto answer = town.web("w1", 1, kStranger);
    check_bare(answer);
    CHECK(answer.promise().kind() == "arrival");
    CHECK(says(answer.text_en(), "Crew arrives by"));
    CHECK(says(town.told(kStranger), "最迟"));
    CHECK_FALSE(says(town.told(kStranger), "幸福路"));
    // It stays his own: reported again, and asked about.
    const auto again = town.web("w2", 1, kStranger);
    check_bare(again);
    CHECK(again.service_request().number() == answer.service_request().number());
    CHECK(again.promise().due_time().seconds() == answer.promise().due_time().seconds());
    const auto progress = town.sms("m1", kStranger, "进度");
    CHECK(progress.outcome() == "progress");
    CHECK(says(progress.text_zh(), answer.service_request().number()));
    CHECK(progress.service_request().premise().empty());
}

TEST_CASE("a stranger who is joined to somebody's request hears a number of his own") {
    Town town;
    const auto home = town.web("home", 1, Office::phone(1));
    CHECK(says(home.text_zh(), "幸福路1号"));
    const std::string number = home.service_request().number();
    const auto answer = town.web("w1", 1, kStranger);
    check_bare(answer);
    CHECK(answer.service_request().number() != number);
    CHECK(answer.service_request().name().empty());
    CHECK_FALSE(answer.has_promise());
    CHECK(request_name(town.numbered(answer.service_request().number())) ==
          home.service_request().name());
    CHECK(says(town.told(kStranger), answer.service_request().number()));
    CHECK_FALSE(says(town.told(kStranger), number));
    CHECK_FALSE(says(town.told(kStranger), "最迟"));

    // A reply by that phone is about the same request, and tells no more of it.
    const auto progress = town.sms("m1", kStranger, "进度");
    CHECK_FALSE(progress.has_service_request());
    CHECK_FALSE(says(progress.text_zh(), number));
    CHECK_FALSE(says(town.told(kStranger), number));
    CHECK(town.sms("m2", Office::phone(1), "进度").service_request().number() == number);

    // Who lives there hears what they always heard.
    const auto again = town.web("again", 1, Office::phone(1));
    CHECK(again.outcome() == "joined");
    CHECK(again.service_request().number() == number);
    CHECK(again.promise().kind() == "arrival");
}

TEST_CASE("of several matters a stranger hears a number for each") {
    Town town;
    const auto home = town.web("home", 2, Office::phone(2), "gas_smell.gas", {kPower});
    const auto answer = town.web("w1", 2, kStranger, "gas_smell.gas", {kPower});
    CHECK(answer.outcome() == "opened");
    REQUIRE(answer.parts_size() == 2);
    CHECK(says(answer.text_zh(), "请勿开关电器"));
    CHECK_FALSE(answer.has_promise());
    for (int part = 0; part < 2; ++part) {
        CHECK(answer.parts(part).outcome() == "opened");
        CHECK(answer.parts(part).service_request().number() !=
              home.parts(part).service_request().number());
        CHECK(request_name(town.numbered(answer.parts(part).service_request().number())) ==
              home.parts(part).service_request().name());
    }
}

TEST_CASE("an incident is told to those it concerns, and to a stranger only as a promise") {
    Town town;
    const auto early = town.web("w1", 1, kStranger);
    const Uuid uid = town.numbered(early.service_request().number());
    town.put_out("outage");
    const auto late = town.web("w2", 2, kStranger);
    check_bare(late);
    CHECK(late.promise().kind() == "arrival");
    CHECK_FALSE(says(late.text_zh(), "线路故障"));
    const auto home = town.web("home", 0, Office::phone(0));
    CHECK(home.known(0) == "INCIDENT_CONFIRMED");
    CHECK(home.has_incident());
    CHECK(says(home.text_zh(), "线路故障"));

    town.run([&](outbox::UnitOfWork& work) -> Result<void> {
        const app::Scene scene = town.office.casebook.scene(work);
        app::Batch batch{town.office.casebook, scene};
        if (auto locked = batch.lock({uid}); !locked) return locked;
        IncidentNews fact;
        fact.incident = named_uuid("incident", "i");
        fact.type = "IncidentConfirmed";
        fact.number = "I-1";
        fact.observed = ten();
        fact.customers = 40;
        fact.forecast_restoration = ten() + 2h;
        if (auto done = batch.change(uid, named_uuid("event", "e"),
                                     [&](Change& change) { apply_incident(change, fact); });
            !done)
            return done;
        return batch.save();
    });
    const std::string told = town.told(kStranger);
    CHECK(says(told, early.service_request().number() + ":预计"));
    CHECK_FALSE(says(told, "线路故障"));
    CHECK_FALSE(says(told, "40"));
}

TEST_CASE("planned work is nobody else's business") {
    Town town;
    town.put_out("planned");
    const auto answer = town.web("w1", 1, kStranger);
    check_bare(answer);
    CHECK_FALSE(says(town.told(kStranger), "计划"));
    CHECK(town.web("own", 2, Office::phone(2)).known(0) == "PLANNED_WORK");
    CHECK(says(town.told(Office::phone(2)), "计划"));
}

TEST_CASE("a person at a casebook hears everything, whoever calls; the caller's phone does not") {
    Town town;
    town.switch_off(0, "arrears");
    const auto answer = town.open({"agents/A1", {"agent"}, 1}, 0, kStranger);
    CHECK(answer.known(0) == "SUPPLY_OFF_ARREARS");
    CHECK(says(answer.text_zh(), "停止"));
    CHECK(answer.service_request().premise() == "premises/" + to_string(Office::premise(0)));
    CHECK_FALSE(says(town.told(kStranger), "停止"));
    check_bare(town.open({"channels/kiosk", {"channel"}, 1}, 0, "+8613999999990"));
}

}  // namespace
}  // namespace hearth::contact
