#include "tests/tidy/reasons.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "libs/words/words.hpp"

namespace hearth::tidy {
namespace {

constexpr std::string_view kLibs = "libs/";

/// `libs/` or `services/contact/`: whose words a file's reasons are.
std::string owner_of(std::string_view path) {
    if (path.starts_with(kLibs)) return std::string{kLibs};
    constexpr std::string_view kServices = "services/";
    if (!path.starts_with(kServices)) return {};
    const auto slash = path.find('/', kServices.size());
    return slash == std::string_view::npos ? std::string{} : std::string{path.substr(0, slash + 1)};
}

bool is_program(std::string_view path) {
    return is_cpp(path) && !owner_of(path).empty() && !matches("*/tests/*", path) &&
           !matches("*/bench/*", path) && !path.starts_with("libs/testkit/");
}

bool is_words(std::string_view path) {
    return matches("libs/words/*.yaml", path) || matches("services/*/words/*.yaml", path);
}

bool is_reason(std::string_view word) {
    constexpr std::size_t kShortest = 4;
    return word.size() >= kShortest && word.back() != '_' && word.front() >= 'A' &&
           word.front() <= 'Z' && !word.starts_with("HEARTH_") &&
           std::ranges::all_of(word, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

struct Literal {
    std::string_view text;
    std::size_t offset = 0;
};

std::vector<Literal> literals_of(const Source& source) {
    std::vector<Literal> found;
    for (auto open = source.code.find('"'); open != std::string::npos;) {
        const auto close = source.code.find('"', open + 1);
        if (close == std::string::npos) break;
        found.push_back({std::string_view{source.text}.substr(open + 1, close - open - 1), open});
        open = source.code.find('"', close + 1);
    }
    return found;
}

bool is_other(const Source& source, std::string_view word, const std::vector<Capitals>& others) {
    // A table's heads are in capitals.
    if (source.path.starts_with("services/ctl/") && word.find('_') == std::string_view::npos)
        return true;
    return std::ranges::any_of(others, [&](const Capitals& row) {
        return matches(row.files, source.path) &&
               std::ranges::find(row.words, word) != row.words.end();
    });
}

class Check {
public:
    Check(const std::vector<Source>& sources, const std::vector<Capitals>& others)
        : sources_(sources), others_(others) {}

    Violations run() {
        read_words();
        read_programs();
        find_unused();
        return std::move(found_);
    }

private:
    void note(const Source& source, std::size_t line, std::string rule, std::string message) {
        found_.push_back({source.path, line, std::move(rule), std::move(message)});
    }

    void read_words() {
        for (const Source& source : sources_) {
            if (!is_words(source.path)) continue;
            auto file = words::read(source.text, source.path);
            if (!file) {
                for (const FieldViolation& fault : file.error().fields)
                    note(source, 1, "words-file", fault.field + " " + fault.message);
                continue;
            }
            const std::string owner = owner_of(source.path);
            const auto twin = files_.find(owner);
            if (twin == files_.end()) {
                for (const auto& [reason, text] : file->reasons)
                    place(source, owner, reason);
                files_.emplace(owner, std::pair{&source, std::move(*file)});
                continue;
            }
            for (const FieldViolation& fault : words::compare(twin->second.second, *file))
                note(source, 1, "words-file", fault.field + " " + fault.message);
            paired_.insert(owner);
        }
        for (const auto& [owner, file] : files_) {
            if (!paired_.contains(owner))
                note(*file.first, 1, "words-file", "has no twin in the other language");
        }
    }

    void place(const Source& source, const std::string& owner, const std::string& reason) {
        const auto [at, is_new] = homes_.emplace(reason, owner);
        if (!is_new)
            note(source, 1, "reason-twice",
                 reason + " has words in " + at->second + " too: keep them in libs/words");
    }

    [[nodiscard]] bool has_words(const std::string& owner, const std::string& reason) const {
        return std::ranges::any_of(std::array{std::string{kLibs}, owner}, [&](const auto& home) {
            const auto file = files_.find(home);
            return file != files_.end() && file->second.second.reasons.contains(reason);
        });
    }

    void read_programs() {
        for (const Source& source : sources_) {
            const std::string owner = owner_of(source.path);
            if (is_program(source.path)) {
                for (const auto& [text, offset] : literals_of(source)) {
                    const std::string word{text};
                    used_[owner].insert(word);
                    if (!is_reason(word) || is_other(source, word, others_)) continue;
                    if (!has_words(owner, word))
                        note(source, line_at(source.text, offset), "reason-words",
                             word + " has no words in libs/words or " + owner + "words");
                }
            } else if (source.path.ends_with(".yaml") && !is_words(source.path)) {
                split(source.text, used_[owner]);
            }
        }
    }

    /// What may be a word of the data in a file.
    static void split(const std::string& text, std::set<std::string>& into) {
        std::string word;
        for (const char c : text) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
                word += c;
            } else if (!word.empty()) {
                into.insert(std::exchange(word, {}));
            }
        }
    }

    /// A name, or the beginning that code adds the rest to: `state_waiting` of "state_".
    static bool named(const std::set<std::string>& used, const std::string& word) {
        const auto stem = word.substr(0, word.find('_') + 1);
        return used.contains(word) || (!stem.empty() && used.contains(stem));
    }

    [[nodiscard]] bool gives(const std::string& owner, const std::string& reason) const {
        if (owner != kLibs) {
            const auto own = used_.find(owner);
            return own != used_.end() && own->second.contains(reason);
        }
        return std::ranges::any_of(used_,
                                   [&](const auto& of) { return of.second.contains(reason); });
    }

    void find_unused() {
        for (const auto& [owner, entry] : files_) {
            const auto& [source, file] = entry;
            for (const auto& [reason, text] : file.reasons) {
                if (!gives(owner, reason))
                    note(*source, line_of(*source, reason), "word-unused",
                         "no code gives " + reason);
            }
            for (const words::Texts* texts : {&file.said, &file.messages}) {
                for (const auto& [word, text] : *texts) {
                    if (!named(used_[owner], word))
                        note(*source, line_of(*source, word), "word-unused",
                             "no code or data names " + word);
                }
            }
        }
    }

    static std::size_t line_of(const Source& source, const std::string& key) {
        const auto at = source.text.find("\n  " + key + ":");
        return at == std::string::npos ? 1 : line_at(source.text, at + 1);
    }

    const std::vector<Source>& sources_;
    const std::vector<Capitals>& others_;
    std::map<std::string, std::pair<const Source*, words::File>> files_;  ///< by owner
    std::map<std::string, std::string> homes_;
    std::map<std::string, std::set<std::string>> used_;
    std::set<std::string> paired_;
    Violations found_;
};

}  // namespace

std::vector<Capitals> parse_capitals(std::string_view text) {
    std::vector<Capitals> rows;
    for (const auto line : lines_of(text)) {
        std::istringstream in{std::string{line.substr(0, line.find('#'))}};
        Capitals row;
        if (!(in >> row.files)) continue;
        for (std::string word; in >> word;)
            row.words.push_back(std::move(word));
        rows.push_back(std::move(row));
    }
    return rows;
}

Violations check_reasons(const std::vector<Source>& sources, const std::vector<Capitals>& others) {
    return Check{sources, others}.run();
}

}  // namespace hearth::tidy
