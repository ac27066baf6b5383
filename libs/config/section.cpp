#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include "libs/config/state.hpp"
#include "libs/core/time.hpp"

namespace hearth::config {
namespace {

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

std::string Section::text(std::string_view key, std::string_view fallback,
                          std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    return state_->note(path, written ? written->text : std::string{fallback}, sentence);
}

std::string Section::zone(std::string_view key, std::string_view fallback,
                          std::string_view sentence) const {
    std::string name = text(key, fallback, sentence);
    if (!to_local(Instant{}, name)) refuse(key, "UNKNOWN_ZONE", "is no time zone of this machine");
    return name;
}

std::string Section::required_text(std::string_view key, std::string_view sentence) const {
    const std::size_t faults = state_->faults.size();
    std::string value = text(key, "", sentence);
    if (value.empty() && state_->faults.size() == faults)
        state_->fault(join(path_, key), "REQUIRED", "is required");
    return value;
}

std::int64_t Section::whole(std::string_view key, std::int64_t fallback, std::int64_t min,
                            std::int64_t max, std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback, sentence);
    const auto value = parse_number<std::int64_t>(written->text);
    if (value && *value >= min && *value <= max) return state_->note(path, *value, sentence);
    state_->wrong(path, *written,
                  "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return state_->note(path, fallback, sentence);
}

double Section::number(std::string_view key, double fallback, double min, double max,
                       std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback, sentence);
    const auto value = parse_number<double>(written->text);
    if (value && *value >= min && *value <= max) return state_->note(path, *value, sentence);
    state_->wrong(path, *written,
                  "a number from " + std::to_string(min) + " to " + std::to_string(max));
    return state_->note(path, fallback, sentence);
}

bool Section::flag(std::string_view key, bool fallback, std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    if (!written) return state_->note(path, fallback, sentence);
    if (written->text != "true" && written->text != "false")
        state_->wrong(path, *written, "true or false");
    return state_->note(path, written->text == "true", sentence);
}

std::chrono::milliseconds Section::duration(std::string_view key,
                                            std::chrono::milliseconds fallback,
                                            std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    const auto value = written ? parse_duration(written->text) : fallback;
    if (!value) state_->wrong(path, *written, "a time like 250ms, 5s, 3m or 72h");
    state_->note(path, print_duration(value.value_or(fallback)), sentence);
    return value.value_or(fallback);
}

std::chrono::milliseconds Section::offset(std::string_view key, std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto written = state_->scalar(path);
    const bool back = written && written->text.starts_with('-');
    const auto span = written ? parse_duration(std::string_view{written->text}.substr(back ? 1 : 0))
                              : std::chrono::milliseconds{0};
    if (!span) state_->wrong(path, *written, "a time like 250ms, 5s or -72h");
    const auto value = back ? -span.value_or(std::chrono::milliseconds{0})
                            : span.value_or(std::chrono::milliseconds{0});
    state_->note(path, print_duration(value), sentence);
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

std::vector<std::string> Section::list(std::string_view key, std::vector<std::string> fallback,
                                       std::string_view sentence) const {
    const std::string path = join(path_, key);
    const auto overridden = state_->environment.find(environment_name(path));
    if (overridden != state_->environment.end())
        return state_->note(path, split(overridden->second), sentence);
    const YAML::Node node = state_->find(path);
    if (!node.IsDefined()) return state_->note(path, std::move(fallback), sentence);
    const bool texts =
        node.IsSequence() && std::all_of(node.begin(), node.end(),
                                         [](const YAML::Node& item) { return item.IsScalar(); });
    if (texts) return state_->note(path, node.as<std::vector<std::string>>(), sentence);
    state_->fault(path, "BAD_VALUE",
                  "is not a list of values (" + describe(state_->file, node.Mark()) + ")");
    return state_->note(path, std::move(fallback), sentence);
}

Secret Section::secret(std::string_view key, std::string_view sentence) const {
    return read_secret(key, false, sentence);
}

Secret Section::required_secret(std::string_view key, std::string_view sentence) const {
    return read_secret(key, true, sentence);
}

Secret Section::read_secret(std::string_view key, bool required, std::string_view sentence) const {
    const std::string path = join(path_, key);
    const std::string file_path = path + "_file";
    const auto named = state_->scalar(file_path);
    state_->note(file_path, named ? named->text : std::string{}, sentence);
    const auto direct = state_->environment.find(environment_name(path));
    if (direct != state_->environment.end()) {
        state_->note(path, std::string{"***"}, sentence);
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

}  // namespace hearth::config
