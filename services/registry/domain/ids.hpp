#pragma once

#include <string>
#include <string_view>

#include "libs/core/resource.hpp"
#include "services/registry/domain/words.hpp"

namespace hearth::registry {

using hearth::require_name;
using hearth::resource_name;

/// "premises/0192…"; "parties/0192…/contactPoints" for contacts.
std::string resource_name(Noun noun, const Uuid& id);
/// INVALID_ARGUMENT naming `field` unless `name` is a resource name of this noun.
Result<Uuid> require_name(Noun noun, std::string_view name, std::string_view field);

/// Where its events go.
std::string_view topic(Noun noun);

/// The id of what is imported under a code: a later import finds it by computing. The default
/// tenant's is `named_uuid(kind, code)`, which other services' imports of the same files rely on.
Uuid imported_id(int tenant, Noun noun, std::string_view code);

}  // namespace hearth::registry
