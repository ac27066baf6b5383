#include "libs/config/config.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <yaml-cpp/yaml.h>

#include "libs/core/utf8.hpp"

extern char** environ;

namespace hearth::config {
namespace {

/// A value as it was written, and where.
struct Written {
    std::string text;
    std::string place;
};

std::string join(const std::string& path, std::string_view key) {
    return path.empty() ? std::string{key} : path + '.' + std::string{key};
}

std::string environment_name(const std::string& path) {
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

std::string describe(const std::string& file, const YAML::Mark& mark) {
    return mark.is_null() ? file : file + ':' + std::to_string(mark.line + 1);
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::int64_t kMostDigits = 9;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view unit = text.substr(digits);
    const std::int64_t unit_ms = unit == "ms"  ? 1
                                 : unit == "s" ? 1000
                                 : unit == "m" ? 60'000
                                 : unit == "h" ? 3'600'000
                                               : 0;
    if (digits == 0 || digits > kMostDigits || unit_ms == 0) return {};
    return std::chrono::milliseconds{parse_number<std::int64_t>(text.substr(0, digits)).value() *
                                     unit_ms};
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size() && !text.empty();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        parts.push_back(text.substr(from, comma - from));
        from = comma + 1;
    }
    return parts;
}

std::string print_duration(std::chrono::milliseconds span) {
    return std::to_string(span.count()) + "ms";
}

}  // namespace

struct Section::State {
    std::string file;
    YAML::Node root;
    std::map<std::string, std::string> environment;
    std::set<std::string> sections;
    std::vector<std::pair<std::string, YAML::Node>>
        read;  ///< what was read, by path, as it came out
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
    Value note(const std::string& path, Value value) {
        read.emplace_back(path, YAML::Node{value});
        return value;
    }

    [[nodiscard]] bool was_read(const std::string& path) const {
        return std::any_of(read.begin(), read.end(),
                           [&](const auto& entry) { return entry.first == path; });
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
        for (const auto& [path, value] : read)
            known.insert(environment_name(path));
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

Section::Section(std::shared_ptr<State> state, std::string path)
    : state_(std::move(state)), path_(std::move(path)) {
    state_->sections.insert(path_);
}

Section Section::section(std::string_view key) const {
    return Section{state_, join(path_, key)};
}

std::vector<std::string> Section::keys() const {
    std::vector<std::string> keys;
    const YAML::Node node = state_->find(path_);
    if (!node.IsDefined() || !node.IsMap()) return keys;
    for (const auto& entry : node) {
        if (entry.first.IsScalar()) keys.push_back(entry.first.Scalar());
    }
    return keys;
}

std::string Section::text(std::string_view key, std::string_view fallback) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    return state_->note(path, written ? written->text : std::string{fallback});
}

std::string Section::required_text(std::string_view key) const {
    const std::size_t faults = state_->faults.size();
    std::string value = text(key, "");
    if (value.empty() && state_->faults.size() == faults)
        state_->fault(join(path_, key), "REQUIRED", "is required");
    return value;
}

std::int64_t Section::integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                              std::int64_t max) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback);
    const auto value = parse_number<std::int64_t>(written->text);
    if (value && *value >= min && *value <= max) return state_->note(path, *value);
    state_->wrong(path, *written,
                  "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return state_->note(path, fallback);
}

double Section::number(std::string_view key, double fallback, double min, double max) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback);
    const auto value = parse_number<double>(written->text);
    if (value && *value >= min && *value <= max) return state_->note(path, *value);
    state_->wrong(path, *written,
                  "a number from " + std::to_string(min) + " to " + std::to_string(max));
    return state_->note(path, fallback);
}

bool Section::flag(std::string_view key, bool fallback) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback);
    if (written->text != "true" && written->text != "false")
        state_->wrong(path, *written, "true or false");
    return state_->note(path, written->text == "true");
}

std::chrono::milliseconds Section::duration(std::string_view key,
                                            std::chrono::milliseconds fallback) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    const auto value = written ? parse_duration(written->text) : fallback;
    if (!value) state_->wrong(path, *written, "a time like 250ms, 5s, 3m or 72h");
    state_->note(path, print_duration(value.value_or(fallback)));
    return value.value_or(fallback);
}

std::chrono::milliseconds Section::offset(std::string_view key) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    const bool back = written && written->text.starts_with('-');
    const auto span = written ? parse_duration(std::string_view{written->text}.substr(back ? 1 : 0))
                              : std::chrono::milliseconds{0};
    if (!span) state_->wrong(path, *written, "a time like 250ms, 5s or -72h");
    const auto value = back ? -span.value_or(std::chrono::milliseconds{0})
                            : span.value_or(std::chrono::milliseconds{0});
    state_->note(path, print_duration(value));
    return value;
}

std::map<std::string, std::string> Section::texts() const {
    std::set<std::string> keys;
    const YAML::Node node = state_->find(path_);
    const bool written = node.IsDefined() && node.IsMap();
    if (written) {
        for (const auto& entry : node)
            keys.insert(entry.first.Scalar());
    }
    const std::string prefix = environment_name(path_) + "__";
    for (const auto& [name, value] : state_->environment) {
        if (!name.starts_with(prefix)) continue;
        std::string key = name.substr(prefix.size());
        std::transform(key.begin(), key.end(), key.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        keys.insert(key);
    }
    std::map<std::string, std::string> all;
    for (const std::string& key : keys) {
        const std::string path = join(path_, key);
        const auto value = state_->scalar(
            path, written ? std::as_const(node)[key] : YAML::Node{YAML::NodeType::Undefined});
        all[key] = state_->note(path, value ? value->text : std::string{});
    }
    return all;
}

std::vector<std::string> Section::list(std::string_view key,
                                       std::vector<std::string> fallback) const {
    const std::string path = join(path_, key);
    const auto overridden = state_->environment.find(environment_name(path));
    if (overridden != state_->environment.end())
        return state_->note(path, split(overridden->second));
    const YAML::Node node = state_->find(path);
    if (!node.IsDefined()) return state_->note(path, std::move(fallback));
    const bool texts =
        node.IsSequence() && std::all_of(node.begin(), node.end(),
                                         [](const YAML::Node& item) { return item.IsScalar(); });
    if (texts) return state_->note(path, node.as<std::vector<std::string>>());
    state_->fault(path, "BAD_VALUE",
                  "is not a list of values (" + describe(state_->file, node.Mark()) + ")");
    return state_->note(path, std::move(fallback));
}

Secret Section::secret(std::string_view key, bool required) const {
    const std::string path = join(path_, key);
    const std::string file_path = path + "_file";
    const auto named = state_->scalar(file_path);
    state_->read.emplace_back(file_path, YAML::Node{named ? named->text : std::string{}});
    const auto direct = state_->environment.find(environment_name(path));
    if (direct != state_->environment.end()) {
        state_->read.emplace_back(path, YAML::Node{"***"});
        return Secret{direct->second};
    }
    if (!named || named->text.empty()) {
        if (required)
            state_->fault(file_path, "REQUIRED", "is required: the file that holds the secret");
        return {};
    }
    std::ifstream in{named->text, std::ios::binary};
    std::string value{std::istreambuf_iterator<char>{in}, {}};
    while (value.ends_with('\n') || value.ends_with('\r'))
        value.pop_back();
    if (!in || value.empty())
        state_->wrong(file_path, *named, "a file with a secret that we can read");
    return Secret{std::move(value)};
}

void Section::refuse(std::string_view key, std::string reason, std::string message) const {
    state_->fault(join(path_, key), std::move(reason), std::move(message));
}

std::string Section::place(std::string_view key) const {
    const YAML::Node node = state_->find(join(path_, key));
    return describe(state_->file, node.IsDefined() ? node.Mark() : YAML::Mark::null_mark());
}

Source::Source(std::shared_ptr<Section::State> state) : state_(std::move(state)) {}

Result<Source> Source::load(const std::string& yaml_path,
                            const std::map<std::string, std::string>& environment) {
    std::ifstream in{yaml_path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) return fail(invalid_argument(yaml_path, "UNREADABLE_FILE", "cannot be read"));
    auto source = parse(text, yaml_path);
    if (source) source->state_->environment = environment;
    return source;
}

Result<Source> Source::parse(const std::string& text, const std::string& name) {
    auto state = std::make_shared<Section::State>();
    state->file = name;
    if (const std::size_t good = utf8_prefix(text); good < text.size()) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(good), '\n');
        return fail(
            invalid_argument(name + ":" + std::to_string(line), "BAD_YAML", "is not UTF-8"));
    }
    try {
        state->root = YAML::Load(text);
    } catch (const YAML::Exception& error) {
        return fail(invalid_argument(describe(name, error.mark), "BAD_YAML", error.msg));
    }
    if (!state->root.IsMap() && !state->root.IsNull()) {
        return fail(invalid_argument(name, "BAD_YAML", "does not consist of keys and values"));
    }
    return Source{std::move(state)};
}

std::map<std::string, std::string> Source::process_environment() {
    std::map<std::string, std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text{*entry};
        const std::size_t equals = text.find('=');
        if (text.starts_with("HEARTH_") && equals != std::string::npos) {
            all[text.substr(0, equals)] = text.substr(equals + 1);
        }
    }
    return all;
}

Section Source::root() const {
    return Section{state_, ""};
}

Result<void> Source::finish() const {
    if (state_->root.IsMap()) state_->find_unknown("", state_->root);
    state_->find_unknown_overrides();
    if (state_->faults.empty()) return {};
    return fail(invalid_argument(std::exchange(state_->faults, {})));
}

std::string Source::print() const {
    YAML::Node all{YAML::NodeType::Map};
    for (const auto& [path, value] : state_->read) {
        YAML::Node node;
        node.reset(all);
        std::size_t from = 0;
        for (std::size_t dot = path.find('.'); dot != std::string::npos;
             dot = path.find('.', from)) {
            node.reset(node[path.substr(from, dot - from)]);
            from = dot + 1;
        }
        node[path.substr(from)] = value;
    }
    YAML::Emitter out;
    out << all;
    return std::string{out.c_str()} + '\n';
}

}  // namespace hearth::config
