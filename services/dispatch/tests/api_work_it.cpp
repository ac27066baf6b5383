#include <manifest_gen/dispatch.hpp>

#include "services/dispatch/tests/service_fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using Stub = v1::DispatchService::Stub;

namespace {

const Town& town() {
    static const Town made;
    return made;
}

/// One server for the cases that need nothing special of it.
Server& server() {
    static Server made{town()};
    static const bool ready = [] {
        REQUIRE(made.becomes_ready());
        made.import_crews();
        return true;
    }();
    REQUIRE(ready);
    return made;
}

Uuid request_id(const std::string& word) {
    return named_uuid("request", word);
}

std::string version_of(const Uuid& request) {
    return town().sql(
        "SELECT string_agg(h.version::text, ',' ORDER BY h.version) FROM history h JOIN work_order "
        "w "
        "ON w.work_order_id = h.key WHERE w.request_id = '" +
        to_string(request) + "'");
}

v1::WorkOrder get(const std::string& name) {
    v1::GetWorkOrderRequest question;
    question.set_name(name);
    const auto answer = server().call(&Stub::GetWorkOrder, question);
    REQUIRE(answer);
    return answer->work_order();
}

void check_i15() {
    common::v1::CheckInvariantsRequest question;
    question.add_ids("I15");
    const auto answer = server().admin(&common::v1::AdminService::Stub::CheckInvariants, question);
    REQUIRE(answer);
    REQUIRE(answer->invariants_size() == 1);
    INFO(answer->invariants(0).ShortDebugString());
    CHECK(answer->invariants(0).holds());
    CHECK(answer->invariants(0).checked() > 0);
}

}  // namespace

TEST_CASE("a started step becomes an assigned work order, once") {
    const auto request = request_id("first");
    town().report(request);
    server();
    const auto order = server().order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    CHECK(order.crew() == "crews/C01");
    CHECK(order.plan_version() > 0);
    CHECK(order.has_forecast_arrival_time());
    CHECK(get(order.number()).uid() == order.uid());

    SECTION("the same event again, and again after a restart of the group, changes nothing") {
        town().report(request);
        const auto other = request_id("after the repeat");
        town().report(other);
        REQUIRE_FALSE(server().order_of(other, "assigned").name().empty());
        CHECK(get(order.name()).etag() == order.etag());
    }
    SECTION("the plan shows it with its reason") {
        const auto plan = server().call(&Stub::GetPlan, v1::GetPlanRequest{});
        REQUIRE(plan);
        bool found = false;
        for (const auto& crew : plan->plan().crews()) {
            for (const auto& stop : crew.stops()) {
                if (stop.work_order() != order.name()) continue;
                found = true;
                CHECK_FALSE(stop.why().empty());
            }
        }
        CHECK(found);
    }
    SECTION("it is an open step for contact's other half of I19") {
        const auto steps = server().admin(&common::v1::AdminService::Stub::ListOpenSteps,
                                          common::v1::ListOpenStepsRequest{});
        REQUIRE(steps);
        const auto wanted = name("serviceRequests", request) + "/steps/repair/1/1";
        CHECK(std::count_if(steps->steps().begin(), steps->steps().end(),
                            [&](const auto& step) { return step.reference() == wanted; }) == 1);
    }
}

TEST_CASE("a withdrawn request cancels its work order") {
    const auto request = request_id("withdrawn");
    town().report(request);
    REQUIRE_FALSE(server().order_of(request, "assigned").name().empty());
    town().withdraw(request, 2);
    CHECK_FALSE(server().order_of(request, "cancelled").name().empty());
    check_i15();
}

TEST_CASE("pushes are applied once, in order, and answered the same [case-E1]") {
    const auto request = request_id("pushed");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    const auto crew = order.crew().substr(6);
    const std::vector<v1::Mutation> three = {mutation(1, order, "accept"),
                                             mutation(2, order, "en_route"),
                                             mutation(3, order, "on_site")};
    const auto first = server().push(crew, "device E1", three);
    REQUIRE(first);
    CHECK(first->last_sequence() == 3);
    CHECK(first->answers(2).work_order().state() == "on_site");
    const auto etag = get(order.name()).etag();
    const auto again = server().push(crew, "device E1", three);
    REQUIRE(again);
    CHECK(again->SerializeAsString() == first->SerializeAsString());
    CHECK(get(order.name()).etag() == etag);

    auto other = three;
    other[1].set_mutator("decline");
    const auto reused = server().push(crew, "device E1", other);
    REQUIRE(reused);
    CHECK(reused->answers(1).reason() == "SEQUENCE_REUSED");
    const auto gap = server().push(crew, "device E1", {mutation(5, order, "done")});
    REQUIRE(gap);
    CHECK(gap->answers(0).reason() == "SEQUENCE_GAP");
    CHECK(gap->last_sequence() == 3);
    CHECK(get(order.name()).etag() == etag);

    auto done = mutation(4, order, "done");
    done.mutable_args()->mutable_result()->set_cause("fuse");
    done.mutable_args()->mutable_result()->set_supply_restored(true);
    const auto finished = server().push(crew, "device E1", {done});
    REQUIRE(finished);
    CHECK(finished->answers(0).work_order().state() == "done");
    CHECK(finished->answers(0).work_order().has_supply_restored_time());
    check_i15();
}

TEST_CASE("a crew that never had an order moves nothing of it, one that lost it does [S22]") {
    const auto request = request_id("of another crew");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    const auto own = order.crew().substr(6);
    const std::string other = own == "C01" ? "C02" : "C01";
    auto early = mutation(2, order, "done");
    early.mutable_observed_time()->set_seconds(978307200);  // a clock of 2001
    early.mutable_args()->mutable_result()->set_supply_restored(true);
    const auto foreign =
        server().push(other, "device S22 foreign", {mutation(1, order, "on_site"), early});
    REQUIRE(foreign);
    for (const auto& answer : foreign->answers()) {
        CHECK(answer.outcome() == "refused");
        CHECK(answer.reason() == "NOT_YOURS");
        CHECK_FALSE(answer.has_work_order());
    }
    CHECK(get(order.name()).etag() == order.etag());

    v1::AssignWorkOrderRequest assign;
    assign.set_request_id("assign-S22");
    assign.set_name(order.name());
    assign.set_crew("crews/" + other);
    REQUIRE(server().call(&Stub::AssignWorkOrder, assign));
    const auto late = server().push(own, "device S22 own", {mutation(1, order, "done")});
    REQUIRE(late);
    CHECK(late->answers(0).outcome() == "conflict");
    CHECK(late->answers(0).reason() == "REASSIGNED");
    CHECK(get(order.name()).state() == "done");
    check_i15();
}

TEST_CASE("what is to be shown comes with the work, goes out with it and is judged [S1]") {
    const auto request = request_id("smell of gas");
    town().report(request, 1, "", "gas_smell.gas");
    const auto order = server().order_of(request, "assigned");
    REQUIRE(order.crew() == "crews/C01");
    const auto package =
        server().call(&Stub::PullPackage, v1::PullPackageRequest{}, "crew", order.crew());
    REQUIRE(package);
    const auto job =
        std::find_if(package->jobs().begin(), package->jobs().end(),
                     [&](const v1::Job& one) { return one.work_order().name() == order.name(); });
    REQUIRE(job != package->jobs().end());
    REQUIRE(job->work_order().evidence_rules_size() == 1);
    CHECK(job->work_order().evidence_rules(0).name() == "gas_reading_ppm");
    CHECK(job->work_order().evidence_rules(0).most() == 50);

    const auto with = [&](std::int64_t sequence, const char* mutator, const char* value) {
        auto made = mutation(sequence, order, mutator);
        (*made.mutable_args()->mutable_result()->mutable_evidence())["gas_reading_ppm"] = value;
        return made;
    };
    const auto said = server().push("C01", "device S1",
                                    {mutation(1, order, "on_site"), with(2, "made_safe", "25000"),
                                     with(3, "done", "25000"), with(4, "made_safe", "20")});
    REQUIRE(said);
    CHECK(said->answers(1).reason() == "EVIDENCE_NOT_MET");
    CHECK(said->answers(2).outcome() == "refused");
    CHECK(said->answers(2).message() == "done needs gas_reading_ppm from 0 to 50 ppm");
    CHECK(said->answers(3).outcome() == "applied");
    const auto stands = get(order.name());
    CHECK(stands.state() == "on_site");
    CHECK(stands.flags(0) == "evidence_not_met");
    // The head has the last of each name; those before it stand in their own events.
    REQUIRE(stands.readings_size() == 1);
    CHECK(stands.readings(0).value() == "20");
    CHECK(stands.readings(0).unit() == "ppm");
    CHECK(stands.readings(0).mutator() == "made_safe");
    CHECK(stands.readings(0).crew() == "crews/C01");
    CHECK(stands.readings(0).event_version() == std::stoll(stands.etag()));
    const auto& refused = said->answers(2).work_order();
    REQUIRE(refused.readings_size() == 1);
    CHECK(refused.readings(0).value() == "25000");
    CHECK(refused.readings(0).mutator() == "done");
    CHECK(refused.readings(0).event_version() == std::stoll(refused.etag()));

    const auto good = server().push("C01", "device S1", {with(5, "done", "0")});
    REQUIRE(good);
    CHECK(good->answers(0).work_order().state() == "done");
    check_i15();
}

TEST_CASE("what an order cannot carry is refused and settled, and stops neither device nor plan") {
    const auto request = request_id("large words");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    const auto crew = order.crew().substr(6);
    std::vector<v1::Mutation> sent;
    const auto say = [&](const char* mutator) -> v1::MutationArgs& {
        const auto sequence = static_cast<std::int64_t>(sent.size()) + 1;
        return *sent.emplace_back(mutation(sequence, order, mutator)).mutable_args();
    };
    const std::string large(280'000, 'x');
    for (int i = 0; i < 4; ++i)
        (*say("made_safe").mutable_result()->mutable_evidence())["volt"] = large;
    (*say("made_safe").mutable_result()->mutable_evidence())["volt"] = std::string{"1\0", 2};
    say("note").set_reason(large);
    say("note").set_reason(std::string{"a\0b", 3});
    say("a");
    sent.back().set_mutator(std::string{"a\0b", 3});
    say("on_site");
    const auto answer = server().push(crew, "device large", sent);
    REQUIRE(answer);
    CHECK(answer->last_sequence() == 9);
    std::vector<std::string> reasons;
    for (const auto& one : answer->answers())
        reasons.push_back(one.outcome() + ' ' + one.reason());
    CHECK(reasons ==
          std::vector<std::string>{"refused TOO_LONG", "refused TOO_LONG", "refused TOO_LONG",
                                   "refused TOO_LONG", "refused NUL_IN_TEXT", "refused TOO_LONG",
                                   "refused NUL_IN_TEXT", "refused UNKNOWN_MUTATOR", "applied "});
    CHECK(get(order.name()).readings().empty());
    const auto again = server().push(crew, "device large", sent);
    REQUIRE(again);
    CHECK(again->SerializeAsString() == answer->SerializeAsString());
    check_i15();
}

TEST_CASE("an order of before any limit stops no other") {
    const auto request = request_id("large before");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    REQUIRE_FALSE(order.name().empty());
    town().change("UPDATE work_order SET place_words = repeat('x', 1000000) WHERE request_id = '" +
                  to_string(request) + "'");
    const auto crew = order.crew().substr(6);
    const auto answer = server().push(crew, "device before", {mutation(1, order, "on_site")});
    REQUIRE(answer);
    CHECK(answer->answers(0).outcome() == "applied");
    const auto other = request_id("beside it");
    town().report(other);
    CHECK_FALSE(server().order_of(other, "assigned").name().empty());
    CHECK(town().sql("SELECT max(octet_length(payload)) < 900000 FROM history h JOIN work_order w "
                     "ON w.work_order_id = h.key WHERE w.request_id = '" +
                     to_string(request) + "'") == "t");
    const auto done = server().push(crew, "device before", {mutation(2, order, "done")});
    REQUIRE(done);
    CHECK(done->answers(0).outcome() == "applied");
}

TEST_CASE("a push that is wrong in shape names every field and changes nothing") {
    v1::PushMutationsRequest request;
    auto& bad = *request.add_mutations();
    bad.set_work_order("premises/7");
    bad.set_mutator("done");
    const auto answer = server().call(&Stub::PushMutations, request, "crew", "crews/C01");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::kInvalidArgument);
    std::vector<std::string> fields;
    for (const auto& field : answer.error().fields)
        fields.push_back(field.field);
    CHECK(fields == std::vector<std::string>{"device", "mutations[0].sequence",
                                             "mutations[0].work_order",
                                             "mutations[0].observed_time"});
    request.set_crew("crews/C02");
    CHECK(server().call(&Stub::PushMutations, request, "crew", "crews/C01").error().reason ==
          "NOT_YOURS");
    CHECK(server().call(&Stub::PushMutations, request, "agent", "agents/A1").error().code ==
          Code::kPermissionDenied);
}

TEST_CASE(
    "a package holds the crew's jobs, marks a contact that is down, and names what was lost") {
    const auto request = request_id("packed");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    const auto crew = order.crew();
    const auto pull = [&](const std::string& cursor) {
        v1::PullPackageRequest question;
        question.set_cursor(cursor);
        const auto package = server().call(&Stub::PullPackage, question, "crew", crew);
        REQUIRE(package);
        return *package;
    };
    const auto whole = pull("");
    CHECK(whole.complete());
    CHECK(std::vector<std::string>{whole.missing_parts().begin(), whole.missing_parts().end()} ==
          std::vector<std::string>{"contact"});
    const auto has = [&](const v1::PullPackageResponse& package, bool gone) {
        return std::count_if(package.jobs().begin(), package.jobs().end(), [&](const auto& job) {
            return job.work_order().name() == order.name() && job.gone() == gone;
        });
    };
    CHECK(has(whole, false) == 1);
    v1::CancelWorkOrderRequest cancel;
    cancel.set_request_id("cancel-packed");
    cancel.set_name(order.name());
    cancel.set_etag(get(order.name()).etag());
    const auto cancelled = server().call(&Stub::CancelWorkOrder, cancel);
    REQUIRE(cancelled);
    const auto again = server().call(&Stub::CancelWorkOrder, cancel);
    REQUIRE(again);
    CHECK(again->SerializeAsString() == cancelled->SerializeAsString());
    const auto changed = pull(whole.cursor());
    CHECK_FALSE(changed.complete());
    CHECK(has(changed, true) == 1);
    CHECK(pull(changed.cursor()).jobs_size() <= changed.jobs_size());
}

TEST_CASE("an assignment by hand needs the version it was read with") {
    const auto request = request_id("by hand");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    v1::AssignWorkOrderRequest assign;
    assign.set_request_id("assign-by-hand");
    assign.set_name(order.name());
    assign.set_crew("crews/C02");
    assign.set_etag("999");
    CHECK(server().call(&Stub::AssignWorkOrder, assign).error().code == Code::kAborted);
    assign.set_etag(get(order.name()).etag());
    const auto done = server().call(&Stub::AssignWorkOrder, assign);
    REQUIRE(done);
    CHECK(done->work_order().crew() == "crews/C02");
    assign.set_request_id("assign-nobody");
    assign.set_crew("crews/C99");
    assign.set_etag("");
    CHECK(server().call(&Stub::AssignWorkOrder, assign).error().code == Code::kNotFound);
    check_i15();
}

TEST_CASE("a planted violation of I15 is found [inv-I15]") {
    const auto request = request_id("planted");
    town().report(request);
    const auto order = server().order_of(request, "assigned");
    const auto was =
        town().sql("SELECT state FROM work_order WHERE work_order_id = '" + order.uid() + "'");
    town().change("UPDATE work_order SET state = 'done' WHERE work_order_id = '" + order.uid() +
                  "'");
    common::v1::CheckInvariantsRequest question;
    question.add_ids("I15");
    const auto answer = server().admin(&common::v1::AdminService::Stub::CheckInvariants, question);
    REQUIRE(answer);
    CHECK_FALSE(answer->invariants(0).holds());
    REQUIRE(answer->invariants(0).violations_size() >= 1);
    CHECK(answer->invariants(0).violations(0).find(order.uid()) != std::string::npos);
    town().change("UPDATE work_order SET state = '" + was + "' WHERE work_order_id = '" +
                  order.uid() + "'");
    check_i15();
}

TEST_CASE("a poison event goes to the dead letters and the rest flows") {
    const auto request = request_id("poison");
    contact_events::StepStarted event;
    event.mutable_service_request()->set_name("nonsense");
    event.set_step("repair");
    event.mutable_work()->set_commodity("electricity");
    town().publish(manifest::dispatch::kContactServiceRequest, request, 1, event);
    const auto other = request_id("beside the poison");
    town().report(other);
    CHECK_FALSE(server().order_of(other, "assigned").name().empty());
    REQUIRE(testkit::eventually([&] {
        const auto letters = server().admin(&common::v1::AdminService::Stub::ListDeadLetters,
                                            common::v1::ListDeadLettersRequest{});
        return letters && letters->dead_letters_size() == 1 &&
               letters->dead_letters(0).detail().find("service_request.name") != std::string::npos;
    }));
}

TEST_CASE("crews are imported once, and each wrong row is named") {
    v1::ImportCrewsRequest request;
    request.set_request_id("import-C09");
    auto& good = *request.add_crews();
    good.set_code("C09");
    good.set_title_en("Water crew");
    good.add_skills("water");
    auto& bad = *request.add_crews();
    bad.set_line(3);
    bad.set_code("c 10");
    const auto by = std::string{"operator"};
    request.set_dry_run(true);
    const auto dry = server().call(&Stub::ImportCrews, request, by, "operators/O1");
    REQUIRE(dry);
    CHECK(dry->created() == 1);
    v1::GetCrewRequest question;
    question.set_name("crews/C09");
    CHECK(server().call(&Stub::GetCrew, question).error().code == Code::kNotFound);
    request.set_dry_run(false);
    const auto done = server().call(&Stub::ImportCrews, request, by, "operators/O1");
    REQUIRE(done);
    CHECK(done->created() == 1);
    REQUIRE(done->refused_size() == 3);
    CHECK(done->refused(0).line() == 3);
    CHECK(done->refused(0).field() == "code");
    CHECK(server().call(&Stub::GetCrew, question));
    request.set_request_id("import-C09-again");
    CHECK(server().call(&Stub::ImportCrews, request, by, "operators/O1")->unchanged() == 1);
}

TEST_CASE("a session without a tenant sees nothing in any table of a tenant") {
    sql::Config app = town().database().app();
    const auto tables = town().sql(
        "SELECT string_agg(c.table_name, ' ') FROM information_schema.columns c JOIN pg_class p ON "
        "p.relname = c.table_name WHERE c.column_name = 'tenant_id' AND c.table_schema = 'public' "
        "AND p.relrowsecurity");
    for (const auto* table :
         {"plan", "crew", "crew_shift", "work_order", "plan_stop", "incident", "incident_member",
          "mutation_log", "crew_job", "network_node", "service_point", "history", "command"}) {
        CAPTURE(table);
        CHECK(tables.find(table) != std::string::npos);
    }
    CHECK(town().sql("SELECT count(*) FROM work_order") != "0");
    CHECK(town().sql("SET ROLE " + app.user + "; SELECT count(*) FROM work_order") == "0");
}

TEST_CASE("versions of a work order have no gaps") {
    const auto request = request_id("pushed");
    CHECK(version_of(request).starts_with("1,2,3"));
}
