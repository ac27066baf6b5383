#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/incoming.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::chrono::seconds kCallBackAfter{30};
constexpr std::chrono::minutes kCallBackEvery{1};
constexpr int kMostCallBacks = 3;
constexpr int kBatch = 50;

std::string agent_code(const std::string& name) {
    constexpr std::string_view kPrefix = "agents/";
    return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

}  // namespace

Result<void> Intake::on_call(outbox::UnitOfWork& work, Incoming& in) {
    Interaction& interaction = in.interaction;
    const std::string& event = in.request.event();
    if (!in.request.report().class_().empty())
        interaction.menu_class = in.request.report().class_();
    if (!in.request.agent().empty()) interaction.agent = agent_code(in.request.agent());
    if (!in.request.recording().empty()) interaction.recording = in.request.recording();
    if (event == "hung_up") return on_hang_up(work, in);
    if (event != "offered" || interaction.from.empty()) return {};
    Identity identity;
    if (auto known = identify(work.tx(), interaction.from, {}, work.now(),
                              *in.response.mutable_identity(), &identity);
        !known)
        return known;
    if (identity.parties.size() == 1) interaction.party = identity.parties.front().party;
    return {};
}

/// A caller who hung up before a person answered: with a hazard the best-known place is worked on
/// at once and the caller called back; without one the contact is over.
Result<void> Intake::on_hang_up(outbox::UnitOfWork& work, Incoming& in) {
    Interaction& interaction = in.interaction;
    if (interaction.request || !interaction.agent.empty()) return {};
    const RequestClass* definition = casebook_.catalogue.find(interaction.menu_class);
    if (definition == nullptr || !definition->by_place) {
        in.finish(interaction.menu_class.empty() ? "unknown" : "report", "hung_up", work.now());
        return {};
    }
    interaction.call_back_at = work.now() + kCallBackAfter;
    ReportInput input;
    input.request_class = definition->name;
    input.address = interaction.from;
    if (!interaction.from.empty()) {
        Identity identity;
        if (auto known = identify(work.tx(), interaction.from, definition->commodity, work.now(),
                                  *in.response.mutable_identity(), &identity);
            !known)
            return known;
        input.premise = identity.preselected;
    }
    return report(work, in, std::move(input));
}

Result<bool> Intake::call_back(outbox::UnitOfWork& work) {
    auto due = casebook_.stores(work.tx())->interactions().lock_call_backs(work.now(), kBatch);
    if (!due) return fail(std::move(due).error());
    for (Interaction& interaction : *due) {
        ++interaction.call_backs;
        interaction.call_back_at = work.now() + kCallBackEvery;
        if (interaction.call_backs >= kMostCallBacks) interaction.call_back_at.reset();
        ++interaction.version;
        casebook_.stores(work.tx())->interactions().save(interaction);
        record_interaction(work, interaction, "call_back");
    }
    return static_cast<int>(due->size()) == kBatch;
}

}  // namespace hearth::contact::app
