#include "services/registry/domain/text.hpp"

#include <algorithm>
#include <array>

#include "libs/core/utf8.hpp"

namespace hearth::registry {
namespace {

using Point = char32_t;

void append(std::string& out, Point point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0U | (point >> 6U));
        out += static_cast<char>(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0U | (point >> 12U));
        out += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (point & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | (point >> 18U));
        out += static_cast<char>(0x80U | ((point >> 12U) & 0x3FU));
        out += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (point & 0x3FU));
    }
}

/// Letters of names in Latin script with their accents taken off, from U+00C0.
constexpr std::string_view kLatin1 =
    "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

Point fold(Point point) {
    if (point == 0x3000) return ' ';
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
    if (point >= 'A' && point <= 'Z') return point - 'A' + 'a';
    if (point >= 0xC0 && point <= 0xFF) {
        const char letter = kLatin1[point - 0xC0];
        return letter == '*' || letter == '/' ? Point{' '} : static_cast<Point>(letter);
    }
    if (point >= 0x1D5 && point <= 0x1DC) return 'u';
    return point;
}

bool is_digit(Point point) {
    return point >= '0' && point <= '9';
}
bool is_letter(Point point) {
    return (point >= 'a' && point <= 'z') || (point >= 0x100 && point < 0x2000);
}
bool is_han(Point point) {
    return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
           (point >= 0x20000 && point <= 0x3FFFF);
}
bool is_apostrophe(Point point) {
    return point == '\'' || point == 0x2019;
}

constexpr std::array<std::string_view, 14> kFormWords{
    "road",     "street", "lane", "avenue", "rd",   "st", "ave",
    "building", "unit",   "room", "flat",   "door", "no", "apt"};

std::vector<Point> folded_points(std::string_view text) {
    std::vector<Point> points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();)
        points.push_back(fold(take_code_point(text, at)));
    return points;
}

class Splitter {
public:
    explicit Splitter(std::string_view text) : points_(folded_points(text)) {}

    std::vector<std::string> run() {
        for (std::size_t at = 0; at < points_.size();) {
            if (is_han(points_[at])) {
                at = han(at);
            } else if (is_digit(points_[at]) || is_letter(points_[at])) {
                at = word(at);
            } else {
                ++at;
            }
        }
        return std::move(words_);
    }

private:
    [[nodiscard]] Point point(std::size_t at) const {
        return at < points_.size() ? points_[at] : Point{0};
    }

    /// What stands inside a word without being part of it: "Xi'an", "PR-000123".
    [[nodiscard]] bool is_silent(std::size_t at) const {
        if (is_apostrophe(point(at))) return is_letter(point(at + 1));
        return point(at) == '-' && is_letter(point(at - 1)) && is_digit(point(at + 1));
    }

    std::size_t word(std::size_t at) {
        std::string text;
        for (; is_digit(point(at)) || is_letter(point(at)) || is_silent(at); ++at)
            if (!is_silent(at)) append(text, point(at));
        if (std::find(kFormWords.begin(), kFormWords.end(), text) == kFormWords.end())
            words_.push_back(std::move(text));
        return at;
    }

    /// How many characters at `at` only give an address its form.
    [[nodiscard]] std::size_t form(std::size_t at) const {
        switch (point(at)) {
            case U'栋':
            case U'幢':
            case U'号':
            case U'室':
                return 1;
            case U'单':
                return point(at + 1) == U'元' ? 2 : 0;
            default:
                return 0;
        }
    }

    std::size_t han(std::size_t at) {
        if (const std::size_t skip = form(at)) return at + skip;
        std::size_t end = at;
        while (is_han(point(end)) && form(end) == 0)
            ++end;
        for (std::size_t i = at; i == at || i + 1 < end; ++i) {
            std::string pair;
            append(pair, points_[i]);
            if (i + 1 < end) append(pair, points_[i + 1]);
            words_.push_back(std::move(pair));
        }
        return end;
    }

    std::vector<Point> points_;
    std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    return Splitter{text}.run();
}

std::string folded(std::string_view text) {
    std::string out;
    for (const Point point : folded_points(text))
        if (is_han(point) || is_digit(point) || is_letter(point)) append(out, point);
    return out;
}

std::string only_digits(std::string_view text) {
    std::string digits;
    for (const Point point : folded_points(text)) {
        if (is_digit(point)) {
            append(digits, point);
        } else if (point != ' ' && point != '+' && point != '-' && point != '(' && point != ')') {
            return {};
        }
    }
    return digits;
}

std::string first_character(std::string_view text) {
    if (text.empty()) return {};
    std::size_t at = 0;
    std::string first;
    append(first, take_code_point(text, at));
    return first;
}

}  // namespace hearth::registry
