#include "libs/core/utf8.hpp"

#include <algorithm>

namespace hearth {

std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    const unsigned second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return overlong || outside ? 0 : length;
}

std::size_t utf8_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) break;
        at += length;
    }
    return at;
}

std::size_t utf8_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string_view utf8_front(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    for (std::size_t taken = 0; at < text.size() && taken < characters; ++taken)
        at += std::max<std::size_t>(1, utf8_length(text.substr(at)));
    return text.substr(0, at);
}

std::string utf8_clip(std::string_view text, std::size_t bytes) {
    constexpr std::string_view kReplacement = "\uFFFD";
    std::string clipped;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view next = length == 0 ? kReplacement : text.substr(0, length);
        if (clipped.size() + next.size() > bytes) break;
        if (text.front() != '\0') clipped += next;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return clipped;
}

char32_t take_code_point(std::string_view text, std::size_t& at) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text.substr(at)));
    const unsigned first = static_cast<unsigned char>(text[at]);
    char32_t point = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    at += length;
    return point;
}

}  // namespace hearth
