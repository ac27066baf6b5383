#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

/// The table of allowed edges, as edges.txt writes it.
struct Edges {
    /// An include that matches `include` stands only in files that match one of `files`.
    struct Only {
        std::string include;
        std::vector<std::string> files;
    };
    /// Files that match `files` include of ours, or with `pure` of anybody but std, only what
    /// matches one of `includes`.
    /// `%` in both is the same one name.
    struct From {
        std::string files;
        bool pure = false;
        std::vector<std::string> includes;
    };
    /// The code of files that match `files` names none of `words`, whatever it includes.
    struct Never {
        std::string files;
        std::vector<std::string> words;
    };
    std::vector<Only> only;
    std::vector<From> from;
    std::vector<Never> never;
    std::vector<std::string> exact;                ///< files without floating point
    std::vector<std::vector<std::string>> levels;  ///< libs, lowest first
};

Edges parse_edges(std::string_view text);

/// Rules layer-only, layer-from, layer-never, layer-exact, libs-order, libs-cycle,
/// own-header-first.
Violations check_layers(const std::vector<Source>& sources, const Edges& edges);

}  // namespace hearth::tidy
