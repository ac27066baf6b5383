#pragma once

#include <optional>
#include <string_view>

namespace hearth::contact {

/// The value of an enumeration that `name_of` gives this name; empty when none has it. Its values
/// count from 1 without gaps, and `name_of` is empty behind the last.
template <typename Value>
std::optional<Value> find_named(std::string_view name) {
    for (int number = 1;; ++number) {
        const auto value = static_cast<Value>(number);
        const std::string_view found = name_of(value);
        if (found.empty()) return {};
        if (found == name) return value;
    }
}

}  // namespace hearth::contact
