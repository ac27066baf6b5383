#pragma once

#include <string>

#include "libs/config/config.hpp"

namespace hearth::config {

/// What every program that runs on a configuration file can be asked on its command line.
struct Options {
    std::string file;    ///< --config
    bool check = false;  ///< --check-config
    bool print = false;  ///< --print-config
};

/// Ends the process on --help (0) and on wrong arguments (2). `about`: what the program is;
/// `commands`: what else it can be asked, for --help.
Options parse_options(int argc, char** argv, const std::string& program, const std::string& about,
                      const std::string& commands);

/// Answers --print-config and --check-config of a configuration without faults on standard output.
/// True: the program was asked for no more.
bool answer(const Options& options, const Source& source);

}  // namespace hearth::config
