#include <algorithm>
#include <utility>

#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/parts.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/triage.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact::app {
namespace {

Report report_of(const ReportInput& input, const ReportLookup& found, const Request* known,
                 const Channels& channels) {
    Report report;
    report.triage = input.triage;
    report.observed = input.observed;
    report.interaction = input.interaction;
    report.place = found.premise.place;
    if (!input.premise && input.location) report.place.location = input.location;
    if (input.premise && input.location && !input.location->words.empty() && report.place.location)
        report.place.location->words = input.location->words;
    report.triage.supply_state = report.place.supply_state;
    report.triage.supply_cause = report.place.supply_cause;
    report.reporter = found.premise.reporter;
    if (input.party && input.party != report.reporter.party) {
        report.reporter = {};
        report.reporter.party = input.party;
    }
    if (channels.to(input.address) != nullptr) report.reporter.address = input.address;
    report.reporter.language = !input.language.empty() ? input.language : found.premise.language;
    if (known != nullptr && !report.reporter.party) report.reporter.party = known->party;
    const auto& incident = found.premise.incident;
    if (incident && incident->kind != "planned")
        report.restoration_forecast = incident->forecast_restoration;
    return report;
}

/// Whoever joins what was resolved and tells of danger has a crew sent, or hears that it must be
/// reported anew.
Result<std::string> joined_resolved(const Scene& scene, Change& change, const Report& report) {
    if (change.request.is_open()) {
        if (auto apart = stand_beside(scene, change.request); !apart) return fail(apart.error());
        return std::string{"reopened"};
    }
    if (!tells_of_danger(change, report)) return std::string{"joined"};
    return fail(failed_precondition(
        "REQUEST_OVER", "request " + change.request.number + " is over: report the danger anew"));
}

/// Where nobody knows the place, whoever calls finds it first: a crew could go nowhere.
std::vector<std::string> sent_besides(const RequestClass& definition, const ReportInput& input) {
    const bool nowhere = !input.premise && !input.location;
    if (nowhere && input.is_called) return {};
    return hazard_classes(definition, input.triage.safety);
}

}  // namespace

Result<ReportOutcome> Casebook::report(const Scene& scene, const ReportInput& input) {
    if (input.join) return report_joined(scene, input);
    const auto definition = reported_class(input.request_class, "report.class");
    if (!definition) return fail(definition.error());
    ReportInput whole = input;
    for (std::string& name : sent_besides(**definition, input))
        whole.also.push_back(std::move(name));
    return whole.also.empty() ? report_one(scene, input, **definition)
                              : report_several(scene, whole);
}

/// What is told besides, or sends nobody though it endangers life, is a request of its own.
Result<ReportOutcome> Casebook::report_joined(const Scene& scene, const ReportInput& input) {
    auto joined = join_named(scene, input);
    if (!joined) return joined;
    const auto definition = definition_of(joined->request);
    if (!definition) return fail(definition.error());
    ReportInput other = input;
    other.join.reset();
    other.also.clear();
    if (!other.premise) other.premise = joined->request.premise;
    if (!other.location) other.location = joined->request.location;
    std::vector<std::string> names = input.also;
    for (std::string& name : sent_besides(**definition, other))
        names.push_back(std::move(name));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) {
        if (name == joined->request.request_class) continue;
        const auto one = reported_class(name, "report.also");
        if (!one) return fail(one.error());
        auto outcome = report_one(scene, other, **one);
        if (!outcome) return outcome;
        joined->parts.push_back(std::move(*outcome));
    }
    return joined;
}

Result<const RequestClass*> Casebook::reported_class(const std::string& name,
                                                     const char* field) const {
    const RequestClass* definition = catalogue.find(name);
    if (definition != nullptr && !definition->has_parts()) return definition;
    return fail(invalid_argument(field, "UNKNOWN_CLASS", "there is no class \"" + name + "\""));
}

Result<ReportOutcome> Casebook::report_one(const Scene& scene, const ReportInput& input,
                                           const RequestClass& definition) {
    const RequestClass* parent = catalogue.of_parts();
    auto found = scene.stores->requests().look_up(
        definition, {input.address, input.premise, input.party},
        parent == nullptr ? "" : parent->name, input.interaction, scene.now(), scene.today);
    if (!found) return fail(std::move(found).error());
    const Report report = report_of(input, *found, nullptr, catalogue.channels);
    if (found->same && (found->same->is_open() || input.triage.came_back != "for_long"))
        return join_or_reopen(scene, input, std::move(*found), report);
    return open_new(scene, input, definition, std::move(*found), report);
}

/// The parent is locked before its parts, so two such reports of a household wait for each other
/// there. What endangers whoever is sent comes first.
Result<ReportOutcome> Casebook::report_several(const Scene& scene, const ReportInput& input) {
    const RequestClass* of_parts = catalogue.of_parts();
    if (of_parts == nullptr)
        return fail(invalid_argument("report.also", "NOT_ALLOWED", "no class is made of parts"));
    std::vector<const RequestClass*> classes{catalogue.find(input.request_class)};
    for (const std::string& name : input.also) {
        const auto one = reported_class(name, "report.also");
        if (!one) return fail(one.error());
        if (std::find(classes.begin(), classes.end(), *one) == classes.end())
            classes.push_back(*one);
    }
    std::stable_partition(classes.begin(), classes.end(),
                          [](const RequestClass* one) { return !one->cleared_by.empty(); });
    ReportInput part = input;
    part.also.clear();
    if (classes.size() == 1) return report_one(scene, part, *classes.front());
    auto whole = report_one(scene, part, *of_parts);
    if (!whole) return whole;
    part.parent = whole->request.uid;
    for (const RequestClass* one : classes) {
        auto outcome = report_one(scene, part, *one);
        if (!outcome) return outcome;
        part.after_hazard = part.after_hazard || outcome->request.endangers;
        whole->parts.push_back(std::move(*outcome));
    }
    return whole;
}

Result<ReportOutcome> Casebook::join_named(const Scene& scene, const ReportInput& input) {
    auto request = scene.stores->requests().lock(*input.join);
    if (!request) return fail(std::move(request).error());
    if (request->is_over())
        return fail(
            failed_precondition("REQUEST_OVER", "request " + request->number + " is closed"));
    const auto definition = definition_of(*request);
    if (!definition) return fail(definition.error());
    ReportOutcome outcome;
    if (request->premise) {
        auto premise =
            scene.stores->identity().premise(*request->premise, request->commodity, scene.today);
        if (!premise) return fail(std::move(premise).error());
        outcome.premise = std::move(*premise);
    }
    ReportLookup found;
    found.premise = outcome.premise;
    const Request before = *request;
    Change change{*request, **definition, catalogue.limits_of(**definition), input.actor};
    const Report report = report_of(input, found, &before, catalogue.channels);
    outcome.reply = join_report(change, report);
    outcome.outcome = "joined";
    if (!before.is_open()) {
        auto resolved = joined_resolved(scene, change, report);
        if (!resolved) return fail(std::move(resolved).error());
        outcome.outcome = *resolved;
    }
    const auto known = is_known(scene, input.address, *request);
    if (!known) return fail(known.error());
    const bool own = !input.address.empty() && input.address == request->reply_to;
    // Its number he has said himself.
    const Heard heard{*known, own, request->number};
    if (auto worded = word_for_strangers(scene, input, report, heard, change, outcome); !worded)
        return fail(std::move(worded).error());
    if (auto kept = keep(scene, change, before); !kept) return fail(std::move(kept).error());
    outcome.request = std::move(*request);
    return outcome;
}

Result<ReportOutcome> Casebook::join_or_reopen(const Scene& scene, const ReportInput& input,
                                               ReportLookup found, const Report& report) {
    Request request = std::move(*found.same);
    if (auto read = scene.stores->requests().read_parts(request); !read)
        return fail(std::move(read).error());
    const auto definition = definition_of(request);
    if (!definition) return fail(definition.error());
    const Request before = request;
    Change change{request, **definition, catalogue.limits_of(**definition), input.actor};
    ReportOutcome outcome;
    outcome.outcome = request.is_open() ? "joined" : "reopened";
    if (input.parent) become_part(change, *input.parent, input.after_hazard);
    if (request.is_open()) {
        outcome.reply = join_report(change, report);
    } else {
        auto reply = reopen_by_report(change, report, input.triage.came_back == "never");
        if (!reply) return fail(std::move(reply).error());
        outcome.reply = std::move(*reply);
    }
    const auto hears = heard(scene, input, found, request);
    if (!hears) return fail(hears.error());
    if (auto worded = word_for_strangers(scene, input, report, *hears, change, outcome); !worded)
        return fail(std::move(worded).error());
    if (auto done =
            plan(scene, std::exchange(change.notices, {}), request.uid, found.premise.address_zh);
        !done)
        return fail(std::move(done).error());
    if (auto kept = keep(scene, change, before); !kept) return fail(std::move(kept).error());
    outcome.premise = std::move(found.premise);
    outcome.request = std::move(request);
    return outcome;
}

Result<ReportOutcome> Casebook::open_new(const Scene& scene, const ReportInput& input,
                                         const RequestClass& definition, ReportLookup found,
                                         const Report& report) {
    auto duty = roster(scene);
    if (!duty) return fail(std::move(duty).error());
    Request request;
    request.uid = scene.work.new_id();
    request.number = found.number;
    if (found.same) request.follows = found.same->uid;
    take(request, input.agent, **duty, scene.now());
    const Request before;
    Change change{request, definition, catalogue.limits_of(definition), input.actor};
    if (input.parent) become_part(change, *input.parent, input.after_hazard);
    ReportOutcome outcome;
    outcome.reply = open_request(change, report);
    outcome.outcome = found.same ? "followed" : "opened";
    if (auto worded = word_for_strangers(scene, input, report, {found.known, true, request.number},
                                         change, outcome);
        !worded)
        return fail(std::move(worded).error());
    const bool english = outcome.reply.language == "en" && !found.premise.address_en.empty();
    const std::string& place = english ? found.premise.address_en : found.premise.address_zh;
    plan_first(scene, std::exchange(change.notices, {}), request.uid, place);
    if (auto kept = keep(scene, change, before); !kept) return fail(std::move(kept).error());
    auto near = scene.stores->requests().near(definition, request, scene.now());
    if (!near) return fail(std::move(near).error());
    outcome.likely_same = std::move(*near);
    outcome.premise = std::move(found.premise);
    outcome.request = std::move(request);
    return outcome;
}

}  // namespace hearth::contact::app
