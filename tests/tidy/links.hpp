#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

/// Rules of what is there for nothing, or is not there:
/// - dead-reference: a comment or a .md file names a file, or an ADR by its number, that is not
///   there. A name without a folder is looked for everywhere; data (csv, txt) counts only with one,
///   what is made (var/, build/, *_gen/) never.
/// - dead-source: a .cpp that no CMakeLists.txt above it names.
/// - dead-header: a header that nobody includes but its own source.
/// - dead-declaration: a function of a header that only its own source names, where it is defined.
/// `files` are all paths of the checkout, whatever they hold.
Violations check_links(const std::vector<Source>& sources, const std::vector<std::string>& files);

}  // namespace hearth::tidy
