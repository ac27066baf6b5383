#include "tests/tidy/links.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>
#include <string_view>

namespace hearth::tidy {
namespace {

std::string_view name_in(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// The words of a line that are for people: all of a .md file, else what follows the comment mark.
std::string_view comment_of(const Source& source, std::string_view line, std::string_view code) {
    if (source.path.ends_with(".md")) return line;
    if (is_cpp(source.path)) {
        // What is blank in the code and begins with the mark is no literal: that keeps its quotes.
        const auto end = code.find_last_not_of(' ');
        const auto mark = line.find("//", end == std::string_view::npos ? 0 : end + 1);
        return mark == std::string_view::npos ? "" : line.substr(mark);
    }
    const bool proto = source.path.ends_with(".proto");
    const bool sql = source.path.ends_with(".sql");
    const auto mark = line.find(proto ? "//" : sql ? "--" : "#");
    return mark == std::string_view::npos ? "" : line.substr(mark);
}

/// Every ending of a path counts as a name of it: `tidy/links.hpp`, `links.hpp`.
std::set<std::string, std::less<>> names_of(const std::vector<std::string>& files) {
    std::set<std::string, std::less<>> names;
    for (const auto& file : files) {
        names.insert(file);
        for (auto at = file.find('/'); at != std::string::npos; at = file.find('/', at + 1))
            names.insert(file.substr(at + 1));
    }
    return names;
}

/// `file.ext` and `folder/file.ext`, no pattern (`*.sql`) and no value of a variable (`$DIR/a.sh`).
const std::regex kReference{
    R"((^|[^\w./<>${}*=,-])((?:[\w-]+/)*[\w-]+\.(cpp|hpp|sql|proto|cmake|sh|ya?ml|json|md|csv|txt))(?![\w/*-]|\.\w))"};
const std::regex kDecision{R"(\bADRs? (\d+))"};

bool has_decision(const std::vector<std::string>& files, const std::string& number) {
    const auto padded = std::string(4 - std::min<std::size_t>(4, number.size()), '0') + number;
    return std::ranges::any_of(
        files, [&](const auto& file) { return matches("deploy/adr/" + padded + "-*.md", file); });
}

void check_references(const Source& source, const std::set<std::string, std::less<>>& names,
                      const std::vector<std::string>& files, Violations& found) {
    const auto lines = lines_of(source.text);
    const auto code = lines_of(source.code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string words{comment_of(source, lines[i], i < code.size() ? code[i] : "")};
        for (std::sregex_iterator at{words.begin(), words.end(), kReference}, end; at != end;
             ++at) {
            const auto name = (*at)[2].str();
            const auto kind = (*at)[3].str();
            const bool data = kind == "csv" || kind == "txt";
            const bool made = name.starts_with("var/") || name.starts_with("build/") ||
                              name.find("_gen/") != std::string::npos;
            if (names.contains(name) || made || (data && name.find('/') == std::string::npos))
                continue;
            found.push_back({source.path, i + 1, "dead-reference", name + " is not there"});
        }
        for (std::sregex_iterator at{words.begin(), words.end(), kDecision}, end; at != end; ++at) {
            if (has_decision(files, (*at)[1].str())) continue;
            found.push_back({source.path, i + 1, "dead-reference", at->str() + " is not there"});
        }
    }
}

bool has_word(const std::string& text, const std::string& word) {
    const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/' ||
               c == '.' || c == '-';
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end >= text.size() || !is_part(text[end])))
            return true;
    }
    return false;
}

/// Named by its path from a list's folder; or as `${name}.cpp`, where that list or one above it has
/// its name in a list of names.
bool is_in_target(const std::map<std::string, std::string>& lists, const std::string& source) {
    const auto stem = source.substr(0, source.size() - 4).substr(source.rfind('/') + 1);
    bool by_variable = false;
    for (auto slash = source.rfind('/'); slash != std::string::npos;
         slash = slash == 0 ? std::string::npos : source.rfind('/', slash - 1)) {
        const auto list = lists.find(source.substr(0, slash));
        if (list == lists.end()) continue;
        if (has_word(list->second, source.substr(slash + 1))) return true;
        by_variable = by_variable || list->second.find("}.cpp") != std::string::npos;
        if (by_variable && has_word(list->second, stem)) return true;
    }
    return false;
}

std::string without_comments(std::string_view text) {
    std::string result;
    for (const auto line : lines_of(text))
        result.append(line.substr(0, line.find('#'))).push_back('\n');
    return result;
}

void check_sources(const std::vector<Source>& sources, Violations& found) {
    std::map<std::string, std::string> lists;
    for (const auto& source : sources) {
        if (name_in(source.path) != "CMakeLists.txt") continue;
        const auto slash = source.path.rfind('/');
        lists[slash == std::string::npos ? "" : source.path.substr(0, slash)] =
            without_comments(source.text);
    }
    for (const auto& source : sources) {
        if (source.path.ends_with(".cpp") && !is_in_target(lists, source.path))
            found.push_back({source.path, 1, "dead-source", "no CMakeLists.txt names it"});
    }
}

std::string own_source(const std::string& header) {
    return header.substr(0, header.size() - 4) + ".cpp";
}

void check_headers(const std::vector<Source>& sources, Violations& found) {
    std::set<std::string> included;
    for (const auto& source : sources) {
        if (!is_cpp(source.path)) continue;
        for (const auto line : lines_of(source.text)) {
            constexpr std::string_view kInclude = "#include \"";
            if (!line.starts_with(kInclude)) continue;
            std::string header{line.substr(kInclude.size())};
            header.resize(std::min(header.find('"'), header.size()));
            if (header.ends_with(".hpp") && own_source(header) != source.path)
                included.insert(header);
        }
    }
    for (const auto& source : sources) {
        if (source.path.ends_with(".hpp") && !included.contains(source.path))
            found.push_back({source.path, 1, "dead-header", "nobody includes it"});
    }
}

struct Mention {
    const Source* source = nullptr;
    std::size_t offset = 0;
    std::size_t count = 0;  ///< in all files; the two above are of the first in a header
    std::size_t in_own_source = 0;
    bool defined =
        false;  ///< the one in the own source begins its line with a type, as no call does
};

bool is_letter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

template <typename Take>
void each_word(std::string_view code, const Take& take) {
    for (std::size_t at = 0; at < code.size();) {
        auto end = at;
        while (end < code.size() && is_letter(code[end]))
            ++end;
        if (end > at) take(code.substr(at, end - at), at);
        at = std::max(end, at + 1);
    }
}

/// A type stands before the name and parameters behind it; nobody calls what overrides by its name
/// here.
bool is_declaration(std::string_view code, std::size_t at, std::size_t size) {
    if (at < 2 || code.substr(at + size, 1) != "(") return false;
    const auto before = code.substr(0, at).find_last_not_of(" *&");
    if (before == std::string_view::npos || before + 1 == at) {
        if (code[at - 1] != '*' && code[at - 1] != '&') return false;
    }
    if (before == std::string_view::npos) return false;
    if (!is_letter(code[before]) && code[before] != '>') return false;
    auto word = before;
    while (word > 0 && is_letter(code[word - 1]))
        --word;
    if (code.substr(word, before + 1 - word) == "return") return false;
    const auto statement = code.substr(at, code.find_first_of(";{", at) - at);
    return statement.find(" override") == std::string_view::npos;
}

void check_declarations(const std::vector<Source>& sources, Violations& found) {
    std::map<std::string_view, Mention> mentions;
    for (const auto& source : sources) {
        if (!source.path.ends_with(".hpp")) continue;
        each_word(source.code, [&](std::string_view word, std::size_t at) {
            auto& mention = mentions[word];
            if (mention.count++ == 0) {
                mention.source = &source;
                mention.offset = at;
            }
        });
    }
    for (const auto& source : sources) {
        if (!source.path.ends_with(".cpp")) continue;
        each_word(source.code, [&](std::string_view word, std::size_t at) {
            const auto found_word = mentions.find(word);
            if (found_word == mentions.end()) return;
            auto& mention = found_word->second;
            ++mention.count;
            if (own_source(mention.source->path) != source.path) return;
            ++mention.in_own_source;
            const auto line = source.code.rfind('\n', at) + 1;
            mention.defined = line < at && source.code[line] != ' ';
        });
    }
    for (const auto& [word, mention] : mentions) {
        if (mention.in_own_source > 1 || mention.count != 1 + mention.in_own_source) continue;
        if (mention.in_own_source == 1 && !mention.defined) continue;
        if (!is_declaration(mention.source->code, mention.offset, word.size())) continue;
        found.push_back({mention.source->path, line_at(mention.source->code, mention.offset),
                         "dead-declaration", std::string{word} + " is called by nobody"});
    }
}

}  // namespace

Violations check_links(const std::vector<Source>& sources, const std::vector<std::string>& files) {
    Violations found;
    const auto names = names_of(files);
    for (const auto& source : sources)
        check_references(source, names, files, found);
    check_sources(sources, found);
    check_headers(sources, found);
    check_declarations(sources, found);
    return found;
}

}  // namespace hearth::tidy
