#pragma once

#include <initializer_list>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/config/config.hpp"
#include "libs/core/result.hpp"

namespace hearth::contact {

/// What is wrong with a file, by the path of the field.
using Faults = std::vector<FieldViolation>;

/// Says `otherwise` of a word that is none of these; one that is absent is no fault here.
void expect_word(FieldViolation otherwise, const std::string& word,
                 std::initializer_list<std::string_view> words, Faults& faults);

/// What was found wrong with a file, by its reader and by `source` itself, each as `<file>:
/// <path>`.
Result<void> finish(const config::Source& source, const std::string& file, Faults faults);

/// Takes what was read, or its faults.
template <typename Value>
std::optional<Value> take(Result<Value> read, Faults& faults) {
    if (read) return std::move(*read);
    const auto& found = read.error().fields;
    faults.insert(faults.end(), found.begin(), found.end());
    return {};
}

/// Tells each fault on a line of its own, or the error's message where it names none.
void tell(std::ostream& err, const Error& error);

}  // namespace hearth::contact
