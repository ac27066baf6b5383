#include "libs/testkit/stack.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "libs/testkit/clue.hpp"

namespace hearth::testkit {
namespace {

std::filesystem::path folder() {
    if (const char* named = std::getenv("HEARTH_TEST_STACK_DIR")) return named;
    return std::filesystem::canonical("/proc/self/exe").parent_path().parent_path() / "teststack";
}

std::map<std::string, std::string> read_settings(const std::filesystem::path& file) {
    constexpr std::string_view kExport = "export ";
    std::ifstream in{file};
    if (!in) {
        throw std::runtime_error("this test needs PostgreSQL, Redis and Kafka, but there is no " +
                                 file.string() +
                                 ": start them with deploy/local/stack up --dir DIR and set "
                                 "HEARTH_TEST_STACK_DIR=DIR, or run the test by ctest");
    }
    std::map<std::string, std::string> settings;
    for (std::string line; std::getline(in, line);) {
        const auto equals = line.find('=');
        if (!line.starts_with(kExport) || equals == std::string::npos) continue;
        settings[line.substr(kExport.size(), equals - kExport.size())] = line.substr(equals + 1);
    }
    return settings;
}

Stack read_stack() {
    const auto file = folder() / "stack.env";
    const auto settings = read_settings(file);
    const auto get = [&](const std::string& name) {
        const auto found = settings.find(name);
        if (found == settings.end()) throw std::runtime_error(file.string() + " lacks " + name);
        return found->second;
    };
    return {get("HEARTH_PG_HOST"),
            std::stoi(get("HEARTH_PG_PORT")),
            get("HEARTH_PG_SOCKET_DIR"),
            get("HEARTH_PG_SUPERUSER"),
            get("HEARTH_REDIS_HOST"),
            std::stoi(get("HEARTH_REDIS_PORT")),
            get("HEARTH_REDIS_PASSWORD_FILE"),
            get("HEARTH_KAFKA_BROKERS"),
            get("HEARTH_STACK_DIR")};
}

}  // namespace

const Stack& stack() {
    static const Stack found = read_stack();
    static const Clue clue{[] {
        return "the servers log to " + found.dir +
               "/log; with HEARTH_KEEP_SUITE=1 tests/run leaves them running";
    }};
    return found;
}

}  // namespace hearth::testkit
