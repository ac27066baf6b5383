#include "libs/config/config.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "libs/config/state.hpp"
#include "libs/core/utf8.hpp"

extern char** environ;

namespace hearth::config {

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

}  // namespace hearth::config
