#include "libs/core/utf8.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace hearth {
namespace {

/// UTF-8 by the table of RFC 3629.
std::string encoded(char32_t point) {
    const auto rest = [&](unsigned shift) {
        return static_cast<char>(0x80U | (point >> shift & 0x3FU));
    };
    if (point < 0x80) return {static_cast<char>(point)};
    if (point < 0x800) return {static_cast<char>(0xC0U | point >> 6U), rest(0)};
    if (point < 0x10000) return {static_cast<char>(0xE0U | point >> 12U), rest(6), rest(0)};
    return {static_cast<char>(0xF0U | point >> 18U), rest(12), rest(6), rest(0)};
}

bool is_surrogate(char32_t point) {
    return point >= 0xD800 && point <= 0xDFFF;
}

}  // namespace

TEST_CASE("every code point is a character of UTF-8, surrogates and what lies beyond are none") {
    for (char32_t point = 0; point < 0x120000; ++point) {
        const std::string text = encoded(point);
        const bool none = is_surrogate(point) || point > 0x10FFFF;
        if (utf8_length(text) != (none ? 0 : text.size())) FAIL("U+" << std::hex << +point);
        std::size_t at = 0;
        if (!none && (take_code_point(text + "x", at) != point || at != text.size()))
            FAIL("U+" << std::hex << +point);
    }
}

TEST_CASE("what is cut short, overlong or out of place is no UTF-8") {
    for (const char* bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF", "\xE7\x94", "\xC3(", "\xF0\x9F\x98"}) {
        CAPTURE(bad);
        CHECK(utf8_length(bad) == 0);
        CHECK(utf8_prefix("停电" + std::string{bad}) == 6);
        std::size_t at = 0;
        CHECK(take_code_point(bad, at) == static_cast<unsigned char>(bad[0]));
        CHECK(at == 1);
    }
    CHECK(is_utf8("停电 😀"));
    CHECK(is_utf8(""));
}

TEST_CASE("what is cut to fit a column is whole characters, whatever comes from outside") {
    CHECK(utf8_clip("停电", 5) == "停");
    CHECK(utf8_clip("停电", 6) == "停电");
    CHECK(utf8_clip(std::string_view{"a\0b", 3}, 10) == "ab");
    CHECK(utf8_clip("\xCD\xA3\xB5\xE7", 100) == "\u0363\uFFFD\uFFFD");
    CHECK(utf8_clip("停电\xE7\x94", 100) == "停电\uFFFD\uFFFD");
    for (std::size_t bytes = 0; bytes < 20; ++bytes) {
        const std::string clipped = utf8_clip("a停\xFF电😀\xE7", bytes);
        CHECK(clipped.size() <= bytes);
        CHECK(is_utf8(clipped));
    }
}

TEST_CASE("the front of a text ends between characters") {
    CHECK(utf8_front("停电 😀", 0).empty());
    CHECK(utf8_front("停电 😀", 1) == "停");
    CHECK(utf8_front("停电 😀", 4) == "停电 😀");
    CHECK(utf8_front("停电", 9) == "停电");
    CHECK(utf8_front("\xFF停电", 2) == "\xFF停");
}

TEST_CASE("characters one after the other are UTF-8, whole or not at all") {
    CHECK(rc::check("any characters", [] {
        const auto points = *rc::gen::container<std::vector<char32_t>>(
            rc::gen::suchThat(rc::gen::inRange<char32_t>(0, 0x110000),
                              [](char32_t point) { return !is_surrogate(point); }));
        std::string text;
        for (const char32_t point : points)
            text += encoded(point);
        RC_ASSERT(is_utf8(text));
        std::vector<char32_t> taken;
        for (std::size_t at = 0; at < text.size();)
            taken.push_back(take_code_point(text, at));
        RC_ASSERT(taken == points);
    }));
}

}  // namespace hearth
