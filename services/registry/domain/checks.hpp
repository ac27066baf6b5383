#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::registry {

using Violations = std::vector<FieldViolation>;

/// "is none of city, town, rural": what to say of a word that may not stand there.
std::string none_of(std::span<const std::string_view> words);

/// Collects what is wrong with the fields of one noun. A field is named as protos and files name
/// it.
class Checks {
public:
    void text(std::string_view field, const std::string& value, std::size_t most_characters);
    void required(std::string_view field, const std::string& value, std::size_t most_characters);
    /// A utility's own key: 1 to 64 of letters, digits, `.`, `_`, `-` and `/`.
    void code(std::string_view field, const std::string& value);
    void one_of(std::string_view field, std::string_view value,
                std::span<const std::string_view> words);
    void unknown_word(std::string_view field, std::string_view value);
    void coordinates(double latitude, double longitude);
    void day(std::string_view field, const std::string& value);
    void add(std::string_view field, std::string_view reason, std::string_view message);

    /// What is wrong with a part, under its path: "party." makes "party.name_zh" of "name_zh".
    void within(std::string_view path, Violations found);

    [[nodiscard]] Violations take() { return std::move(found_); }

private:
    Violations found_;
};

}  // namespace hearth::registry
