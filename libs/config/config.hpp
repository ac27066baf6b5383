#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::config {

/// Text that must never be printed: its stream form is "***".
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    [[nodiscard]] const std::string& reveal() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }
    friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

private:
    std::string value_;
};

/// One mapping of the configuration, addressed by its full path.
///
/// Reading never fails on the spot: every wrong value is noted under its full path and the default
/// is returned, so that one start shows all faults at once. The `sentence` of a key is what
/// --print-config says of it: every setting has one, keys of content files need none. Main thread
/// only.
class Section {
public:
    [[nodiscard]] Section section(std::string_view key) const;
    /// Keys of this mapping as the file writes them, in its order: for mappings whose keys are
    /// data.
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] std::string text(std::string_view key, std::string_view fallback,
                                   std::string_view sentence = {}) const;
    [[nodiscard]] std::string required_text(std::string_view key,
                                            std::string_view sentence = {}) const;
    /// The IANA name of a time zone that this machine knows: "Asia/Shanghai".
    [[nodiscard]] std::string zone(std::string_view key, std::string_view fallback,
                                   std::string_view sentence = {}) const;
    template <std::integral Integer>
    [[nodiscard]] Integer integer(std::string_view key, Integer fallback, Integer min, Integer max,
                                  std::string_view sentence = {}) const {
        return static_cast<Integer>(whole(key, static_cast<std::int64_t>(fallback),
                                          static_cast<std::int64_t>(min),
                                          static_cast<std::int64_t>(max), sentence));
    }
    [[nodiscard]] double number(std::string_view key, double fallback, double min, double max,
                                std::string_view sentence = {}) const;
    [[nodiscard]] bool flag(std::string_view key, bool fallback,
                            std::string_view sentence = {}) const;
    /// "250ms", "5s", "3m", "72h".
    [[nodiscard]] std::chrono::milliseconds duration(std::string_view key,
                                                     std::chrono::milliseconds fallback,
                                                     std::string_view sentence = {}) const;
    /// The same, backwards too: "-2h". Zero when it is not set.
    [[nodiscard]] std::chrono::milliseconds offset(std::string_view key,
                                                   std::string_view sentence = {}) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view key,
                                                std::vector<std::string> fallback,
                                                std::string_view sentence = {}) const;
    /// Every key and value of this section, for one whose keys are names of the writer's own, dots
    /// and all.
    [[nodiscard]] std::map<std::string, std::string> texts() const;
    /// Read from the file named by `<key>_file`, or from the environment; never from the YAML
    /// itself.
    [[nodiscard]] Secret secret(std::string_view key, std::string_view sentence = {}) const;
    [[nodiscard]] Secret required_secret(std::string_view key,
                                         std::string_view sentence = {}) const;
    /// Notes a fault that only the reader can see: "names no file that we can read".
    void refuse(std::string_view key, std::string reason, std::string message) const;
    /// Where a key is set, "service.yaml:7"; the file alone when it is not.
    [[nodiscard]] std::string place(std::string_view key) const;

private:
    friend class Source;
    struct State;
    Section(std::shared_ptr<State> state, std::string path);
    [[nodiscard]] std::int64_t whole(std::string_view key, std::int64_t fallback, std::int64_t min,
                                     std::int64_t max, std::string_view sentence) const;
    [[nodiscard]] Secret read_secret(std::string_view key, bool required,
                                     std::string_view sentence) const;
    std::shared_ptr<State> state_;
    std::string path_;
};

/// A YAML file under environment overrides: key `database.pool_size` is overridden by
/// HEARTH_DATABASE__POOL_SIZE (two underscores between levels), its secret file by
/// HEARTH_DATABASE__PASSWORD_FILE.
class Source {
public:
    /// INVALID_ARGUMENT with file and line when the YAML cannot be read.
    static Result<Source> load(const std::string& yaml_path,
                               const std::map<std::string, std::string>& environment);
    /// The same of a text that is at hand already; `name` is what faults call it.
    static Result<Source> parse(const std::string& text, const std::string& name);
    static std::map<std::string, std::string> process_environment();

    [[nodiscard]] Section root() const;
    /// After everything was read: each wrong value, missing secret and unknown key, by full path.
    [[nodiscard]] Result<void> finish() const;
    /// What was read, defaults included, secrets hidden, as YAML: `--print-config`. Beside a key
    /// stands the sentence that it was read with.
    [[nodiscard]] std::string print() const;

private:
    explicit Source(std::shared_ptr<Section::State> state);
    std::shared_ptr<Section::State> state_;
};

}  // namespace hearth::config
