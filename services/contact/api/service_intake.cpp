#include "services/contact/api/service_intake.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libs/core/utf8.hpp"
#include "libs/phone/phone.hpp"

namespace hearth::contact {
namespace {

constexpr std::size_t kMostCharacters = 4000;
constexpr std::string_view kAgents = "agents/";

bool has_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

/// A person of ours, or one of our processes: they are told everything, whoever reports.
bool is_at_desk(const auth::Principal& principal) {
    const auto& roles = {"agent", "lead", "manager", "dispatcher", "operator", "service"};
    return std::any_of(roles.begin(), roles.end(),
                       [&](const char* role) { return principal.has(role); });
}

/// A report as a command says it; INVALID_ARGUMENT names the field.
Result<app::ReportInput> report_of(const pb::Report& report, const std::string& region) {
    app::ReportInput input;
    input.request_class = report.class_();
    auto premise = read_name(report.premise(), "premises", "report.premise");
    if (!premise) return fail(std::move(premise).error());
    input.premise = *premise;
    auto party = read_name(report.party(), "parties", "report.party");
    if (!party) return fail(std::move(party).error());
    input.party = *party;
    if (report.has_location()) input.location = from_proto(report.location());
    if (input.location &&
        (std::abs(input.location->latitude) > 90 || std::abs(input.location->longitude) > 180))
        return fail(invalid_argument("report.location", "OUT_OF_RANGE", "is not on the globe"));
    constexpr int kMostClasses = 8;
    if (report.also_size() > kMostClasses)
        return fail(invalid_argument("report.also", "TOO_MANY", "has at most 8"));
    if (report.also_size() > 0 && report.class_().empty())
        return fail(invalid_argument("report.class", "REQUIRED", "is required beside also"));
    input.also.assign(report.also().begin(), report.also().end());
    input.triage = from_proto(report.triage());
    input.language = report.language();
    if (!report.phone().empty()) {
        auto phone = phone::normalise(report.phone(), region);
        if (!phone)
            return fail(
                invalid_argument("report.phone", "BAD_PHONE", "cannot be a telephone number"));
        input.address = *phone;
    }
    return input;
}

Result<app::Form> form_of(const pb::Report& report, const std::string& region) {
    auto input = report_of(report, region);
    if (!input) return fail(std::move(input).error());
    auto join = read_name(report.request(), "serviceRequests", "report.request");
    if (!join) return fail(std::move(join).error());
    input->join = *join;
    return app::Form{std::move(*input), report.relation(), report.words()};
}

Result<app::ChannelEvent> event_of(const pb::RecordInteractionRequest& request,
                                   const std::string& region) {
    app::ChannelEvent event;
    event.channel = request.channel();
    event.message_id = request.message_id();
    event.event = request.event();
    event.direction = request.direction();
    event.from = request.from();
    event.to = request.to();
    event.text = request.text();
    event.menu_class = request.report().class_();
    const std::string& agent = request.agent();
    event.agent = agent.starts_with(kAgents) ? agent.substr(kAgents.size()) : agent;
    event.recording = request.recording();
    event.observed = from_proto(request.has_observed_time(), request.observed_time());
    pb::Report report = request.report();
    const bool is_form = !report.class_().empty() || !report.request().empty();
    if (event.event != "message" || !is_form) return event;
    if (report.phone().size() > kLongestAddress) report.clear_phone();
    auto form = form_of(report, region);
    if (!form) return fail(std::move(form).error());
    event.form = std::move(*form);
    return event;
}

Result<app::Completion> completion_of(const pb::CompleteInteractionRequest& request) {
    const auto uid = require_name(request.name(), "interactions", "name");
    if (!uid) return fail(uid.error());
    if (request.outcome().empty())
        return fail(invalid_argument("outcome", "REQUIRED", "is required"));
    auto of = read_name(request.request(), "serviceRequests", "request");
    if (!of) return fail(std::move(of).error());
    auto party = read_name(request.party(), "parties", "party");
    if (!party) return fail(std::move(party).error());
    return app::Completion{*uid,
                           request.etag(),
                           *of,
                           *party,
                           request.reason(),
                           request.outcome(),
                           request.relation(),
                           request.recording()};
}

Result<app::Opening> opening_of(const pb::OpenRequestRequest& request,
                                const auth::Principal& principal, const std::string& region) {
    auto form = form_of(request.report(), region);
    if (!form) return fail(std::move(form).error());
    app::ReportInput& input = form->report;
    if (!input.join && input.request_class.empty())
        return fail(invalid_argument("report.class", "REQUIRED", "is required"));
    auto interaction = read_name(request.interaction(), "interactions", "interaction");
    if (!interaction) return fail(std::move(interaction).error());
    if (principal.id.starts_with(kAgents)) input.agent = principal.id.substr(kAgents.size());
    input.at_desk = is_at_desk(principal);
    input.actor.name = principal.id;
    return app::Opening{std::move(*form), *interaction, request.channel(),
                        from_proto(request.has_observed_time(), request.observed_time())};
}

}  // namespace

Result<void> check_event(const pb::RecordInteractionRequest& request, const Catalogue& catalogue) {
    std::vector<FieldViolation> wrong;
    const auto require = [&wrong](const char* field, const std::string& value) {
        if (value.empty()) wrong.push_back({field, "REQUIRED", "is required"});
        if (value.size() > 200) wrong.push_back({field, "TOO_LONG", "has at most 200 bytes"});
    };
    require("request_id", request.request_id());
    require("channel", request.channel());
    require("message_id", request.message_id());
    require("event", request.event());
    if (!request.channel().empty() && catalogue.channels.find(request.channel()) == nullptr)
        wrong.push_back({"channel", "UNKNOWN_VALUE", "there is no channel " + request.channel()});
    const auto& events = {"offered", "answered", "hung_up", "recording", "message"};
    if (!request.event().empty() &&
        std::find(events.begin(), events.end(), request.event()) == events.end())
        wrong.push_back(
            {"event", "UNKNOWN_VALUE", "is offered, answered, hung_up, recording or message"});
    if (utf8_characters(request.text()) > kMostCharacters)
        wrong.push_back({"text", "TOO_LONG", "has at most 4000 characters"});
    for (const auto& [field, value] : {std::pair{"text", request.text()},
                                       {"from", request.from()},
                                       {"to", request.to()},
                                       {"message_id", request.message_id()}}) {
        if (has_nul(value)) wrong.push_back({field, "BAD_TEXT", "has a NUL"});
    }
    if (wrong.empty()) return {};
    return fail(invalid_argument(std::move(wrong)));
}

Result<void> record(app::Intake& intake, outbox::UnitOfWork& work,
                    const pb::RecordInteractionRequest& request,
                    pb::RecordInteractionResponse& response) {
    const auto event = event_of(request, intake.region());
    if (!event) return fail(event.error());
    const auto recorded = intake.record(work, *event);
    if (!recorded) return fail(recorded.error());
    *response.mutable_interaction() = to_proto(recorded->interaction);
    if (recorded->caller) *response.mutable_identity() = to_proto(*recorded->caller);
    if (recorded->answer) *response.mutable_answer() = to_proto(*recorded->answer);
    return {};
}

Result<void> complete(app::Intake& intake, outbox::UnitOfWork& work,
                      const pb::CompleteInteractionRequest& request,
                      pb::CompleteInteractionResponse& response) {
    const auto completion = completion_of(request);
    if (!completion) return fail(completion.error());
    const auto completed = intake.complete(work, *completion);
    if (!completed) return fail(completed.error());
    *response.mutable_interaction() = to_proto(*completed);
    return {};
}

Result<void> open(app::Intake& intake, outbox::UnitOfWork& work,
                  const pb::OpenRequestRequest& request, const auth::Principal& principal,
                  pb::OpenRequestResponse& response) {
    auto opening = opening_of(request, principal, intake.region());
    if (!opening) return fail(std::move(opening).error());
    const auto answer = intake.open(work, std::move(*opening));
    if (!answer) return fail(answer.error());
    *response.mutable_answer() = to_proto(*answer);
    return {};
}

}  // namespace hearth::contact
