#include "libs/words/words.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "libs/config/config.hpp"

namespace hearth::words {
namespace {

using Faults = std::vector<FieldViolation>;

struct Kind {
    const char* name;
    Texts File::*texts;
};
constexpr std::array kSections{Kind{"reasons", &File::reasons}, Kind{"lines", &File::lines},
                               Kind{"said", &File::said}, Kind{"messages", &File::messages}};

/// A brace that is never closed would be shown to people.
bool balanced(std::string_view text) {
    int depth = 0;
    for (const char c : text) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (depth < 0) return false;
    }
    return depth == 0;
}

Texts read_texts(const config::Section& section, const std::string& path, Faults& faults) {
    Texts texts;
    const std::string prefix = path + ".";
    for (auto& [key, text] : section.texts()) {
        if (text.empty()) faults.push_back({prefix + key, "REQUIRED", "says nothing"});
        if (!balanced(text))
            faults.push_back({prefix + key, "BLANKS", "has a brace without its other"});
        texts.emplace(key, text);
    }
    return texts;
}

void compare_keys(const Texts& one, const Texts& other, const std::string& section,
                  const std::string& other_name, Faults& faults) {
    const std::string prefix = other_name + ": " + section + ".";
    for (const auto& [key, text] : one) {
        if (!other.contains(key))
            faults.push_back({prefix + key, "MISSING", "the other language has these words"});
    }
}

}  // namespace

Result<File> read(const std::string& text, const std::string& name) {
    auto source = config::Source::parse(text, name);
    if (!source) return fail(std::move(source).error());
    const config::Section root = source->root();
    Faults faults;
    File file;
    file.name = name;
    file.language = root.required_text("language");
    file.edition = root.integer("edition", 0, 1, 100000);
    if (file.edition < 1) faults.push_back({"edition", "REQUIRED", "is required"});
    for (const auto& [section, texts] : kSections)
        file.*texts = read_texts(root.section(section), section, faults);
    if (auto done = source->finish(); !done) {
        for (FieldViolation& fault : done.error().fields)
            faults.push_back(std::move(fault));
    }
    if (faults.empty()) return file;
    for (FieldViolation& fault : faults)
        fault.field = std::string{name}.append(": ").append(fault.field);
    return fail(invalid_argument(std::move(faults)));
}

Result<File> load(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) return fail(invalid_argument(path, "UNREADABLE_FILE", "cannot be read"));
    return read(text, path);
}

Result<std::vector<File>> load_folder(const std::string& folder) {
    std::vector<File> files;
    Faults faults;
    for (const char* language : {"zh-CN", "en"}) {
        const std::string path = std::string{folder}.append("/").append(language).append(".yaml");
        auto file = load(path);
        if (!file) {
            for (FieldViolation& fault : file.error().fields)
                faults.push_back(std::move(fault));
            continue;
        }
        if (file->language != language)
            faults.push_back({path + ": language", "BAD_VALUE", "is not that of the file's name"});
        files.push_back(std::move(*file));
    }
    if (files.size() == 2) {
        for (FieldViolation& fault : compare(files[0], files[1]))
            faults.push_back(std::move(fault));
    }
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    return files;
}

std::vector<FieldViolation> compare(const File& one, const File& other) {
    Faults faults;
    if (one.edition != other.edition)
        faults.push_back({other.name + ": edition", "BAD_VALUE", "is not that of " + one.name});
    for (const auto& [section, texts] : kSections) {
        const Texts& left = one.*texts;
        const Texts& right = other.*texts;
        compare_keys(left, right, section, other.name, faults);
        compare_keys(right, left, section, one.name, faults);
        for (const auto& [key, text] : left) {
            const auto twin = right.find(key);
            if (twin != right.end() && blanks_of(text) != blanks_of(twin->second))
                faults.push_back(
                    {other.name + ": " + section + "." + key, "BLANKS", "has other blanks"});
        }
    }
    return faults;
}

std::set<std::string> blanks_of(std::string_view text) {
    std::set<std::string> blanks;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open)) {
        const auto from = text.find_first_not_of("{#^/", open);
        const auto close = text.find('}', open);
        if (from == std::string_view::npos || close == std::string_view::npos) break;
        if (from < close) blanks.emplace(text.substr(from, close - from));
        open = close;
    }
    return blanks;
}

}  // namespace hearth::words
