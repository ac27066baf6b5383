#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "libs/testkit/process.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact::samples {

/// The files that ship, in a folder where a test may add editions.
struct Files {
    testkit::TempDir dir;

    Files() {
        for (const char* file : {"profiles", "calendars", "classes", "words", "rank.yaml",
                                 "channels.yaml", "messages.yaml"})
            std::filesystem::copy(std::filesystem::path{files()} / file, dir.path() / file);
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file{dir.path() / name};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    /// A file more, made of another by replacing words; throws where one is not there.
    void add(const std::string& name, const std::string& of,
             std::initializer_list<std::pair<const char*, const char*>> words) const {
        std::string text = read(of);
        for (const auto& [before, after] : words)
            text.replace(text.find(before), std::string_view{before}.size(), after);
        dir.write(name, text);
    }
    /// A second edition of cn-electricity, in force from a day: 30 minutes in the city.
    void add_thirty_minutes(const char* from) const {
        const std::string edition = std::string{"edition: \"2026\"\nfrom: "} + from;
        add("profiles/cn-electricity-2026.yaml", "profiles/cn-electricity.yaml",
            {{"edition: \"2023\"", edition.c_str()}, {"limit: 45", "limit: 30"}});
    }
    [[nodiscard]] Result<Catalogue> load() const { return load_catalogue(dir.path().string()); }
};

}  // namespace hearth::contact::samples
