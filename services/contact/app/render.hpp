#pragma once

#include <string>

#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/request.hpp"

namespace hearth::contact::app {

/// The words of a template in a language with its fields filled in; Chinese where the language has
/// none. The utility's name is always a field.
std::string render(const Catalogue& catalogue, const std::string& language, const std::string& name,
                   const Details& fields);
/// A word of the templates' own, like `state_waiting`; empty when there is none.
std::string word(const Catalogue& catalogue, const std::string& language, const std::string& name);

}  // namespace hearth::contact::app
