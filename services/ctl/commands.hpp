#pragma once

#include "services/ctl/context.hpp"

namespace hearth::ctl {

// One function for each noun, in <noun>_commands.cpp: adds the noun with its verbs to the command
// line. A verb's callback puts what is to be done into `chosen`.
void add_registry_commands(CLI::App& app, Chosen& chosen);
void add_party_commands(CLI::App& app, Chosen& chosen);
void add_request_commands(CLI::App& app, Chosen& chosen);
void add_check_commands(CLI::App& app, Chosen& chosen);
void add_dead_letter_commands(CLI::App& app, Chosen& chosen);
void add_event_commands(CLI::App& app, Chosen& chosen);
void add_dispatch_commands(CLI::App& app, Chosen& chosen);

}  // namespace hearth::ctl
