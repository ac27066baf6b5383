#include "libs/phone/phone.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include <phonenumbers/phonenumberutil.h>

#include "libs/core/utf8.hpp"

namespace hearth::phone {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kMostBytes = 100;
constexpr int kChina = 86;

tl::unexpected<Error> bad() {
    return fail(invalid_argument("phone", "BAD_PHONE", "is not a telephone number"));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool has_letter(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// Full-width forms as plain ones, and the comma between the members of a Chinese list as a comma.
std::string plain(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto from = at;
        const char32_t point = take_code_point(text, at);
        if (point >= 0xFF01 && point <= 0xFF5E)
            result += static_cast<char>(point - 0xFF01 + '!');
        else if (point == 0x3001)
            result += ',';
        else
            result += text.substr(from, at - from);
    }
    return result;
}

/// The library knows "ext." and "доб.", but not how a Chinese extension is written, nor that whose
/// number it is may stand behind it.
std::string_view without_remark(std::string_view text) {
    constexpr std::array<std::string_view, 4> kMarks{"转", "轉", "分机", "分機"};
    for (const std::string_view mark : kMarks)
        text = text.substr(0, text.find(mark));
    const auto open = text.rfind('(');
    if (open != std::string_view::npos && open > 0 && text.ends_with(')') &&
        std::ranges::none_of(text.substr(open), is_digit))
        text = text.substr(0, open);
    return text;
}

/// The library's possible lengths for China start at 7, with numbers that are only dialled
/// locally. An area code and a line are 10 or 11 digits, a mobile number is 11; none begins with
/// the 0 that is dialled before it, which the library keeps where two were written.
/// The areas 10 and 20 to 29 have lines of eight digits.
bool is_chinese_subscriber(const std::string& national) {
    if (national[0] == '0') return false;
    const bool mobile = national[0] == '1' && national[1] >= '3';
    const bool large_area = national[0] == '2' || national.starts_with("10");
    return (national.size() == 11 && !large_area) || (national.size() == 10 && !mobile);
}

std::optional<PhoneNumber> parse(const std::string& text, const std::string& region) {
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
        util.IsAlphaNumber(text) ||
        util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE)
        return std::nullopt;
    std::string national;
    util.GetNationalSignificantNumber(number, &national);
    if (number.country_code() == kChina && !is_chinese_subscriber(national)) return std::nullopt;
    return number;
}

/// The line of "010-65529988-8001". Only where an area is dialled before it, so that the last group
/// of a number which is parted otherwise is not taken for an extension.
std::optional<PhoneNumber> parse_line(std::string_view text, const std::string& region) {
    constexpr std::size_t kMostDigits = 6;
    const auto first = text.find_first_of("+0123456789");
    if (first == std::string_view::npos || (text[first] != '+' && text[first] != '0'))
        return std::nullopt;
    const auto mark = text.find_last_of("-*#");
    if (mark == std::string_view::npos) return std::nullopt;
    const auto extension = text.substr(mark + 1);
    if (extension.empty() || extension.size() > kMostDigits ||
        !std::ranges::all_of(extension, is_digit))
        return std::nullopt;
    const auto number = parse(std::string{text.substr(0, mark)}, region);
    if (!number || number->country_code() != kChina) return std::nullopt;
    std::string national;
    PhoneNumberUtil::GetInstance()->GetNationalSignificantNumber(*number, &national);
    if (national[0] == '1' && national.size() == 11) return std::nullopt;
    return number;
}

std::optional<PhoneNumber> parse_one(std::string_view text, const std::string& region) {
    text = without_remark(text);
    const auto line = parse_line(text, region);
    return line ? line : parse(std::string{text}, region);
}

/// The first of "0535-1234567/8", where what stands before a mark is a number by itself: the
/// library takes a slash for a mark within one, as in "+49 123 / 42 42 42".
std::optional<PhoneNumber> parse_first(std::string_view text, const std::string& region) {
    constexpr std::string_view kBetween = "/;,";
    for (auto at = text.find_first_of(kBetween); at != std::string_view::npos;
         at = text.find_first_of(kBetween, at + 1)) {
        if (has_letter(text.substr(at))) break;
        const auto first = parse_one(text.substr(0, at), region);
        if (first && (first->country_code() == kChina ||
                      PhoneNumberUtil::GetInstance()->IsValidNumber(*first)))
            return first;
    }
    return parse_one(text, region);
}

}  // namespace

Result<std::string> normalise(std::string_view text, std::string_view region) {
    if (text.size() > kMostBytes) return bad();
    const auto number = parse_first(plain(text), std::string{region});
    if (!number) return bad();
    std::string e164;
    PhoneNumberUtil::GetInstance()->Format(*number, PhoneNumberUtil::E164, &e164);
    return e164;
}

}  // namespace hearth::phone
