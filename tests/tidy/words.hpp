#pragma once

#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

/// Rules that one line shows: unfinished (marks of work left over), pragma-once, sql-in-cpp
/// (statements stand in .sql files), sql-now (domain rows are told the time), sql-day (and
/// the local day), trailing-space,
/// final-newline, literal-topic (code takes the names of topics from its manifest).
Violations check_words(const std::vector<Source>& sources);

}  // namespace hearth::tidy
