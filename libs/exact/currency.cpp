#include "libs/exact/currency.hpp"

#include <algorithm>
#include <string>

namespace hearth::exact {
namespace {

struct Row {
    std::uint8_t exponent;
    std::string_view codes;
};

// ISO 4217, list one of January 2026; ANG and BGN, withdrawn since 2025, stay for what was billed.
constexpr std::array kRows{
    Row{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    Row{2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP "
        "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD "
        "FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD "
        "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD "
        "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
        "VES WST XAD XCD XCG YER ZAR ZMW ZWG"},
    Row{3, "BHD IQD JOD KWD LYD OMR TND"},
    Row{4, "CLF UYW"},
};

bool has(std::string_view codes, std::string_view code) {
    for (; codes.size() >= code.size();
         codes.remove_prefix(std::min(codes.size(), code.size() + 1)))
        if (codes.starts_with(code)) return true;
    return false;
}

}  // namespace

Result<Currency> parse_currency(std::string_view code) {
    const auto* const row = std::ranges::find_if(
        kRows, [&](const Row& each) { return code.size() == 3 && has(each.codes, code); });
    if (row == kRows.end())
        return fail(
            invalid_argument("currency", "UNKNOWN_CURRENCY",
                             "\"" + std::string{code} + "\" is no currency of ISO 4217 like CNY"));
    Currency currency;
    std::ranges::copy(code, currency.code_.begin());
    currency.exponent_ = row->exponent;
    return currency;
}

Error currency_mismatch(Currency a, Currency b) {
    return invalid_argument(
        "currency", "CURRENCY_MISMATCH",
        std::string{a.code()} + " and " + std::string{b.code()} + " do not mix");
}

}  // namespace hearth::exact
