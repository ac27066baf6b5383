#include "libs/phone/phone.hpp"

#include <array>
#include <cstddef>

#include <phonenumbers/phonenumberutil.h>

namespace hearth::phone {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kMostBytes = 100;
constexpr int kChina = 86;

tl::unexpected<Error> bad() {
    return fail(invalid_argument("phone", "BAD_PHONE", "is not a telephone number"));
}

/// The library knows "ext." and "доб.", but not how a Chinese extension is written.
std::string without_extension(std::string_view text) {
    constexpr std::array<std::string_view, 4> kMarks{"转", "轉", "分机", "分機"};
    for (const std::string_view mark : kMarks)
        text = text.substr(0, text.find(mark));
    return std::string{text};
}

/// The library's possible lengths for China start at 7, with numbers that are only dialled
/// locally. An area code and a line are 10 or 11 digits, a mobile number is 11; none begins with
/// the 0 that is dialled before it, which the library keeps where two were written.
bool is_chinese_subscriber(const std::string& national) {
    if (national[0] == '0') return false;
    const bool mobile = national[0] == '1' && national[1] >= '3';
    return national.size() == 11 || (national.size() == 10 && !mobile);
}

}  // namespace

Result<std::string> normalise(std::string_view text, std::string_view region) {
    if (text.size() > kMostBytes) return bad();
    const auto& util = *PhoneNumberUtil::GetInstance();
    const std::string written = without_extension(text);
    PhoneNumber number;
    if (util.Parse(written, std::string{region}, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
        util.IsAlphaNumber(written) ||
        util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) {
        return bad();
    }
    std::string national;
    util.GetNationalSignificantNumber(number, &national);
    if (number.country_code() == kChina && !is_chinese_subscriber(national)) return bad();
    std::string e164;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    return e164;
}

}  // namespace hearth::phone
