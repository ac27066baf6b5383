#include "tests/tidy/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "libs/core/text.hpp"

namespace hearth::tidy {
namespace {

// Put together from halves, so that this file does not break its own rule.
const std::array<std::string, 4> kUnfinished{
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};

bool is_word_at(std::string_view line, std::size_t at, std::size_t size) {
    const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    };
    const auto end = at + size;
    return (at == 0 || !is_part(line[at - 1])) && (end >= line.size() || !is_part(line[end]));
}

bool has_unfinished(std::string_view line) {
    return std::ranges::any_of(kUnfinished, [&](const std::string& word) {
        const auto at = line.find(word);
        return at != std::string_view::npos && is_word_at(line, at, word.size());
    });
}

bool has_sql(std::string_view line) {
    static constexpr std::array<std::string_view, 4> starts{"\"SELECT ", "\"INSERT INTO ",
                                                            "\"DELETE FROM ", "\"UPDATE "};
    return std::ranges::any_of(
        starts, [&](auto start) { return line.find(start) != std::string_view::npos; });
}

bool is_name(char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Skips a name and the dot behind it.
bool skip_name(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_name) - text.begin();
    const auto size = static_cast<std::size_t>(end);
    if (size == 0 || size >= text.size() || text[size] != '.') return false;
    text.remove_prefix(size + 1);
    return true;
}

/// True when a literal of the line names a topic of ours, "hearth.registry.party.v1": neither a
/// type
/// ("hearth.registry.v1.Party") nor a comment is one. `code` is the line with both blanked.
bool has_topic(std::string_view line, std::string_view code,
               const std::set<std::string, std::less<>>& services) {
    constexpr std::string_view kOurs = "hearth.";
    for (auto at = line.find(kOurs); at != std::string_view::npos; at = line.find(kOurs, at + 1)) {
        if (std::ranges::count(code.substr(0, at), '"') % 2 == 0) continue;
        auto rest = line.substr(at + kOurs.size());
        const auto service = rest.substr(0, rest.find('.'));
        if (!services.contains(service) || !skip_name(rest) || !skip_name(rest)) continue;
        if (!rest.starts_with('v')) continue;
        const auto end = rest.find_first_not_of("0123456789", 1);
        if (end != 1 && (end == std::string_view::npos || rest[end] != '.')) return true;
    }
    return false;
}

/// Those that have a manifest.
std::set<std::string, std::less<>> services_of(const std::vector<Source>& sources) {
    std::set<std::string, std::less<>> names;
    for (const auto& source : sources) {
        if (!matches("services/*/service.yaml", source.path)) continue;
        const auto begin = source.path.find('/') + 1;
        names.insert(source.path.substr(begin, source.path.find('/', begin) - begin));
    }
    return names;
}

bool is_test(std::string_view path) {
    return matches("*/tests/*", path) || path.starts_with("tests/") ||
           path.starts_with("libs/testkit/");
}

void check_line(const Source& source, std::size_t number, std::string_view line,
                Violations& found) {
    const auto note = [&](std::string rule, std::string message) {
        found.push_back({source.path, number, std::move(rule), std::move(message)});
    };
    if (has_unfinished(line)) note("unfinished", "finish it, or leave it out");
    if (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r') &&
        !source.path.ends_with(".md")) {
        note("trailing-space", "white space before the end of the line");
    }
    if (is_cpp(source.path) && !is_test(source.path) && has_sql(line)) {
        note("sql-in-cpp", "statements are named and stand in .sql files");
    }
    if (matches("services/*/storage/sql/*.sql", source.path) && !line.starts_with("--") &&
        lower_case(line).find("now()") != std::string::npos) {
        note("sql-now", "the time is a parameter: the service's clock decides it");
    }
    static const std::regex kDayOfMoment{R"(timestamptz\)?::date|_at\)?::date)"};
    if (source.path.ends_with(".sql") && !line.starts_with("--") &&
        std::regex_search(lower_case(line), kDayOfMoment)) {
        note("sql-day", "a session's day is that of UTC: the local day is a parameter");
    }
}

}  // namespace

Violations check_words(const std::vector<Source>& sources) {
    Violations found;
    const auto services = services_of(sources);
    for (const auto& source : sources) {
        const auto lines = lines_of(source.text);
        const auto code = lines_of(source.code);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            check_line(source, i + 1, lines[i], found);
            if (i < code.size() && has_topic(lines[i], code[i], services)) {
                found.push_back({source.path, i + 1, "literal-topic",
                                 "manifest_gen/<service>.hpp has its name"});
            }
        }
        if (!source.text.empty() && source.text.back() != '\n') {
            found.push_back(
                {source.path, lines.size(), "final-newline", "the last line has no end"});
        }
        if (source.path.ends_with(".hpp") && (lines.empty() || lines.front() != "#pragma once")) {
            found.push_back({source.path, 1, "pragma-once", "a header begins with #pragma once"});
        }
    }
    return found;
}

}  // namespace hearth::tidy
