#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace hearth::contact {

/// `hearth-contact clock --policy FILE --events FILE --at TIME [--json]`: reads every clock of a
/// profile that holds for the subject of the events, at a time. No server is needed. `args` come
/// after the word `clock`. Exit status: 0, or 2 with what is wrong on `err`.
int run_clock_command(std::vector<std::string> args, const std::string& calendars,
                      std::ostream& out, std::ostream& err);

}  // namespace hearth::contact
