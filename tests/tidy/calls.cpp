#include "tests/tidy/calls.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "tests/tidy/lengths.hpp"

namespace hearth::tidy {
namespace {

struct Ban {
    std::string_view files;
    std::string_view call;
    std::string_view instead;
};

constexpr std::string_view kNumbers = "std::from_chars: this throws, or takes half a number";
constexpr std::string_view kOneThread = "libs/core/time.hpp: this shares one buffer among threads";
constexpr std::string_view kClock = "the host's clock: a town's time is not the machine's";

constexpr std::array<Ban, 19> kBans{{
    {"*", "stoi", kNumbers},
    {"*", "stol", kNumbers},
    {"*", "stoll", kNumbers},
    {"*", "stoul", kNumbers},
    {"*", "stoull", kNumbers},
    {"*", "stod", kNumbers},
    {"*", "atoi", kNumbers},
    {"*", "atol", kNumbers},
    {"*", "atof", kNumbers},
    {"*", "localtime", kOneThread},
    {"*", "gmtime", kOneThread},
    {"*", "strtok", "std::string_view::find: this shares one buffer among threads"},
    {"*", "rand", "libs/core/random.hpp"},
    {"*", "srand", "libs/core/random.hpp"},
    {"*", "sprintf", "fmt::format"},
    {"*", "system_clock::to_time_t", kOneThread},
    {"services/*/domain/*", "system_clock::now", kClock},
    {"services/*/app/*", "system_clock::now", kClock},
    {"services/*/api/*", "system_clock::now", kClock},
}};

bool is_letter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where `name` is called as a whole word, from `from` on; npos when it is not.
std::size_t find_call(std::string_view code, std::string_view name, std::size_t from = 0) {
    for (auto at = code.find(name, from); at != std::string_view::npos;
         at = code.find(name, at + 1)) {
        const auto end = at + name.size();
        if ((at == 0 || !is_letter(code[at - 1])) && code.substr(end, 1) == "(") return at;
    }
    return std::string_view::npos;
}

void check_bans(const Source& source, Violations& found) {
    for (const auto& ban : kBans) {
        if (!matches(ban.files, source.path)) continue;
        for (auto at = find_call(source.code, ban.call); at != std::string_view::npos;
             at = find_call(source.code, ban.call, at + 1)) {
            found.push_back({source.path, line_at(source.code, at), "banned-call",
                             std::string{ban.call} + ": take " + std::string{ban.instead}});
        }
    }
}

bool only_reads(std::string_view function) {
    const auto colon = function.rfind(':');
    std::string name{colon == std::string_view::npos ? function : function.substr(colon + 1)};
    if (!name.empty()) name[0] = static_cast<char>(std::tolower(name[0]));
    return std::ranges::any_of(std::array{"get", "list", "search"}, [&](std::string_view word) {
        return name.starts_with(word) && (name.size() == word.size() || name[word.size()] == '_' ||
                                          std::isupper(name[word.size()]) != 0);
    });
}

/// `.lock(` and `->lock_all(`, of anything but a mutex, which is locked by a guard.
std::size_t find_lock(std::string_view code) {
    for (auto at = code.find("lock"); at != std::string_view::npos;
         at = code.find("lock", at + 1)) {
        auto end = at;
        while (end < code.size() && is_letter(code[end]))
            ++end;
        const bool member = at > 0 && (code[at - 1] == '.' || code[at - 1] == '>');
        const bool named = end == at + 4 || code[at + 4] == '_';
        if (member && named && code.substr(end, 1) == "(") return at;
    }
    return std::string_view::npos;
}

void check_reads(const Source& source, Violations& found) {
    const auto lines = lines_of(source.code);
    for (const auto& function : functions_of(source.code)) {
        if (!only_reads(function.name)) continue;
        for (std::size_t i = 0; i < function.lines; ++i) {
            if (find_lock(lines[function.line - 1 + i]) == std::string_view::npos) continue;
            found.push_back({source.path, function.line + i, "get-locks",
                             function.name + " only reads, and waits here for a writer"});
        }
    }
}

}  // namespace

Violations check_calls(const std::vector<Source>& sources) {
    Violations found;
    for (const auto& source : sources) {
        const bool test =
            matches("*/tests/*", source.path) || matches("libs/testkit/*", source.path);
        const bool ours = source.path.starts_with("libs/") ||
                          source.path.starts_with("services/") ||
                          source.path.starts_with("deploy/");
        if (!is_cpp(source.path) || !ours || test) continue;
        check_bans(source, found);
        if (matches("services/*/api/*", source.path)) check_reads(source, found);
    }
    return found;
}

}  // namespace hearth::tidy
