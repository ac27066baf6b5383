#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

inline constexpr std::size_t kFileLines = 500;
inline constexpr std::size_t kFunctionLines = 70;

/// A body in braces at the level of a file, namespace or class, with what stands before it.
struct Function {
    std::string name;
    std::size_t line = 0;   ///< where its head begins
    std::size_t lines = 0;  ///< head and body
};

/// Found by braces alone, in code whose comments and literals are blanked: lambdas and local types
/// count with the function they stand in.
std::vector<Function> functions_of(std::string_view code);

/// Rules file-length and function-length: code files shorter than 500 lines, functions than 70.
Violations check_lengths(const std::vector<Source>& sources);

}  // namespace hearth::tidy
