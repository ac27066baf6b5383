#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::tidy {

/// One text file of ours, read once.
struct Source {
    std::string path;  ///< from the root of the checkout, with '/'
    std::string text;
    /// C++ only: the text with the contents of comments and literals blanked; same length, same
    /// line ends.
    std::string code;
};

/// A broken rule. `line` counts from 1.
struct Violation {
    std::string path;
    std::size_t line = 0;
    std::string rule;
    std::string message;
};
using Violations = std::vector<Violation>;

/// Every text file below the folders of the tree that are ours to write, and the .md files of its
/// root; what tools make (build, var, node_modules, .cache) is left out, and what tests/scratch
/// lays over a copy (files). Does not ask git: what is not committed yet counts too.
std::vector<Source> read_tree(const std::filesystem::path& root);
/// Their paths and those of all other files there, of the root's own too.
std::vector<std::string> list_tree(const std::filesystem::path& root);
/// As `read_tree` makes it of a file.
Source make_source(std::string path, std::string text);

bool is_cpp(std::string_view path);
/// `*` stands for any characters, '/' included.
bool matches(std::string_view pattern, std::string_view text);
/// The lines of a text without their ends; a last line that is empty does not count.
std::vector<std::string_view> lines_of(std::string_view text);
std::size_t line_at(std::string_view text, std::size_t offset);

}  // namespace hearth::tidy
