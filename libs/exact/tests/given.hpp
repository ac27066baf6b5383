#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/multiprecision/cpp_int.hpp>
#include <rapidcheck.h>

#include "libs/exact/period.hpp"
#include "libs/exact/price.hpp"

namespace hearth::exact::given {

/// As long as it takes: what all that is checked here is compared with.
using Oracle = boost::multiprecision::cpp_int;

inline Oracle oracle(Wide value) {
    return Oracle{print(value, 0)};
}
inline Oracle ten_to(int power) {
    return boost::multiprecision::pow(Oracle{10}, static_cast<unsigned>(power));
}

inline Decimal number(std::string_view text) {
    return parse_decimal(text).value();
}
inline Quantity quantity(std::string_view text) {
    return parse_quantity(text).value();
}
inline Money money(std::string_view text) {
    return parse_money(text).value();
}
inline Price price(std::string_view text) {
    return parse_price(text).value();
}
inline Period period(std::string_view text) {
    return parse_period(text).value();
}
inline LocalDay day(std::string_view text) {
    return parse_day(text).value();
}

inline Decimal any_decimal() {
    return Decimal::of(*rc::gen::arbitrary<std::int64_t>(), *rc::gen::inRange(0, 19)).value();
}
/// So small that a few of them can be added and multiplied.
inline Decimal small_decimal() {
    return Decimal::of(*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000),
                       *rc::gen::inRange(0, 5))
        .value();
}
inline Rounding any_rounding() {
    return *rc::gen::element(Rounding::kHalfUp, Rounding::kHalfEven, Rounding::kTruncate,
                             Rounding::kUp, Rounding::kDown);
}
inline LocalDay any_day() {
    return day("2000-01-01") + std::chrono::days{*rc::gen::inRange(0, 20'000)};
}
inline Period any_period() {
    const auto start = any_day();
    return Period::make(start, start + std::chrono::days{*rc::gen::inRange(1, 800)}).value();
}

/// The reason of a failure; empty when there is none.
template <typename T>
std::string reason(const Result<T>& result) {
    return result ? std::string{} : result.error().reason;
}
template <typename T>
std::string message(const Result<T>& result) {
    return result ? std::string{} : result.error().message;
}

}  // namespace hearth::exact::given
