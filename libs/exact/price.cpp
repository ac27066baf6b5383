#include "libs/exact/price.hpp"

#include <utility>

namespace hearth::exact {
namespace {

std::optional<Error> mismatch(const Price& a, const Price& b) {
    if (a.currency != b.currency) return currency_mismatch(a.currency, b.currency);
    if (a.per != b.per) return unit_mismatch(a.per, b.per);
    return std::nullopt;
}

Result<Price> with_value(const Price& price, Result<Decimal> value) {
    if (!value) return fail(std::move(value).error());
    return Price{*value, price.currency, price.per};
}

}  // namespace

Result<Price> parse_price(std::string_view text) {
    const auto blank = text.find(' ');
    const auto slash = text.find('/');
    if (blank == std::string_view::npos || slash == std::string_view::npos || slash < blank)
        return fail(invalid_argument("price", "BAD_DECIMAL", "is not a price like 0.588 CNY/kWh"));
    const auto value = parse_decimal(text.substr(0, blank));
    if (!value) return fail(value.error());
    const auto currency = parse_currency(text.substr(blank + 1, slash - blank - 1));
    if (!currency) return fail(currency.error());
    const auto unit = parse_unit(text.substr(slash + 1));
    if (!unit) return fail(unit.error());
    return Price{*value, *currency, *unit};
}

std::string to_string(const Price& price) {
    return to_string(price.value)
        .append(" ")
        .append(price.currency.code())
        .append("/")
        .append(price.per.symbol());
}

Result<Price> add(const Price& a, const Price& b) {
    if (auto error = mismatch(a, b)) return fail(std::move(*error));
    return with_value(a, add(a.value, b.value));
}

Result<Price> subtract(const Price& a, const Price& b) {
    if (auto error = mismatch(a, b)) return fail(std::move(*error));
    return with_value(a, subtract(a.value, b.value));
}

Result<Price> multiply(const Price& price, const Decimal& by) {
    return with_value(price, multiply(price.value, by));
}

Result<Amount> multiply(const Price& price, const Quantity& quantity) {
    if (price.per != quantity.unit) return fail(unit_mismatch(price.per, quantity.unit));
    return Amount::make(Wide{price.value.digits()} * quantity.value.digits(),
                        price.value.scale() + quantity.value.scale(), price.currency);
}

}  // namespace hearth::exact
