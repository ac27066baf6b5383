#include "libs/exact/money.hpp"

#include <algorithm>
#include <utility>

namespace hearth::exact {
namespace {

Result<Money> money_of(std::optional<Wide> minor, Currency currency) {
    const auto held = minor ? narrow(*minor) : std::nullopt;
    if (!held) return fail(out_of_range("money"));
    return Money{*held, currency};
}

/// Of both amounts at one scale.
template <typename Combine>
Result<Amount> combine(const Amount& a, const Amount& b, const Combine& combined) {
    if (a.currency() != b.currency()) return fail(currency_mismatch(a.currency(), b.currency()));
    const int scale = std::max(a.scale(), b.scale());
    const auto left = times(a.digits(), power_of_ten(scale - a.scale()));
    const auto right = times(b.digits(), power_of_ten(scale - b.scale()));
    const auto digits = left && right ? combined(*left, *right) : std::nullopt;
    if (!digits) return fail(out_of_range("an amount"));
    return Amount::make(*digits, scale, a.currency());
}

/// The same number without the zeros it ends with.
std::pair<Wide, int> stripped(Wide digits, int scale) {
    strip_zeros(digits, scale);
    return {digits, scale};
}

}  // namespace

Result<Money> parse_money(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos)
        return fail(invalid_argument("money", "BAD_DECIMAL", "is not money like 12.34 CNY"));
    const auto value = parse_decimal(text.substr(0, blank));
    if (!value) return fail(value.error());
    const auto currency = parse_currency(text.substr(blank + 1));
    if (!currency) return fail(currency.error());
    if (value->scale() > currency->exponent())
        return fail(invalid_argument("money", "BAD_DECIMAL",
                                     std::string{currency->code()} + " has " +
                                         std::to_string(currency->exponent()) +
                                         " digits behind the point"));
    return money_of(Wide{value->digits()} * power_of_ten(currency->exponent() - value->scale()),
                    *currency);
}

std::string to_string(const Money& money) {
    return print(money.minor, money.currency.exponent()).append(" ").append(money.currency.code());
}

Result<Money> add(const Money& a, const Money& b) {
    if (a.currency != b.currency) return fail(currency_mismatch(a.currency, b.currency));
    return money_of(Wide{a.minor} + b.minor, a.currency);
}

Result<Money> subtract(const Money& a, const Money& b) {
    if (a.currency != b.currency) return fail(currency_mismatch(a.currency, b.currency));
    return money_of(Wide{a.minor} - b.minor, a.currency);
}

Result<std::strong_ordering> compare(const Money& a, const Money& b) {
    if (a.currency != b.currency) return fail(currency_mismatch(a.currency, b.currency));
    return a.minor <=> b.minor;
}

Result<Money> negate(const Money& money) {
    return money_of(-Wide{money.minor}, money.currency);
}

Amount::Amount(const Money& money)
    : digits_(money.minor), scale_(money.currency.exponent()), currency_(money.currency) {}

Result<Amount> Amount::make(Wide digits, int scale, Currency currency) {
    if (scale > kMaxScale) strip_zeros(digits, scale);
    if (scale < 0 || scale > kMaxScale) return fail(out_of_range("an amount"));
    return Amount{digits, scale, currency};
}

bool operator==(const Amount& a, const Amount& b) {
    return stripped(a.digits(), a.scale()) == stripped(b.digits(), b.scale()) &&
           a.currency() == b.currency();
}

std::string to_string(const Amount& amount) {
    return print(amount.digits(), amount.scale()).append(" ").append(amount.currency().code());
}

Result<Amount> add(const Amount& a, const Amount& b) {
    return combine(a, b, [](Wide left, Wide right) { return plus(left, right); });
}

Result<Amount> subtract(const Amount& a, const Amount& b) {
    return combine(a, b, [](Wide left, Wide right) -> std::optional<Wide> {
        Wide difference = 0;
        if (__builtin_sub_overflow(left, right, &difference)) return std::nullopt;
        return difference;
    });
}

Result<Amount> negate(const Amount& amount) {
    return multiply(amount, Decimal{-1});
}

Result<Amount> multiply(const Amount& amount, const Decimal& by) {
    auto digits = times(amount.digits(), by.digits());
    int scale = amount.scale() + by.scale();
    if (!digits) {
        const auto [left, left_scale] = stripped(amount.digits(), amount.scale());
        const auto [right, right_scale] = stripped(by.digits(), by.scale());
        digits = times(left, right);
        scale = left_scale + right_scale;
    }
    if (!digits) return fail(out_of_range("an amount"));
    return Amount::make(*digits, scale, amount.currency());
}

Result<Amount> rescale(const Amount& amount, int scale, Rounding rounding) {
    if (scale < 0 || scale > Amount::kMaxScale) return fail(out_of_range("an amount"));
    const auto digits = scaled(amount.digits(), 1, scale - amount.scale(), 1, rounding);
    if (!digits) return fail(out_of_range("an amount"));
    return Amount::make(*digits, scale, amount.currency());
}

Result<Money> round(const Amount& amount, Rounding rounding) {
    return round(amount, Ratio{}, rounding);
}

Result<Money> round(const Amount& amount, const Ratio& ratio, Rounding rounding) {
    const int shift = amount.currency().exponent() - amount.scale();
    return money_of(scaled(amount.digits(), ratio.part(), shift, ratio.of(), rounding),
                    amount.currency());
}

}  // namespace hearth::exact
