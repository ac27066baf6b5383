// hearth-story: plays one service request from ring to callback on a running suite, and tells it.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <manifest_gen/all.hpp>

#include "deploy/story/scenes.hpp"
#include "deploy/story/summary.hpp"

namespace {

std::string variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0')
        throw hearth::story::StoryFailed(
            fmt::format("{} is not set: eval \"$(deploy/env)\"", name));
    return value;
}

/// Every process that has a clock: HEARTH_PORTS_<NAME> holds "serving admin serving admin …".
std::vector<std::string> clock_addresses() {
    std::vector<std::string> addresses;
    for (const hearth::Manifest& service : hearth::manifest::kAll) {
        if (!service.grpc) continue;
        std::string name = "HEARTH_PORTS_";
        std::ranges::transform(service.name, std::back_inserter(name),
                               [](unsigned char c) { return std::toupper(c); });
        std::istringstream ports{variable(name)};
        int replicas = 0;
        std::istringstream{variable("HEARTH_REPLICAS")} >> replicas;
        for (int replica = 0; replica < replicas; ++replica) {
            int serving = 0;
            int admin = 0;
            if (ports >> serving >> admin)
                addresses.push_back(fmt::format("127.0.0.1:{}", serving));
        }
    }
    return addresses;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Plays the story of one household's fault on a running suite, from the first ring to the "
        "callback; "
        "a story that was played is shown, not played again."};
    std::string town;
    bool as_json = false;
    app.add_option("--town", town, "folder of the town's files")
        ->required()
        ->check(CLI::ExistingDirectory);
    app.add_flag("--json", as_json, "one JSON object on standard output instead of text");
    CLI11_PARSE(app, argc, argv);
    try {
        const std::string folder = variable("HEARTH_STACK_DIR");
        const std::string journal = folder + "/story.json";
        const bool stored = std::filesystem::exists(journal);
        hearth::story::Stage stage{{variable("HEARTH_GATEWAY_URL"), clock_addresses(),
                                    variable("HEARTH_TOKEN_KEY_FILE"), folder + "/clock_offset",
                                    journal}};
        const auto told = play(stage, hearth::story::cast_from(town));
        if (as_json) {
            fmt::print("{}\n", to_json(told, stored).dump());
        } else {
            fmt::print("{}", to_text(told));
        }
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "hearth-story: {}\n", failure.what());
        return 1;
    }
}
