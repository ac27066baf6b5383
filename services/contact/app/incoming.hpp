#pragma once

#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

/// An event of a channel while it is being taken in.
struct Intake::Incoming {
    const pb::RecordInteractionRequest& request;
    pb::RecordInteractionResponse& response;
    Interaction interaction;
    bool is_new = false;

    [[nodiscard]] Actor actor(Instant now) const {
        return {"channels/" + interaction.channel, interaction.channel, now};
    }
    void finish(const std::string& reason, const std::string& outcome, Instant now) {
        interaction.reason = reason;
        interaction.outcome = outcome;
        interaction.draft = false;
        interaction.completed = now;
    }
};

}  // namespace hearth::contact::app
