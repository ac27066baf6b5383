#pragma once

#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

/// An event of a channel while it is being taken in.
struct Intake::Incoming {
    const Scene& scene;
    const ChannelEvent& event;
    Interaction interaction;
    bool is_new = false;
    std::string address = {};  ///< it came from; empty: nobody can be told by it, or answered
    std::optional<Caller> caller = {};
    std::optional<Answer> answer = {};

    [[nodiscard]] Actor actor() const {
        return {"channels/" + interaction.channel, interaction.channel, scene.now()};
    }
    /// What is said back, begun by whoever comes first.
    Answer& said() {
        if (!answer) answer.emplace();
        return *answer;
    }
    /// Looks up who may be calling.
    Result<const Identity*> identify(const std::string& commodity) {
        auto found = Intake::identify(*scene.stores, address, commodity, scene.today);
        if (!found) return fail(std::move(found).error());
        caller = std::move(*found);
        return &caller->identity;
    }
    /// A person calls, and the contact is not over before that.
    void ask_to_call(const std::string& reason) {
        constexpr std::chrono::seconds kCallBackAfter{30};
        interaction.reason = reason;
        interaction.call_back_at = scene.now() + kCallBackAfter;
    }
    void finish(const std::string& reason, const std::string& outcome) {
        interaction.reason = reason;
        interaction.outcome = outcome;
        interaction.draft = false;
        interaction.completed = scene.now();
    }
};

}  // namespace hearth::contact::app
