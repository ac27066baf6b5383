#include "services/contact/app/intake.hpp"

#include <algorithm>
#include <utility>

#include "libs/core/resource.hpp"
#include "libs/core/text.hpp"
#include "libs/phone/phone.hpp"
#include "services/contact/app/incoming.hpp"
#include "services/contact/app/warning.hpp"

namespace hearth::contact::app {
namespace {

/// A number in E.164, mail in lower case and bare, where the channel carries them; what is too long
/// to be an address is withheld, and anything else stays as it came.
std::string address_of(const std::string& written, const Channel* channel,
                       const std::string& region) {
    if (written.size() > kLongestAddress) return {};
    const std::string carries = channel == nullptr ? "" : channel->carries;
    if (carries == "phone") {
        if (auto phone = phone::normalise(written, region)) return *phone;
    }
    if (carries == "email" && kind_of(written) == "email") {
        constexpr std::string_view kScheme = "mailto:";
        return lower_case(written.starts_with(kScheme) ? written.substr(kScheme.size()) : written);
    }
    return written;
}

Interaction begin(const ChannelEvent& event, const Casebook& casebook, const Scene& scene) {
    const std::string& region = casebook.settings.region;
    const Channel* channel = casebook.catalogue.channels.find(event.channel);
    Interaction made;
    made.uid = scene.work.new_id();
    made.channel = event.channel;
    made.message_id = event.message_id;
    made.direction = event.direction.empty() ? "inbound" : event.direction;
    made.from = address_of(event.from, channel, region);
    made.to = address_of(event.to, channel, region);
    made.text = event.text;
    made.observed = std::min(scene.now(), event.observed.value_or(scene.now()));
    made.created = scene.now();
    return made;
}

}  // namespace

Result<Recorded> Intake::record(outbox::UnitOfWork& work, const ChannelEvent& event) {
    const Scene scene = casebook_.scene(work);
    auto known = scene.stores->interactions().find_message(event.channel, event.message_id);
    if (!known) return fail(std::move(known).error());
    Incoming in{scene, event, *known ? std::move(**known) : begin(event, casebook_, scene),
                !known->has_value()};
    in.address = casebook_.catalogue.channels.came_from(event.channel, in.interaction.from);
    // A message is read once, though its draft waits for a person.
    const bool over = !in.interaction.draft || event.event == "message";
    const bool late = !in.is_new && over && event.event != "recording";
    if (!late) {
        auto done = event.event == "message" ? on_message(in) : on_call(in);
        if (!done) return fail(std::move(done).error());
        ++in.interaction.version;
        scene.stores->interactions().save(in.interaction);
        casebook_.record(scene, in.interaction, event.event);
    }
    return Recorded{std::move(in.interaction), std::move(in.caller), std::move(in.answer)};
}

Result<Interaction> Intake::complete(outbox::UnitOfWork& work, const Completion& completion) {
    const Scene scene = casebook_.scene(work);
    auto found = scene.stores->interactions().lock(completion.interaction);
    if (!found) return found;
    Interaction& interaction = *found;
    if (auto fresh = check_etag(completion.etag, interaction.version); !fresh)
        return fail(std::move(fresh).error());
    if (!interaction.draft)
        return fail(
            failed_precondition("INTERACTION_COMPLETE", "it was completed and stays as it is"));
    if (completion.request) interaction.request = completion.request;
    if (completion.party) interaction.party = completion.party;
    if (!completion.reason.empty()) interaction.reason = completion.reason;
    if (!completion.relation.empty()) interaction.relation = completion.relation;
    if (!completion.recording.empty()) interaction.recording = completion.recording;
    interaction.outcome = completion.outcome;
    interaction.draft = false;
    interaction.call_back_at.reset();
    interaction.completed = scene.now();
    ++interaction.version;
    scene.stores->interactions().save(interaction);
    casebook_.record(scene, interaction, "completed");
    return found;
}

Result<Caller> Intake::identify(Stores& stores, const std::string& address,
                                const std::string& commodity, const std::string& today) {
    auto found = stores.identity().by_address(address, today);
    if (!found) return fail(std::move(found).error());
    Caller caller;
    caller.address = address;
    caller.identity =
        contact::identify(std::move(found->parties), std::move(found->premises), commodity);
    caller.incidents = std::move(found->incidents);
    for (const Uuid& uid : found->requests) {
        auto view = stores.requests().view(uid);
        if (!view) return fail(std::move(view).error());
        caller.requests.push_back(std::move(view->request));
    }
    return caller;
}

Result<Answer> Intake::open(outbox::UnitOfWork& work, Opening opening) {
    const Scene scene = casebook_.scene(work);
    ReportInput& input = opening.form.report;
    std::optional<Interaction> interaction;
    if (opening.interaction) {
        auto found = scene.stores->interactions().lock(*opening.interaction);
        if (!found) return fail(std::move(found).error());
        interaction = std::move(*found);
        input.interaction = interaction_name(interaction->uid);
        if (input.address.empty())
            input.address =
                casebook_.catalogue.channels.came_from(interaction->channel, interaction->from);
    }
    const std::string& channel = interaction ? interaction->channel : opening.channel;
    input.actor.channel = channel.empty() ? "desk" : channel;
    input.actor.now = scene.now();
    input.observed = opening.observed ? *opening.observed
                     : interaction    ? interaction->observed
                                      : scene.now();
    input.observed = std::min(input.observed, scene.now());
    const Meaning meaning = meaning_of({}, &opening.form);
    if (meaning.is_hazard()) add_told(meaning, input);
    auto outcome = casebook_.report(scene, input);
    if (!outcome) return fail(std::move(outcome).error());
    Answer answer = casebook_.answer_of(*outcome);
    const Request& request = outcome->request;
    const std::string cause = input.interaction.empty() ? request_name(request.uid) + "/" +
                                                              std::to_string(request.version)
                                                        : input.interaction;
    const Warning warning{warnings_of(meaning.hazard, input.triage.safety, *outcome),
                          input.address,
                          request.party,
                          outcome->reply.language,
                          cause,
                          request.uid,
                          false};
    if (auto warned = warn(scene, warning, answer); !warned) return fail(std::move(warned).error());
    if (!interaction || !interaction->draft) return answer;
    interaction->request = outcome->request.uid;
    if (outcome->request.party) interaction->party = outcome->request.party;
    interaction->reason = "report";
    interaction->outcome = outcome->outcome;
    interaction->relation = opening.form.relation;
    if (!opening.form.words.empty()) interaction->text = opening.form.words;
    interaction->agent = input.agent;
    interaction->answer_zh = answer.text_zh;
    interaction->answer_en = answer.text_en;
    interaction->call_back_at.reset();
    ++interaction->version;
    scene.stores->interactions().save(*interaction);
    casebook_.record(scene, *interaction, "report");
    return answer;
}

}  // namespace hearth::contact::app
