#pragma once

#include <array>

#include "services/ctl/context.hpp"

namespace hearth::ctl {

/// Adds a noun with its verbs to the command line. A verb's callback puts what is to be done into
/// `chosen`.
using AddNoun = void(CLI::App& app, Chosen& chosen);

// One for each noun, in <noun>_commands.cpp.
AddNoun add_registry_commands;
AddNoun add_party_commands;
AddNoun add_request_commands;
AddNoun add_check_commands;
AddNoun add_dead_letter_commands;
AddNoun add_event_commands;
AddNoun add_plan_commands;
AddNoun add_work_commands;
AddNoun add_incident_commands;

/// In the order of --help.
inline constexpr std::array kNouns{
    &add_registry_commands, &add_party_commands,       &add_request_commands,
    &add_check_commands,    &add_dead_letter_commands, &add_event_commands,
    &add_plan_commands,     &add_work_commands,        &add_incident_commands};

}  // namespace hearth::ctl
