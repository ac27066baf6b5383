#include "services/ctl/commands.hpp"

namespace {

void add_options(CLI::App& app, hearth::ctl::Options& options) {
    app.add_flag("--json", options.json, "one JSON object a line on standard output");
    app.add_option("--address", options.address,
                   "where the service is; else HEARTH_<SERVICE>_ADDRESS of the environment");
    app.add_option("--as", options.as, "who asks: the principal in our token")
        ->capture_default_str();
    app.add_option("--role", options.roles, "roles in our token")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--tenant", options.tenant, "whose data")->capture_default_str();
    app.add_option("--timeout", options.timeout_s, "seconds one call may take")
        ->check(CLI::Range(1, 30))
        ->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Hearth's operator client. Exit status: 0 done, 1 done with refusals or violations, "
        "2 wrong usage or input that cannot be read, 3 a service cannot be reached."};
    hearth::ctl::Options options;
    hearth::ctl::Chosen chosen;
    add_options(app, options);
    app.require_subcommand(1);
    app.fallthrough();
    for (auto* add : hearth::ctl::kNouns)
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? hearth::ctl::kDone : hearth::ctl::kWrongUsage;
    }
    hearth::ctl::Context context{options};
    return chosen.command(context);
}
