#include "services/contact/app/incoming.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::chrono::minutes kCallBackEvery{1};
constexpr int kCallBacksAtFirst = 3;
constexpr std::chrono::minutes kCallBackLater{15};

}  // namespace

Result<void> Intake::on_call(Incoming& in) {
    Interaction& interaction = in.interaction;
    const ChannelEvent& event = in.event;
    if (!event.menu_class.empty()) interaction.menu_class = event.menu_class;
    if (!event.agent.empty()) interaction.agent = event.agent;
    if (!event.recording.empty()) interaction.recording = event.recording;
    if (event.event == "hung_up") return on_hang_up(in);
    if (event.event != "offered" || in.address.empty()) return {};
    const auto identity = in.identify({});
    if (!identity) return fail(identity.error());
    if ((*identity)->parties.size() == 1) interaction.party = (*identity)->parties.front().party;
    return {};
}

/// A caller who hung up before a person answered: with a hazard the best-known place is worked on
/// at once and the caller called back; without one the contact is over.
Result<void> Intake::on_hang_up(Incoming& in) {
    Interaction& interaction = in.interaction;
    if (interaction.request || !interaction.agent.empty()) return {};
    const RequestClass* definition = casebook_.catalogue.find(interaction.menu_class);
    if (definition == nullptr || !definition->by_place) {
        in.finish(interaction.menu_class.empty() ? "unknown" : "report", "hung_up");
        return {};
    }
    in.ask_to_call("report");
    ReportInput input;
    input.request_class = definition->name;
    input.address = in.address;
    if (!in.address.empty()) {
        const auto identity = in.identify(definition->commodity);
        if (!identity) return fail(identity.error());
        input.premise = (*identity)->preselected;
    }
    return report(in, std::move(input), {});
}

void Intake::call_back(const Scene& scene, std::vector<Interaction> due) {
    for (Interaction& interaction : due) {
        ++interaction.call_backs;
        const bool first = interaction.call_backs < kCallBacksAtFirst;
        interaction.call_back_at = scene.now() + (first ? kCallBackEvery : kCallBackLater);
        ++interaction.version;
        scene.stores->interactions().save(interaction);
        casebook_.record(scene, interaction, "call_back");
    }
}

}  // namespace hearth::contact::app
