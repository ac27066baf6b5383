#pragma once

#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

/// Safety words to whoever told of a hazard.
struct Intake::Warning {
    std::vector<const SpokenHazard*> hazards;
    std::string address;        ///< empty, or none that a channel reaches: the party's
    std::optional<Uuid> party;  ///< of the report
    std::string language;
    std::string cause;
    std::optional<Uuid> request;
    bool is_called = false;  ///< by a person of ours, at once
};

}  // namespace hearth::contact::app
