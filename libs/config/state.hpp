#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "libs/config/config.hpp"

namespace hearth::config {

/// A value as it was written, and where.
struct Written {
    std::string text;
    std::string place;
};

inline std::string join(const std::string& path, std::string_view key) {
    return path.empty() ? std::string{key} : path + '.' + std::string{key};
}

inline std::string environment_name(const std::string& path) {
    std::string name = "HEARTH_";
    for (const char c : path) {
        if (c == '.') {
            name += "__";
        } else {
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return name;
}

inline std::string describe(const std::string& file, const YAML::Mark& mark) {
    return mark.is_null() ? file : file + ':' + std::to_string(mark.line + 1);
}

/// What was read, as it came out.
struct Read {
    std::string path;
    YAML::Node value;
    std::string sentence;
};

/// What all sections of one source share. Of libs/config alone.
struct Section::State {
    std::string file;
    YAML::Node root;
    std::map<std::string, std::string> environment;
    std::set<std::string> sections;
    std::vector<Read> read;
    std::vector<FieldViolation> faults;

    void fault(const std::string& path, std::string reason, std::string message) {
        faults.push_back({path, std::move(reason), std::move(message)});
    }

    void wrong(const std::string& path, const Written& written, const std::string& wanted) {
        fault(path, "BAD_VALUE",
              "is \"" + written.text + "\", not " + wanted + " (" + written.place + ")");
    }

    [[nodiscard]] YAML::Node find(const std::string& path) const {
        YAML::Node node;
        node.reset(root);
        for (std::size_t from = 0; from <= path.size() && !path.empty();) {
            const std::size_t dot = std::min(path.find('.', from), path.size());
            if (!node.IsMap()) return YAML::Node{YAML::NodeType::Undefined};
            const YAML::Node child = std::as_const(node)[path.substr(from, dot - from)];
            if (!child.IsDefined()) return child;
            node.reset(child);
            from = dot + 1;
        }
        return node;
    }

    std::optional<Written> scalar(const std::string& path) { return scalar(path, find(path)); }

    /// The environment's word, else the file's; empty when neither has one.
    std::optional<Written> scalar(const std::string& path, const YAML::Node& node) {
        const std::string name = environment_name(path);
        if (const auto found = environment.find(name); found != environment.end())
            return Written{found->second, name};
        if (!node.IsDefined()) return {};
        if (!node.IsScalar()) {
            fault(path, "BAD_VALUE", "has no single value (" + describe(file, node.Mark()) + ")");
            return {};
        }
        return Written{node.Scalar(), describe(file, node.Mark())};
    }

    template <typename Value>
    Value note(const std::string& path, Value value, std::string_view sentence = {}) {
        read.push_back({path, YAML::Node{value}, std::string{sentence}});
        return value;
    }

    [[nodiscard]] bool was_read(const std::string& path) const {
        return std::any_of(read.begin(), read.end(),
                           [&](const Read& entry) { return entry.path == path; });
    }

    static std::string named_by_file(const std::string& secret) {
        return "is a secret: name its file by " + secret + "_file";
    }

    void find_unknown(const std::string& path, const YAML::Node& node) {
        std::set<std::string> seen;
        for (const auto& entry : node) {
            const std::string child =
                join(path, entry.first.IsScalar() ? entry.first.Scalar() : "?");
            const std::string place = " (" + describe(file, entry.first.Mark()) + ")";
            if (!seen.insert(child).second) fault(child, "REPEATED_KEY", "is set twice" + place);
            if (was_read(child)) continue;
            if (!sections.contains(child)) {
                const bool secret = was_read(child + "_file");
                fault(child, secret ? "SECRET_IN_FILE" : "UNKNOWN_KEY",
                      (secret ? named_by_file(child) : "is not a known key") + place);
            } else if (entry.second.IsMap()) {
                find_unknown(child, entry.second);
            } else if (!entry.second.IsNull()) {
                fault(child, "BAD_VALUE", "has keys of its own below it" + place);
            }
        }
    }

    /// Only names within the sections read here: programs share an environment.
    void find_unknown_overrides() {
        std::set<std::string> known;
        for (const Read& entry : read)
            known.insert(environment_name(entry.path));
        for (const auto& [name, value] : environment) {
            for (const std::string& section : sections) {
                if (!section.empty() && name.starts_with(environment_name(section) + "__") &&
                    !known.contains(name) && section.find('.') == std::string::npos) {
                    fault(name, "UNKNOWN_KEY", "overrides no known key");
                }
            }
        }
    }
};

}  // namespace hearth::config
