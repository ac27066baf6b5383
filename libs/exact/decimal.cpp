#include "libs/exact/decimal.hpp"

#include <algorithm>

namespace hearth::exact {
namespace {

/// Fits always: below 2^63 × 10^18.
Wide at_scale(const Decimal& value, int scale) {
    return Wide{value.digits()} * power_of_ten(scale - value.scale());
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

Error bad_number() {
    return invalid_argument("number", "BAD_DECIMAL", "is not a number like -12.50");
}

/// Digits from the front of `text`, put behind those of `value`; how many, or nothing when they are
/// beyond 128 bits.
std::optional<int> take_digits(std::string_view& text, Wide& value) {
    int count = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++count) {
        const auto shifted = times(value, 10);
        const auto next = shifted ? plus(*shifted, text.front() - '0') : std::nullopt;
        if (!next) return std::nullopt;
        value = *next;
    }
    return count;
}

}  // namespace

Result<Decimal> Decimal::of(std::int64_t digits, int scale) {
    if (scale < 0 || scale > kMaxScale) return fail(out_of_range("a number"));
    Decimal value{digits};
    value.scale_ = scale;
    return value;
}

bool operator==(const Decimal& a, const Decimal& b) {
    return (a <=> b) == std::strong_ordering::equal;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale(), b.scale());
    const Wide left = at_scale(a, scale);
    const Wide right = at_scale(b, scale);
    if (left == right) return std::strong_ordering::equal;
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

Result<Decimal> make_decimal(Wide digits, int scale) {
    while ((scale > Decimal::kMaxScale || !narrow(digits)) && scale > 0 && digits % 10 == 0) {
        digits /= 10;
        --scale;
    }
    const auto held = narrow(digits);
    if (!held) return fail(out_of_range("a number"));
    return Decimal::of(*held, scale);
}

Result<Decimal> parse_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    Wide digits = 0;
    const auto whole = take_digits(text, digits);
    if (!whole) return fail(out_of_range("a number"));
    if (*whole == 0) return fail(bad_number());
    int scale = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const auto count = take_digits(text, digits);
        if (!count) return fail(out_of_range("a number"));
        if (*count == 0) return fail(bad_number());
        scale = *count;
    }
    if (!text.empty()) return fail(bad_number());
    return make_decimal(negative ? -digits : digits, scale);
}

std::string to_string(const Decimal& value) {
    return print(value.digits(), value.scale());
}

Result<Decimal> add(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale(), b.scale());
    return make_decimal(at_scale(a, scale) + at_scale(b, scale), scale);
}

Result<Decimal> subtract(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale(), b.scale());
    return make_decimal(at_scale(a, scale) - at_scale(b, scale), scale);
}

Result<Decimal> multiply(const Decimal& a, const Decimal& b) {
    return make_decimal(Wide{a.digits()} * b.digits(), a.scale() + b.scale());
}

Result<Decimal> negate(const Decimal& value) {
    return make_decimal(-Wide{value.digits()}, value.scale());
}

Result<Decimal> rescale(const Decimal& value, int scale, Rounding rounding) {
    if (scale < 0 || scale > Decimal::kMaxScale) return fail(out_of_range("a number"));
    const auto digits = scaled(value.digits(), 1, scale - value.scale(), 1, rounding);
    const auto held = digits ? narrow(*digits) : std::nullopt;
    if (!held) return fail(out_of_range("a number"));
    return Decimal::of(*held, scale);
}

Error out_of_range(std::string_view what) {
    Error error;
    error.code = Code::kOutOfRange;
    error.reason = "OUT_OF_RANGE";
    error.message = "is beyond what " + std::string{what} + " can hold";
    return error;
}

}  // namespace hearth::exact
