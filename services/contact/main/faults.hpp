#pragma once

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
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

/// Tells each fault on a line of its own, or the error's message where it names none.
void tell(std::ostream& err, const Error& error);

}  // namespace hearth::contact
