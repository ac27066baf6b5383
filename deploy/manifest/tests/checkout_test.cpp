#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "deploy/manifest/environment.hpp"
#include "deploy/manifest/manifest.hpp"
#include "libs/config/config.hpp"
#include "libs/testkit/key_pair.hpp"

namespace hearth::manifest {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot{HEARTH_SOURCE_DIR};

const std::vector<Service>& services() {
    static const std::vector<Service> all = [] {
        auto read = read_services(kRoot);
        if (!read) {
            for (const auto& fault : read.error().fields)
                UNSCOPED_INFO(fault.field << " " << fault.message);
        }
        REQUIRE(read);
        return *std::move(read);
    }();
    return all;
}

std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// A manifest as one text, from the files and from the headers.
std::string told(const Service& service) {
    std::string text =
        service.name + (service.grpc ? " grpc" : "") + (service.roles.empty() ? "" : " database");
    for (const auto& produced : service.produces)
        text += " " + topic_of(service, produced) + (produced.personal ? "*" : "");
    for (const auto& listener : service.listens) {
        text += " " + listener.purpose + ":";
        for (const auto& topic : listener.topics)
            text += full_topic(topic) + ",";
    }
    for (const auto& peer : service.peers)
        text += " " + peer;
    return text;
}

std::string told(const Manifest& manifest) {
    std::string text = std::string{manifest.name} + (manifest.grpc ? " grpc" : "") +
                       (manifest.database ? " database" : "");
    for (const auto& produced : manifest.produces)
        text += " " + std::string{produced.name} + (produced.personal ? "*" : "");
    for (const auto& listener : manifest.listens) {
        text += " " + std::string{listener.purpose} + ":";
        for (const auto& topic : listener.topics)
            text += std::string{topic} + ",";
    }
    for (const auto& peer : manifest.peers)
        text += " " + std::string{peer};
    return text;
}

TEST_CASE("the headers say what the manifests say") {
    REQUIRE(kAll.size() == services().size());
    for (std::size_t i = 0; i < kAll.size(); ++i)
        CHECK(told(kAll[i]) == told(services()[i]));
}

TEST_CASE("the build has the services that have a manifest, and the README tells of each") {
    const std::string build = text_of(kRoot / "services/CMakeLists.txt");
    const std::string readme = text_of(kRoot / "README.md");
    for (const Service& service : services()) {
        INFO(service.name);
        CHECK(build.find("\n  " + service.name) != std::string::npos);
        CHECK(readme.find("| [" + service.name + "](services/" + service.name + "/README.md) | " +
                          service.purpose + " |") != std::string::npos);
        const std::string own = text_of(kRoot / "services" / service.name / "README.md");
        for (const auto& produced : service.produces) {
            INFO(produced.noun);
            CHECK(own.find(produced.noun) != std::string::npos);
        }
    }
}

/// What a service's program needs to print its configuration: keys of its own, any password.
class Program {
public:
    explicit Program(const Service& service) {
        environment_ = {{"HEARTH_AUTH__PRIVATE_KEY_FILE", keys_.private_path},
                        {"HEARTH_AUTH__TRUSTED_KEYS_DIR", keys_.trusted_dir},
                        {"HEARTH_DEVELOPMENT__ENABLED", "true"}};
        for (const std::string& peer : service.peers)
            environment_[variable_of("peers." + peer)] = "127.0.0.1:1";
        if (service.roles.empty()) return;
        environment_["HEARTH_LIMITS__PAGE_TOKEN_SECRET"] = "secret";
        for (const std::string& role : service.roles) {
            if (role != "owner")
                environment_[variable_of("database." + role + "_password")] = "secret";
        }
    }
    /// Every setting the program knows, as its `--print-config` says.
    [[nodiscard]] std::string config(const std::string& name) const {
        return said(name, file_of(name), "--print-config", 0);
    }
    /// What it says of a configuration that it refuses.
    [[nodiscard]] std::string faults(const std::string& name, const std::string& file) const {
        return said(name, file, "--check-config", 2);
    }
    void set(const std::string& variable, const std::string& value) {
        environment_[variable] = value;
    }
    static std::string file_of(const std::string& name) {
        const fs::path data = kRoot / "services" / name / "main/default.yaml";
        return fs::exists(data) ? data.string() : "/dev/null";
    }

private:
    [[nodiscard]] std::string said(const std::string& name, const std::string& file,
                                   const std::string& verb, int status) const {
        const auto bin = fs::canonical("/proc/self/exe").parent_path() / ("hearth-" + name);
        testkit::Process program{bin.string(), {{"--config", file, verb}, environment_}};
        const auto ended = program.wait(std::chrono::seconds{20});
        INFO(program.output());
        REQUIRE(ended == status);
        return program.output();
    }
    testkit::KeyPair keys_;
    std::map<std::string, std::string> environment_;
};

/// True when the printed configuration has the setting, or for a secret the file that holds it; of
/// `*` one that has the rest is enough.
bool knows(const config::Section& section, std::string_view setting) {
    const auto keys = section.keys();
    const auto dot = setting.find('.');
    return std::ranges::any_of(keys, [&](const std::string& key) {
        if (dot == std::string_view::npos)
            return key == setting || key == std::string{setting} + "_file";
        const auto part = setting.substr(0, dot);
        return (part == "*" || part == key) && knows(section.section(key), setting.substr(dot + 1));
    });
}

/// The lines of a printed configuration that set something and do not say what it is.
std::vector<std::string> without_sentence(const std::string& printed) {
    std::vector<std::string> found;
    std::string opens;  // a section, or a list without a sentence: the next line tells
    std::istringstream lines{printed};
    for (std::string line; std::getline(lines, line);) {
        const bool item = line.find_first_not_of(' ') == line.find("- ");
        if (item && !opens.empty()) found.push_back(opens);
        opens.clear();
        if (item || line.find("  # ") != std::string::npos) continue;
        if (line.ends_with(':')) {
            opens = line;
        } else {
            found.push_back(line);
        }
    }
    return found;
}

TEST_CASE("a time zone that this machine does not know is refused wherever one is set") {
    int zones = 0;
    for (const Service& service : services()) {
        Program program{service};
        if (program.config(service.name).find("\n  zone: ") == std::string::npos) continue;
        ++zones;
        program.set(variable_of(service.name + ".zone"), "Nowhere/X");
        CHECK(
            program.faults(service.name, Program::file_of(service.name)).find("no time zone of") !=
            std::string::npos);
    }
    CHECK(zones == 3);
}

TEST_CASE("what no code can know is required: dispatch's classes of work") {
    for (const Service& service : services()) {
        if (service.name != "dispatch") continue;
        CHECK(Program{service}.faults("dispatch", "/dev/null").find("dispatch.classes") !=
              std::string::npos);
    }
}

TEST_CASE("every setting of every program has a sentence") {
    CHECK(without_sentence("a: 1\nb:\n  c: 2  # of b\nd:\n  - x\ne:  # of e\n  - y\n") ==
          std::vector<std::string>{"a: 1", "d:"});
    for (const Service& service : services()) {
        INFO(service.name);
        const std::string printed = Program{service}.config(service.name);
        CHECK(printed.find("\n  private_key_file: ") != std::string::npos);
        CHECK(without_sentence(printed).empty());
    }
}

TEST_CASE("every setting that a manifest names is one that its program knows") {
    for (const Service& service : services()) {
        const Program program{service};
        const auto printed = config::Source::parse(program.config(service.name), service.name);
        REQUIRE(printed);
        std::vector<std::string> settings = service.secrets;
        for (const auto& [what, setting] : service.outside)
            settings.push_back(setting);
        for (const auto& [setting, value] : service.local)
            settings.push_back(setting);
        for (const std::string& peer : service.peers)
            settings.push_back("peers." + peer);
        if (service.redis) settings.emplace_back("redis.host");
        for (const std::string& setting : settings) {
            INFO(service.name << " " << setting);
            CHECK(knows(printed->root(), setting));
        }
        CHECK_FALSE(knows(printed->root(), service.name + ".no_such_setting"));
    }
}

}  // namespace
}  // namespace hearth::manifest
