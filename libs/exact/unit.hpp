#pragma once

#include <cstdint>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::exact {

/// What is counted or measured: one row of a fixed table, written as people write it ("kWh").
///
/// Units of one kind convert into each other by a factor that is exact by definition. Active,
/// reactive and apparent energy and power are kinds of their own, and so are days and months: a day
/// has 23 to 25 hours, a month 28 to 31 days.
class Unit {
public:
    /// What stands between this unit and the first of its kind: significand × 10^exponent.
    struct Factor {
        std::int64_t significand;
        int exponent;
    };

    constexpr Unit() = default;  ///< "1": things counted

    [[nodiscard]] std::string_view symbol() const;
    [[nodiscard]] Factor factor() const;
    [[nodiscard]] bool is_like(Unit other) const;  ///< of the same kind

    bool operator==(const Unit&) const = default;

    friend Result<Unit> parse_unit(std::string_view symbol);

private:
    std::uint8_t row_ = 0;
};

/// Capitals matter: a mW is no MW. "m³" is read too and printed "m3". UNKNOWN_UNIT otherwise.
Result<Unit> parse_unit(std::string_view symbol);

/// "kWh and kvarh do not mix", reason UNIT_MISMATCH.
Error unit_mismatch(Unit a, Unit b);

}  // namespace hearth::exact
