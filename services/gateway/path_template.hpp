#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::gateway {

/// A path as Google's HTTP rules write it: `/v1/{name=parties/*}/changes`,
/// `/v1/{name=crews/*}:setState`.
///
/// `*` is one segment that is not empty. A variable holds at most one `*`. A path without `:verb`
/// does not match one with it.
class PathTemplate {
public:
    /// The text must be well formed: routes are a table of ours, checked by a test.
    explicit PathTemplate(std::string_view text);

    /// Field paths with what stands in their place, or nothing when the path is another.
    [[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> match(
        std::string_view path) const;
    /// Fields that the path binds: "party.name".
    [[nodiscard]] std::vector<std::string> fields() const;
    /// As OpenAPI writes it, the variable part named `id`: "/v1/parties/{id}/changes".
    [[nodiscard]] std::string open_api() const;

private:
    struct Variable {
        std::string field;
        std::size_t first = 0;  ///< segment
        std::size_t end = 0;
    };
    std::vector<std::string> segments_;  ///< "*" matches any
    std::vector<Variable> variables_;
    std::string verb_;
};

}  // namespace hearth::gateway
