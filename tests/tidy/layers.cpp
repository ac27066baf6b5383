#include "tests/tidy/layers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace hearth::tidy {
namespace {

struct Include {
    std::string path;
    std::size_t line = 0;
};

std::vector<Include> includes_of(const Source& source) {
    std::vector<Include> found;
    std::size_t number = 0;
    for (auto line : lines_of(source.text)) {
        ++number;
        if (!line.starts_with("#include ")) continue;
        const auto open = line.find_first_of("<\"");
        const auto close = line.find_first_of(">\"", open + 1);
        if (open == std::string_view::npos || close == std::string_view::npos) continue;
        found.push_back({std::string{line.substr(open + 1, close - open - 1)}, number});
    }
    return found;
}

bool is_ours(std::string_view include) {
    static const std::vector<std::string> ours{"libs/*",   "services/*", "deploy/*",      "tests/*",
                                               "hearth/*", "sql_gen/*",  "manifest_gen/*"};
    return std::ranges::any_of(ours,
                               [&](const auto& pattern) { return matches(pattern, include); });
}

/// <vector>, <cmath>: headers of the standard library have neither a folder nor an ending.
bool is_std(std::string_view include) {
    return include.find_first_of("/.") == std::string_view::npos;
}

/// The name that `%` stands for when `files` matches `path`.
std::optional<std::string> match_name(std::string_view files, std::string_view path) {
    const auto percent = files.find('%');
    if (percent == std::string_view::npos) {
        return matches(files, path) ? std::optional<std::string>{""} : std::nullopt;
    }
    if (!path.starts_with(files.substr(0, percent))) return std::nullopt;
    const auto end = path.find('/', percent);
    if (end == std::string_view::npos) return std::nullopt;
    if (!matches(files.substr(percent + 1), path.substr(end))) return std::nullopt;
    return std::string{path.substr(percent, end - percent)};
}

std::string with_name(std::string pattern, const std::string& name) {
    for (auto at = pattern.find('%'); at != std::string::npos; at = pattern.find('%')) {
        pattern.replace(at, 1, name);
    }
    return pattern;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
    return std::ranges::any_of(patterns,
                               [&](const auto& pattern) { return matches(pattern, text); });
}

void check_only(const Source& source, const Include& include, const Edges& edges,
                Violations& found) {
    for (const auto& rule : edges.only) {
        if (!matches(rule.include, include.path)) continue;
        if (any_matches(rule.files, source.path)) return;  // the first row that names it decides
        std::string allowed;
        for (const auto& files : rule.files)
            allowed += ' ' + files;
        found.push_back({source.path, include.line, "layer-only",
                         include.path + " belongs to" + (allowed.empty() ? " nobody" : allowed)});
        return;
    }
}

void check_from(const Source& source, const Include& include, const Edges& edges,
                Violations& found) {
    for (const auto& rule : edges.from) {
        const auto name = match_name(rule.files, source.path);
        if (!name) continue;
        if (rule.pure ? is_std(include.path) : !is_ours(include.path)) return;
        const bool allowed = std::ranges::any_of(rule.includes, [&](const auto& pattern) {
            return matches(with_name(pattern, *name), include.path);
        });
        if (!allowed) {
            found.push_back({source.path, include.line, "layer-from",
                             rule.files + " may not include " + include.path});
        }
        return;  // the first row that names the file decides
    }
}

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// `sql::` in "hearth::sql::Tx" and in "sql::Tx", not in "mysql::Tx"; `grpc` not in "grpc_log".
bool names(std::string_view line, std::string_view word) {
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool begins = !is_name(word.front()) || at == 0 || !is_name(line[at - 1]);
        const bool ends = !is_name(word.back()) || end == line.size() || !is_name(line[end]);
        if (begins && ends) return true;
    }
    return false;
}

void check_never(const Source& source, const Edges& edges, Violations& found) {
    const auto rule = std::ranges::find_if(edges.never, [&](const auto& each) {
        return match_name(each.files, source.path).has_value();
    });
    if (rule == edges.never.end()) return;  // the first row that names the file decides
    std::size_t number = 0;
    for (const auto line : lines_of(source.code)) {
        ++number;
        if (line.starts_with("#include ")) continue;
        for (const auto& word : rule->words) {
            if (!names(line, word)) continue;
            found.push_back(
                {source.path, number, "layer-never", rule->files + " may not name " + word});
        }
    }
}

bool is_test(std::string_view path) {
    return matches("*/tests/*", path) || matches("*/bench/*", path);
}

/// 1.5, 2., .5 and 1e6, not the 1 of x1.y and the 0xe of a hexadecimal number.
const std::regex kFloating{R"((^|[^\w.'])[0-9][0-9']*(\.|[eE][+-]?[0-9])|(^|[^\w.)\]'])\.[0-9])"};

void check_exact(const Source& source, const Edges& edges, Violations& found) {
    if (is_test(source.path) || !any_matches(edges.exact, source.path)) return;
    std::size_t number = 0;
    for (const auto line : lines_of(source.code)) {
        ++number;
        const bool named =
            std::ranges::any_of(std::array{"double", "float", "double_t", "float_t", "strtod",
                                           "stod", "cmath", "cfloat"},
                                [&](std::string_view word) { return names(line, word); });
        if (named || std::regex_search(line.begin(), line.end(), kFloating))
            found.push_back({source.path, number, "layer-exact", "has floating point"});
    }
}

std::optional<std::string> lib_of(std::string_view path) {
    if (!path.starts_with("libs/")) return std::nullopt;
    const auto end = path.find('/', 5);
    if (end == std::string_view::npos) return std::nullopt;
    return std::string{path.substr(5, end - 5)};
}

std::map<std::string, std::size_t> levels_of(const Edges& edges) {
    std::map<std::string, std::size_t> level;
    for (std::size_t i = 0; i < edges.levels.size(); ++i) {
        for (const auto& lib : edges.levels[i])
            level[lib] = i;
    }
    return level;
}

using Graph = std::map<std::string, std::set<std::string>>;

bool reaches(const Graph& graph, const std::string& from, const std::string& to,
             std::set<std::string>& seen) {
    if (from == to) return true;
    if (!seen.insert(from).second) return false;
    const auto next = graph.find(from);
    return next != graph.end() && std::ranges::any_of(next->second, [&](const auto& lib) {
               return reaches(graph, lib, to, seen);
           });
}

void check_libs(const std::vector<Source>& sources, const Edges& edges, Violations& found) {
    const auto level = levels_of(edges);
    Graph graph;
    for (const auto& source : sources) {
        const auto from = lib_of(source.path);
        if (!from || !is_cpp(source.path) || is_test(source.path)) continue;
        if (!level.contains(*from)) {
            found.push_back({source.path, 1, "libs-order", *from + " has no level in edges.txt"});
            continue;
        }
        for (const auto& include : includes_of(source)) {
            const auto to = lib_of(include.path);
            if (!to || *to == *from || !level.contains(*to)) continue;
            if (level.at(*to) > level.at(*from)) {
                found.push_back({source.path, include.line, "libs-order",
                                 *from + " stands below " + *to + " and may not include it"});
            }
            std::set<std::string> seen;
            if (reaches(graph, *to, *from, seen)) {
                found.push_back({source.path, include.line, "libs-cycle",
                                 *to + " includes " + *from + " already"});
            }
            graph[*from].insert(*to);
        }
    }
}

/// With this, each header of a source is compiled alone by the build; headers without one get a
/// unit of their own.
void check_own_header(const std::vector<Source>& sources, Violations& found) {
    std::set<std::string, std::less<>> headers;
    for (const auto& source : sources) {
        if (source.path.ends_with(".hpp")) headers.insert(source.path);
    }
    for (const auto& source : sources) {
        if (!source.path.ends_with(".cpp")) continue;
        auto header = source.path.substr(0, source.path.size() - 4) + ".hpp";
        if (!headers.contains(header)) continue;
        const auto includes = includes_of(source);
        if (includes.empty() || includes.front().path != header) {
            found.push_back({source.path, includes.empty() ? 1 : includes.front().line,
                             "own-header-first", header + " must be the first include"});
        }
    }
}

}  // namespace

Edges parse_edges(std::string_view text) {
    Edges edges;
    std::size_t number = 0;
    for (auto line : lines_of(text)) {
        ++number;
        std::istringstream words{std::string{line.substr(0, line.find('#'))}};
        std::string kind;
        if (!(words >> kind)) continue;
        std::vector<std::string> rest;
        for (std::string word; words >> word;)
            rest.push_back(word);
        if (rest.empty()) throw std::runtime_error("edges.txt:" + std::to_string(number));
        std::vector<std::string> list{rest.begin() + 1, rest.end()};
        if (kind == "only") {
            edges.only.push_back({rest.front(), std::move(list)});
        } else if (kind == "from" || kind == "pure") {
            edges.from.push_back({rest.front(), kind == "pure", std::move(list)});
        } else if (kind == "never") {
            edges.never.push_back({rest.front(), std::move(list)});
        } else if (kind == "exact") {
            edges.exact.insert(edges.exact.end(), rest.begin(), rest.end());
        } else if (kind == "level") {
            edges.levels.push_back(rest);
        } else {
            throw std::runtime_error("edges.txt:" + std::to_string(number) + ": no kind " + kind);
        }
    }
    return edges;
}

Violations check_layers(const std::vector<Source>& sources, const Edges& edges) {
    Violations found;
    for (const auto& source : sources) {
        if (!is_cpp(source.path)) continue;
        for (const auto& include : includes_of(source)) {
            check_only(source, include, edges, found);
            check_from(source, include, edges, found);
        }
        check_never(source, edges, found);
        check_exact(source, edges, found);
    }
    check_libs(sources, edges, found);
    check_own_header(sources, found);
    return found;
}

}  // namespace hearth::tidy
