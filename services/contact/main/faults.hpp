#pragma once

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/error.hpp"

namespace hearth::contact {

/// What is wrong with a file, by the path of the field.
using Faults = std::vector<FieldViolation>;

/// Says `otherwise` of a word that is none of these; one that is absent is no fault here.
void expect_word(FieldViolation otherwise, const std::string& word,
                 std::initializer_list<std::string_view> words, Faults& faults);

/// Tells each fault on a line of its own, or the error's message where it names none.
void tell(std::ostream& err, const Error& error);

}  // namespace hearth::contact
