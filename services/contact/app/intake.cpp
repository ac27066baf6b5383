#include "services/contact/app/intake.hpp"

#include <algorithm>
#include <utility>

#include "libs/core/text.hpp"
#include "libs/core/utf8.hpp"
#include "libs/phone/phone.hpp"
#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/incoming.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::size_t kMostCharacters = 4000;

bool has_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

/// A number in E.164 where it is one, a mail address in lower case, else as it came.
std::string address_of(const std::string& written, const std::string& region) {
    if (written.find('@') != std::string::npos) return lower_case(written);
    const auto phone = phone::normalise(written, region);
    return phone ? *phone : written;
}

/// A person of ours, or one of our processes: they are told everything, whoever reports.
bool is_at_desk(const auth::Principal& principal) {
    const auto& roles = {"agent", "lead", "manager", "dispatcher", "operator", "service"};
    return std::any_of(roles.begin(), roles.end(),
                       [&](const char* role) { return principal.has(role); });
}

Interaction begin(const pb::RecordInteractionRequest& request, const std::string& region,
                  Instant now, const Uuid& uid) {
    Interaction made;
    made.uid = uid;
    made.channel = request.channel();
    made.message_id = request.message_id();
    made.direction = request.direction().empty() ? "inbound" : request.direction();
    made.from = address_of(request.from(), region);
    made.to = address_of(request.to(), region);
    made.text = request.text();
    made.observed =
        request.has_observed_time() ? std::min(now, read_time(request.observed_time())) : now;
    made.created = now;
    return made;
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
    if (!request.channel().empty() && !catalogue.channels.contains(request.channel()))
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

Result<ReportInput> read_report(const pb::Report& report, const std::string& region) {
    ReportInput input;
    input.request_class = report.class_();
    auto premise = read_name(report.premise(), "premises", "report.premise");
    if (!premise) return fail(std::move(premise).error());
    input.premise = *premise;
    auto party = read_name(report.party(), "parties", "report.party");
    if (!party) return fail(std::move(party).error());
    input.party = *party;
    if (report.has_location()) input.location = read_location(report.location());
    if (input.location &&
        (std::abs(input.location->latitude) > 90 || std::abs(input.location->longitude) > 180))
        return fail(invalid_argument("report.location", "OUT_OF_RANGE", "is not on the globe"));
    constexpr int kMostClasses = 8;
    if (report.also_size() > kMostClasses)
        return fail(invalid_argument("report.also", "TOO_MANY", "has at most 8"));
    if (report.also_size() > 0 && report.class_().empty())
        return fail(invalid_argument("report.class", "REQUIRED", "is required beside also"));
    input.also.assign(report.also().begin(), report.also().end());
    input.triage = read_triage(report.triage());
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

Result<void> Intake::record(outbox::UnitOfWork& work, const pb::RecordInteractionRequest& request,
                            pb::RecordInteractionResponse& response) {
    auto known = casebook_.stores(work.tx())->interactions().find_message(request.channel(),
                                                                          request.message_id());
    if (!known) return fail(std::move(known).error());
    Incoming in{request, response,
                *known ? std::move(**known)
                       : begin(request, casebook_.settings.region, work.now(), work.new_id()),
                !known->has_value()};
    const bool late = !in.is_new && !in.interaction.draft && request.event() != "recording";
    if (!late) {
        auto done = request.event() == "message" ? on_message(work, in) : on_call(work, in);
        if (!done) return done;
        ++in.interaction.version;
        casebook_.stores(work.tx())->interactions().save(in.interaction);
        record_interaction(work, in.interaction, request.event());
    }
    put_interaction(in.interaction, *response.mutable_interaction());
    return {};
}

Result<void> Intake::complete(outbox::UnitOfWork& work,
                              const pb::CompleteInteractionRequest& request,
                              pb::CompleteInteractionResponse& response) {
    const auto uid = require_name(request.name(), "interactions", "name");
    if (!uid) return fail(uid.error());
    if (request.outcome().empty())
        return fail(invalid_argument("outcome", "REQUIRED", "is required"));
    auto found = casebook_.stores(work.tx())->interactions().lock(*uid);
    if (!found) return fail(std::move(found).error());
    Interaction& interaction = *found;
    if (auto fresh = check_etag(request.etag(), interaction.version); !fresh) return fresh;
    if (!interaction.draft)
        return fail(
            failed_precondition("INTERACTION_COMPLETE", "it was completed and stays as it is"));
    auto of = read_name(request.request(), "serviceRequests", "request");
    if (!of) return fail(std::move(of).error());
    auto party = read_name(request.party(), "parties", "party");
    if (!party) return fail(std::move(party).error());
    if (*of) interaction.request = *of;
    if (*party) interaction.party = *party;
    if (!request.reason().empty()) interaction.reason = request.reason();
    if (!request.relation().empty()) interaction.relation = request.relation();
    if (!request.recording().empty()) interaction.recording = request.recording();
    interaction.outcome = request.outcome();
    interaction.draft = false;
    interaction.call_back_at.reset();
    interaction.completed = work.now();
    ++interaction.version;
    casebook_.stores(work.tx())->interactions().save(interaction);
    record_interaction(work, interaction, "completed");
    put_interaction(interaction, *response.mutable_interaction());
    return {};
}

Result<void> Intake::identify(sql::Tx& tx, const std::string& address, const std::string& commodity,
                              Instant now, pb::CallerIdentity& out, Identity* identity) {
    auto found = casebook_.stores(tx)->identity().by_address(address, now);
    if (!found) return fail(std::move(found).error());
    Identity known =
        contact::identify(std::move(found->parties), std::move(found->premises), commodity);
    put_identity(known, address, out);
    for (const IncidentKnown& incident : found->incidents)
        put_incident(incident, *out.add_incidents());
    for (const Uuid& uid : found->requests) {
        auto view = casebook_.stores(tx)->requests().view(uid);
        if (!view) return fail(std::move(view).error());
        put_request(view->request, *out.add_requests());
    }
    if (identity != nullptr) *identity = std::move(known);
    return {};
}

Result<void> Intake::open(outbox::UnitOfWork& work, const pb::OpenRequestRequest& request,
                          const auth::Principal& principal, pb::OpenRequestResponse& response) {
    auto input = read_report(request.report(), casebook_.settings.region);
    if (!input) return fail(std::move(input).error());
    if (!request.report().request().empty()) {
        auto join = read_name(request.report().request(), "serviceRequests", "report.request");
        if (!join) return fail(std::move(join).error());
        input->join = *join;
    } else if (input->request_class.empty()) {
        return fail(invalid_argument("report.class", "REQUIRED", "is required"));
    }
    std::optional<Interaction> interaction;
    auto of = read_name(request.interaction(), "interactions", "interaction");
    if (!of) return fail(std::move(of).error());
    if (*of) {
        auto found = casebook_.stores(work.tx())->interactions().lock(**of);
        if (!found) return fail(std::move(found).error());
        interaction = std::move(*found);
        input->interaction = request.interaction();
        if (input->address.empty()) input->address = interaction->from;
    }
    constexpr std::string_view kAgents = "agents/";
    if (principal.id.starts_with(kAgents)) input->agent = principal.id.substr(kAgents.size());
    input->at_desk = is_at_desk(principal);
    const std::string channel = interaction ? interaction->channel : request.channel();
    input->actor = {principal.id, channel.empty() ? "desk" : channel, work.now()};
    input->observed = request.has_observed_time() ? read_time(request.observed_time())
                      : interaction               ? interaction->observed
                                                  : work.now();
    input->observed = std::min(input->observed, work.now());
    auto outcome = casebook_.report(work, *input);
    if (!outcome) return fail(std::move(outcome).error());
    casebook_.put_answer(*outcome, *response.mutable_answer());
    if (!interaction) return {};
    const bool was_draft = interaction->draft;
    if (!was_draft) return {};
    interaction->request = outcome->request.uid;
    if (outcome->request.party) interaction->party = outcome->request.party;
    interaction->reason = "report";
    interaction->outcome = outcome->outcome;
    interaction->relation = request.report().relation();
    if (!request.report().words().empty()) interaction->text = request.report().words();
    interaction->agent = input->agent;
    interaction->answer_zh = response.answer().text_zh();
    interaction->answer_en = response.answer().text_en();
    interaction->call_back_at.reset();
    ++interaction->version;
    casebook_.stores(work.tx())->interactions().save(*interaction);
    record_interaction(work, *interaction, "report");
    return {};
}

}  // namespace hearth::contact::app
