#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/words/words.hpp"
#include "services/contact/domain/parts.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::ten;

/// What a type of fact was seen to tell, by the type that its line goes by.
using Seen = std::map<std::string, std::set<std::string>, std::less<>>;

template <typename Message>
const google::protobuf::FileDescriptor& file_of() {
    return *Message::descriptor()->file();
}

/// Work order events that contact shows, out of dispatch's protos.
std::set<std::string> work_types() {
    std::set<std::string> types;
    const auto& file = file_of<dispatch::events::v1::WorkOrderOpened>();
    for (int i = 0; i < file.message_type_count(); ++i) {
        const auto& message = *file.message_type(i);
        if (message.FindFieldByName("work_order") != nullptr) types.insert(message.name());
    }
    // Dispatch's own business: the consumer shows neither.
    types.erase("WorkOrderRankChanged");
    types.erase("WorkOrderRemarked");
    return types;
}

WorkNews work(const std::string& type, Instant observed, int attempt = 1) {
    WorkNews fact;
    fact.type = type;
    fact.order = "workOrders/w1";
    fact.number = "W-7";
    fact.step = "repair";
    fact.attempt = attempt;
    fact.crew = "crews/C1";
    fact.reason = "weather";
    fact.evidence = {{"gas_reading_ppm", "900", "ppm"}};
    fact.observed = observed;
    return fact;
}

Case opened() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) {
        (void)assign(change, "intake", "A2", samples::roster());
        open_request(change, samples::report());
    });
    return story;
}

void says(Case& story, const WorkNews& fact) {
    story.act(fact.observed + 1min, [&](Change& change) { apply_work(change, fact); });
}

void time_passes(Case& story, Instant now) {
    story.act(now, [](Change& change) { tick(change, samples::roster()); });
}

/// From the report to the end and back again.
Case whole_way() {
    Case story = opened();
    for (const std::string& type : work_types()) {
        WorkNews fact = work(type, ten() + 5min, 0);
        fact.forecast_arrival = fact.forecast_restoration = ten() + 2h;
        fact.evidence = {{"gas_reading_ppm", "0", "ppm"}};
        says(story, fact);
    }
    WorkNews unmet = work("WorkOrderRemarked", ten() + 20min);
    unmet.flag = "evidence_not_met";
    says(story, unmet);
    says(story, work("CrewOnSite", ten() + 30min));
    says(story, work("WorkOrderFailed", ten() + 40min));
    says(story, work("WorkOrderDone", ten() + 70min, 2));
    time_passes(story, ten() + 110min);
    (void)story.act(ten() + 2h, [](Change& change) {
        return complete_step(change, {"callback", "no_answer", 0, "", change.now()});
    });
    for (const auto later : {5h, 8h, 11h, 24h, 27h, 30h})
        time_passes(story, ten() + later);
    (void)story.act(ten() + 31h, [](Change& change) {
        return reopen_request(change, "still_out", true, change.now());
    });
    return story;
}

/// What people do to a request that is under way.
Case handled() {
    Case story = opened();
    story.act(ten() + 1min, [](Change& change) {
        join_report(change, samples::report());
        for (int i = 0; i < 3; ++i)
            chase_request(change, "interactions/i");
        add_note(change, "the gate is locked");
        (void)start_waiting(change, "customer", "asked for the key");
        (void)end_waiting(change, change.now());
        (void)relocate_request(change, samples::report("p2").place);
        apply_forecast(change, "arrival", ten() + 2h, "traffic");
        (void)waive_step(change, "repair", "nobody lives there");
        for (const char* heard : {"StillOut", "SupplyBack", "TakenBack"})
            change.record(TimelineAppended{"interactions/i", heard, {}});
    });
    return story;
}

Case in_incident() {
    Case story = opened();
    for (const char* type :
         {"IncidentConfirmed", "IncidentGrown", "IncidentForecastChanged", "NodesRestored",
          "IncidentSplit", "IncidentConfirmed", "IncidentDismissed"}) {
        const IncidentNews fact{type, named_uuid("incident", "i"), "I-3", ten(), ten() + 3h, 80};
        story.act(ten() + 1min, [&](Change& change) { apply_incident(change, fact); });
    }
    time_passes(story, ten() + 12h);
    (void)story.act(ten() + 13h, [](Change& change) { return withdraw_request(change, "moved"); });
    return story;
}

Case of_parts() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) {
        become_part(change, named_uuid("request", "parent"), true);
        open_request(change, samples::report());
        release(change);
        merge_request(change, named_uuid("request", "holder"));
    });
    return story;
}

/// The crew's word without what would prove it.
Case unproven() {
    Case story{"gas_smell.gas"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    says(story, work("WorkOrderDone", ten() + 30min));
    return story;
}

Case reclassified() {
    Case story = opened();
    const RequestClass* old = story.definition;
    story.definition = samples::catalogue().find("enquiry");
    (void)story.act(ten() + 1min, [&](Change& change) { return reclassify_request(change, *old); });
    return story;
}

Seen all_facts() {
    Seen seen;
    for (const Case& story :
         {whole_way(), handled(), in_incident(), of_parts(), unproven(), reclassified()}) {
        for (const Fact& fact : story.facts) {
            auto& details = seen[std::string{line_type(fact.row)}];
            for (const auto& [key, value] : fact.row.details)
                details.insert(key);
        }
    }
    return seen;
}

TEST_CASE("every kind of fact is told among the samples") {
    const Seen seen = all_facts();
    const auto& file = file_of<contact::events::v1::RequestOpened>();
    for (int i = 0; i < file.message_type_count(); ++i) {
        const auto& message = *file.message_type(i);
        if (message.FindFieldByName("row") == nullptr || message.name() == "TimelineAppended")
            continue;
        INFO(message.name());
        CHECK(seen.contains(message.name()));
    }
    for (const std::string& type : work_types()) {
        INFO(type);
        CHECK(seen.contains(type));
    }
}

TEST_CASE("every fact has its line, no line is left over, each blank is a detail of the fact") {
    const Seen seen = all_facts();
    for (const auto& [language, words] : samples::catalogue().words) {
        for (const auto& [type, details] : seen) {
            INFO(language << " " << type);
            CHECK(words.lines.contains(type));
        }
        for (const auto& [type, line] : words.lines) {
            INFO(language << " " << type << ": " << line);
            const auto found = seen.find(type);
            REQUIRE(found != seen.end());
            for (const std::string& blank : words::blanks_of(line)) {
                INFO(blank);
                CHECK((blank == "class" || found->second.contains(blank)));
            }
        }
    }
}

TEST_CASE("lines are filled with the title, words of the data and local times") {
    const Case story = handled();
    const auto line = [&](std::string_view type) {
        for (const Fact& fact : story.facts) {
            if (line_type(fact.row) == type) return fact.row.text_zh + " / " + fact.row.text_en;
        }
        return std::string{"none"};
    };
    CHECK(line("RequestOpened") == "受理:停电报修 / Taken in: no electricity");
    CHECK(line("PromiseMade") == "承诺到场:10:45前 / Promised arrival by 10:45");
    CHECK(line("StepStarted") == "开始抢修,第1次 / repair began, attempt 1");
    CHECK(line("RequestEscalated") ==
          "上报班长:多次催办 / Raised to the lead: asked for haste again");
    CHECK(line("PromiseRenewed") ==
          "承诺到场改为12:10(原10:45) / Promise of arrival renewed to 12:10, was 10:45");
    CHECK(line("StepWaived") == "免去抢修(nobody lives there) / repair waived: nobody lives there");
    CHECK(line("NoteAdded") == "the gate is locked / the gate is locked");
    CHECK(line("StillOut") == "客户回复:仍没电 / Customer says: still out");
}

TEST_CASE("a fact that no line is known for is told by its type") {
    Case story = opened();
    story.act(ten() + 1min, [](Change& change) {
        change.record(TimelineAppended{{}, "Unheard", {}});
    });
    CHECK(story.facts.back().row.text_zh == "Unheard");
    CHECK(story.facts.back().row.text_en == "Unheard");
}

TEST_CASE("a request weighs what the rows say") {
    Request request;
    const auto& shipped = samples::catalogue().find("no_supply.electricity")->weights;
    CHECK(rank_of(request, shipped) == 0);
    request.party_class = "general";
    request.report_count = 1;
    CHECK(rank_of(request, shipped) == 0);
    request.needs = "deaf,life_support";
    CHECK(rank_of(request, shipped) == 50);
    request.party_class = "key";
    request.triage.extent = "neighbours_too";
    CHECK(rank_of(request, shipped) == 65);
    request.report_count = 4;
    request.chase_count = 2;
    CHECK(rank_of(request, shipped) == 65 + 6 + 6);
    request.report_count = request.chase_count = 100;
    CHECK(rank_of(request, shipped) == 65 + 20 + 30);

    request.place_class = "remote";
    std::vector<Weight> weights{{"place_class", {"rural", "remote"}, {}, 0, 7},
                                {"needs", {}, {"deaf"}, 0, 11},
                                {"came_back", {"never"}, {}, 0, 100}};
    CHECK(rank_of(request, weights) == 18);
    request.needs = "deaf";
    CHECK(rank_of(request, weights) == 7);
}

TEST_CASE("whose supply is critical is what the rows say") {
    RequestClass definition = *samples::catalogue().find("no_supply.electricity");
    const auto is = [&](const std::string& party_class, const std::string& needs) {
        Request request;
        request.party_class = party_class;
        request.needs = needs;
        request.place_class = "remote";
        return is_critical(request, definition);
    };
    CHECK_FALSE(is("", ""));
    CHECK_FALSE(is("general", "deaf"));
    CHECK_FALSE(is("large", ""));
    CHECK(is("key", ""));
    CHECK(is("special", ""));
    CHECK(is("general", "deaf,life_support"));
    definition.critical = {{"place_class", {"remote"}, {}}};
    CHECK(is("general", ""));
    definition.critical.clear();
    CHECK_FALSE(is("key", "life_support"));
}

TEST_CASE("work is told by the title of the class and what is said of the extent") {
    const auto summary = [](const std::string& extent) {
        Case story{"no_supply.electricity"};
        story.act(ten(), [&](Change& change) {
            Report report = samples::report();
            report.triage.extent = extent;
            open_request(change, report);
        });
        std::string all;
        for (const Fact& fact : story.facts) {
            CHECK(fact.summary_zh.empty() == !starts_work(fact.event));
            if (starts_work(fact.event)) all += fact.summary_zh + " / " + fact.summary_en;
        }
        return all;
    };
    CHECK(summary("unknown") == "停电报修 / no electricity");
    CHECK(summary("only_you") == "停电报修 / no electricity");
    CHECK(summary("neighbours_too") == "停电报修,邻居也有 / no electricity, neighbours too");
}

}  // namespace
}  // namespace hearth::contact
