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

/// What of a report can be taken, and the first fault of the rest, which names its field.
struct Read {
    app::Form form;
    std::optional<Error> fault;

    void blame(Error error) {
        if (!fault) fault = std::move(error);
    }
    /// What it names, where that is a name.
    std::optional<Uuid> take(Result<std::optional<Uuid>> name) {
        if (name) return *name;
        blame(std::move(name).error());
        return {};
    }
};

Read read_report(const pb::Report& report, const std::string& region) {
    Read read;
    app::ReportInput& input = read.form.report;
    input.request_class = report.class_();
    input.premise = read.take(read_name(report.premise(), "premises", "report.premise"));
    input.party = read.take(read_name(report.party(), "parties", "report.party"));
    if (report.has_location()) input.location = from_proto(report.location());
    if (input.location &&
        (std::abs(input.location->latitude) > 90 || std::abs(input.location->longitude) > 180)) {
        read.blame(invalid_argument("report.location", "OUT_OF_RANGE", "is not on the globe"));
        input.location = Location{0, 0, 0, input.location->words};
    }
    constexpr int kMostClasses = 8;
    if (report.also_size() > kMostClasses)
        read.blame(invalid_argument("report.also", "TOO_MANY", "has at most 8"));
    if (report.also_size() > 0 && report.class_().empty())
        read.blame(invalid_argument("report.class", "REQUIRED", "is required beside also"));
    const int classes = std::min(report.also_size(), kMostClasses);
    input.also.assign(report.also().begin(), report.also().begin() + classes);
    input.triage = from_proto(report.triage());
    input.language = report.language();
    if (!report.phone().empty()) {
        if (auto phone = phone::normalise(report.phone(), region)) {
            input.address = *phone;
        } else {
            read.blame(
                invalid_argument("report.phone", "BAD_PHONE", "cannot be a telephone number"));
        }
    }
    input.join = read.take(read_name(report.request(), "serviceRequests", "report.request"));
    if (input.join) input.also.clear();  // joined, nothing else
    read.form.relation = report.relation();
    read.form.words = report.words();
    return read;
}

app::ChannelEvent event_of(const pb::RecordInteractionRequest& request, const std::string& region) {
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
    if (event.event != "message" || !request.has_report()) return event;
    pb::Report report = request.report();
    if (report.phone().size() > kLongestAddress) report.clear_phone();
    Read read = read_report(report, region);
    event.form = std::move(read.form);
    // One that names no matter is words alone, to which the rest is added where it can be.
    const bool names = !report.class_().empty() || !report.request().empty();
    if (names) event.fault = std::move(read.fault);
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
    Read read = read_report(request.report(), region);
    if (read.fault) return fail(std::move(*read.fault));
    app::ReportInput& input = read.form.report;
    if (!input.join && input.request_class.empty())
        return fail(invalid_argument("report.class", "REQUIRED", "is required"));
    auto interaction = read_name(request.interaction(), "interactions", "interaction");
    if (!interaction) return fail(std::move(interaction).error());
    if (principal.id.starts_with(kAgents)) input.agent = principal.id.substr(kAgents.size());
    input.at_desk = is_at_desk(principal);
    input.actor.name = principal.id;
    return app::Opening{std::move(read.form), *interaction, request.channel(),
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
    const auto recorded = intake.record(work, event_of(request, intake.region()));
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
