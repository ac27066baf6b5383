#include "services/registry/domain/checks.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "libs/core/utf8.hpp"

namespace hearth::registry {
namespace {

constexpr std::size_t kMostCodeCharacters = 64;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool may_stand_in_code(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-' || c == '/';
}

/// "2026-02-29" is no day.
bool is_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto number = [&](std::size_t at, std::size_t length, auto& into) {
        const char* begin = text.data() + at;
        const auto [end, error] = std::from_chars(begin, begin + length, into);
        return error == std::errc{} && end == begin + length;
    };
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return false;
    return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                       std::chrono::day{day}}
        .ok();
}

}  // namespace

void Checks::add(std::string_view field, std::string_view reason, std::string_view message) {
    found_.push_back({std::string{field}, std::string{reason}, std::string{message}});
}

void Checks::within(std::string_view path, Violations found) {
    for (auto& violation : found) {
        violation.field.insert(0, path);
        found_.push_back(std::move(violation));
    }
}

std::string none_of(std::span<const std::string_view> words) {
    std::string text;
    for (const auto word : words) {
        if (word.empty()) continue;
        text += text.empty() ? "is none of " : ", ";
        text += word;
    }
    return text;
}

void Checks::text(std::string_view field, const std::string& value, std::size_t most_characters) {
    if (utf8_characters(value) > most_characters) {
        add(field, "TOO_LONG", "is longer than " + std::to_string(most_characters) + " characters");
    } else if (std::any_of(value.begin(), value.end(), is_control)) {
        add(field, "CONTROL_CHARACTER", "has a control character");
    }
}

void Checks::required(std::string_view field, const std::string& value,
                      std::size_t most_characters) {
    if (value.empty()) return add(field, "REQUIRED", "is missing");
    text(field, value, most_characters);
}

void Checks::code(std::string_view field, const std::string& value) {
    if (value.empty()) return add(field, "REQUIRED", "is missing");
    if (value.size() > kMostCodeCharacters ||
        !std::all_of(value.begin(), value.end(), may_stand_in_code)) {
        add(field, "BAD_CODE", "is not 1 to 64 of letters, digits, '.', '_', '-' and '/'");
    }
}

void Checks::one_of(std::string_view field, std::string_view value,
                    std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), value) != words.end()) return;
    if (value.empty()) return add(field, "REQUIRED", "is missing");
    add(field, "UNKNOWN_WORD", none_of(words));
}

void Checks::unknown_word(std::string_view field, std::string_view value) {
    if (value.empty()) return add(field, "REQUIRED", "is missing");
    add(field, "UNKNOWN_WORD", "is not one of the words that may stand here");
}

void Checks::coordinates(double latitude, double longitude) {
    if (!(std::abs(latitude) <= 90)) add("latitude", "OUT_OF_RANGE", "is not within -90 and 90");
    if (!(std::abs(longitude) <= 180))
        add("longitude", "OUT_OF_RANGE", "is not within -180 and 180");
}

void Checks::day(std::string_view field, const std::string& value) {
    if (value.empty()) return add(field, "REQUIRED", "is missing");
    if (!is_day(value)) add(field, "BAD_DATE", "is not a day as YYYY-MM-DD");
}

}  // namespace hearth::registry
