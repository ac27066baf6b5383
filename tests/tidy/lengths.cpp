#include "tests/tidy/lengths.hpp"

#include <algorithm>
#include <cctype>

namespace hearth::tidy {
namespace {

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

bool has_word(std::string_view text, std::string_view word) {
    const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) {
            return true;
        }
    }
    return false;
}

/// What a brace at file, namespace or class level opens, told by the text before it.
enum class Opens { kScope, kFunction, kOther };

Opens opens(std::string_view head) {
    const auto open = head.find('(');
    if (open == std::string_view::npos) {
        for (const auto* word : {"namespace", "class", "struct", "union", "enum", "extern"}) {
            if (has_word(head, word)) return Opens::kScope;
        }
        return Opens::kOther;
    }
    if (head.back() == '=' || head.back() == ',') return Opens::kOther;
    return Opens::kFunction;
}

std::string name_of(std::string_view head) {
    const auto open = head.find('(');
    auto before = trimmed(head.substr(0, open));
    const auto from = before.find_last_of(" \n*&");
    if (from != std::string_view::npos) before.remove_prefix(from + 1);
    if (before.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") ==
            std::string_view::npos &&
        open != std::string_view::npos) {
        return std::string{trimmed(head.substr(0, head.find('\n')))};
    }
    return std::string{before};
}

class Scanner {
public:
    explicit Scanner(std::string_view code) : code_(code) {}

    std::vector<Function> run() {
        for (at_ = 0; at_ < code_.size(); ++at_)
            step(code_[at_]);
        return std::move(functions_);
    }

private:
    void step(char c) {
        if (c == '#' && line_start()) {
            skip_directive();
        } else if (c == '(') {
            ++parentheses_;
        } else if (c == ')') {
            --parentheses_;
        } else if (c == '{' && parentheses_ == 0) {
            open_brace();
        } else if (c == '}' && parentheses_ == 0) {
            if (scopes_ > 0) --scopes_;
            head_ = at_ + 1;
        } else if (c == ';' && parentheses_ == 0) {
            head_ = at_ + 1;
        }
    }

    [[nodiscard]] bool line_start() const {
        const auto begin = code_.rfind('\n', at_);
        return trimmed(code_.substr(begin == std::string_view::npos ? 0 : begin,
                                    at_ - (begin == std::string_view::npos ? 0 : begin)))
            .empty();
    }

    void skip_directive() {
        while (at_ < code_.size() && code_[at_] != '\n') {
            if (code_[at_] == '\\') ++at_;
            ++at_;
        }
        head_ = at_;
    }

    void open_brace() {
        const auto head = trimmed(code_.substr(head_, at_ - head_));
        const auto what = head.empty() ? Opens::kOther : opens(head);
        if (what == Opens::kScope) {
            ++scopes_;
            head_ = at_ + 1;
            return;
        }
        const auto begin = static_cast<std::size_t>(head.data() - code_.data());
        at_ = matching_brace();
        if (what == Opens::kFunction) {
            const auto first = line_at(code_, begin);
            functions_.push_back({name_of(head), first, line_at(code_, at_) - first + 1});
            head_ = at_ + 1;
        }
    }

    [[nodiscard]] std::size_t matching_brace() const {
        int depth = 0;
        for (auto i = at_; i < code_.size(); ++i) {
            if (code_[i] == '{') ++depth;
            if (code_[i] == '}' && --depth == 0) return i;
        }
        return code_.size();
    }

    std::string_view code_;
    std::size_t at_ = 0;
    std::size_t head_ = 0;  ///< where the current declaration begins
    int parentheses_ = 0;
    int scopes_ = 0;
    std::vector<Function> functions_;
};

bool has_length_rule(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    const bool script = name.find('.') == std::string_view::npos || path.ends_with(".sh");
    return is_cpp(path) || script || path.ends_with(".sql") || path.ends_with(".cmake") ||
           name == "CMakeLists.txt";
}

}  // namespace

std::vector<Function> functions_of(std::string_view code) {
    return Scanner{code}.run();
}

Violations check_lengths(const std::vector<Source>& sources) {
    Violations found;
    for (const auto& source : sources) {
        if (!has_length_rule(source.path)) continue;
        const auto lines = lines_of(source.text).size();
        if (lines >= kFileLines) {
            found.push_back({source.path, kFileLines, "file-length",
                             std::to_string(lines) + " lines; a file has fewer than " +
                                 std::to_string(kFileLines)});
        }
        for (const auto& function : functions_of(source.code)) {
            if (function.lines < kFunctionLines) continue;
            // A test case is named by its literal, which the code has not.
            const bool blanked = function.name.find('"') != std::string::npos;
            const auto head = trimmed(lines_of(source.text)[function.line - 1]);
            found.push_back({source.path, function.line, "function-length",
                             (blanked ? std::string{head} : function.name) + " has " +
                                 std::to_string(function.lines) +
                                 " lines; a function has fewer than " +
                                 std::to_string(kFunctionLines)});
        }
    }
    return found;
}

}  // namespace hearth::tidy
