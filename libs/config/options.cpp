#include "libs/config/options.hpp"

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

namespace hearth::config {

Options parse_options(int argc, char** argv, const std::string& program, const std::string& about,
                      const std::string& commands) {
    CLI::App app{about, program};
    Options options;
    app.add_option("--config", options.file,
                   "YAML file, /dev/null for none; HEARTH_... override it")
        ->required();
    app.add_flag("--check-config", options.check, "only say what is wrong with the configuration");
    app.add_flag("--print-config", options.print,
                 "only print it: defaults too, with what each is for");
    app.footer(commands);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        constexpr int kUsage = 2;
        std::exit(app.exit(error) == 0 ? 0 : kUsage);
    }
    return options;
}

bool answer(const Options& options, const Source& source) {
    if (options.print) std::cout << source.print();
    if (options.check) std::cout << "the configuration is good\n";
    return options.print || options.check;
}

}  // namespace hearth::config
