#include "libs/exact/quantity.hpp"

#include <numeric>
#include <utility>

namespace hearth::exact {
namespace {

Result<Quantity> with_unit(Result<Decimal> value, Unit unit) {
    if (!value) return fail(std::move(value).error());
    return Quantity{*value, unit};
}

/// What a number of one unit is multiplied by for another: above / over × 10^shift, in lowest
/// terms.
struct Conversion {
    std::int64_t above;
    std::int64_t over;
    int shift;
};

Conversion conversion(Unit from, Unit to) {
    const auto a = from.factor();
    const auto b = to.factor();
    const auto divisor = std::gcd(a.significand, b.significand);
    return {a.significand / divisor, b.significand / divisor, a.exponent - b.exponent};
}

}  // namespace

Result<Quantity> parse_quantity(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos)
        return fail(
            invalid_argument("quantity", "BAD_DECIMAL", "is not a quantity like 12.50 kWh"));
    const auto value = parse_decimal(text.substr(0, blank));
    if (!value) return fail(value.error());
    const auto unit = parse_unit(text.substr(blank + 1));
    if (!unit) return fail(unit.error());
    return Quantity{*value, *unit};
}

std::string to_string(const Quantity& quantity) {
    return to_string(quantity.value).append(" ").append(quantity.unit.symbol());
}

Result<Quantity> add(const Quantity& a, const Quantity& b) {
    if (a.unit != b.unit) return fail(unit_mismatch(a.unit, b.unit));
    return with_unit(add(a.value, b.value), a.unit);
}

Result<Quantity> subtract(const Quantity& a, const Quantity& b) {
    if (a.unit != b.unit) return fail(unit_mismatch(a.unit, b.unit));
    return with_unit(subtract(a.value, b.value), a.unit);
}

Result<std::strong_ordering> compare(const Quantity& a, const Quantity& b) {
    if (a.unit != b.unit) return fail(unit_mismatch(a.unit, b.unit));
    return a.value <=> b.value;
}

Result<Quantity> negate(const Quantity& quantity) {
    return with_unit(negate(quantity.value), quantity.unit);
}

Result<Quantity> multiply(const Quantity& quantity, const Decimal& by) {
    return with_unit(multiply(quantity.value, by), quantity.unit);
}

Result<Quantity> rescale(const Quantity& quantity, int scale, Rounding rounding) {
    return with_unit(rescale(quantity.value, scale, rounding), quantity.unit);
}

Result<Quantity> convert(const Quantity& quantity, Unit to) {
    if (!quantity.unit.is_like(to)) return fail(unit_mismatch(quantity.unit, to));
    if (quantity.unit == to) return quantity;
    const auto by = conversion(quantity.unit, to);
    // Of the digits all that the divisor can take is taken: what is left of it must be twos and
    // fives, which a longer fraction holds.
    const Wide digits = Wide{quantity.value.digits()} * by.above;
    for (int scale = 0; scale <= Decimal::kMaxScale; ++scale) {
        const int shift = by.shift - quantity.value.scale() + scale;
        const auto down = scaled(digits, 1, shift, by.over, Rounding::kDown);
        if (!down) return fail(out_of_range("a quantity"));
        if (down != scaled(digits, 1, shift, by.over, Rounding::kUp)) continue;
        return with_unit(make_decimal(*down, scale), to);
    }
    return fail(invalid_argument(
        "quantity", "NOT_EXACT",
        to_string(quantity) + " is no exact number of " + std::string{to.symbol()}));
}

Result<Quantity> convert(const Quantity& quantity, Unit to, int scale, Rounding rounding) {
    if (!quantity.unit.is_like(to)) return fail(unit_mismatch(quantity.unit, to));
    if (scale < 0 || scale > Decimal::kMaxScale) return fail(out_of_range("a quantity"));
    const auto by = conversion(quantity.unit, to);
    const auto digits = scaled(quantity.value.digits(), by.above,
                               by.shift - quantity.value.scale() + scale, by.over, rounding);
    const auto held = digits ? narrow(*digits) : std::nullopt;
    if (!held) return fail(out_of_range("a quantity"));
    return with_unit(Decimal::of(*held, scale), to);
}

}  // namespace hearth::exact
