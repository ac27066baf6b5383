#include "libs/exact/unit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace hearth::exact {
namespace {

enum class Kind : std::uint8_t {
    kCount,
    kActiveEnergy,
    kReactiveEnergy,
    kApparentEnergy,
    kActivePower,
    kReactivePower,
    kApparentPower,
    kVolume,
    kMass,
    kDays,
    kMonths,
};

struct Row {
    std::string_view symbol;
    Kind kind;
    Unit::Factor factor;
};

// 1 ft = 0.3048 m; 1 gal = 231 in3, the one of the United States; 1 Ccf = 100 ft3.
constexpr std::array kRows{
    Row{"1", Kind::kCount, {1, 0}},
    Row{"J", Kind::kActiveEnergy, {1, 0}},
    Row{"kJ", Kind::kActiveEnergy, {1, 3}},
    Row{"MJ", Kind::kActiveEnergy, {1, 6}},
    Row{"GJ", Kind::kActiveEnergy, {1, 9}},
    Row{"Wh", Kind::kActiveEnergy, {36, 2}},
    Row{"kWh", Kind::kActiveEnergy, {36, 5}},
    Row{"MWh", Kind::kActiveEnergy, {36, 8}},
    Row{"GWh", Kind::kActiveEnergy, {36, 11}},
    Row{"varh", Kind::kReactiveEnergy, {1, 0}},
    Row{"kvarh", Kind::kReactiveEnergy, {1, 3}},
    Row{"Mvarh", Kind::kReactiveEnergy, {1, 6}},
    Row{"VAh", Kind::kApparentEnergy, {1, 0}},
    Row{"kVAh", Kind::kApparentEnergy, {1, 3}},
    Row{"MVAh", Kind::kApparentEnergy, {1, 6}},
    Row{"W", Kind::kActivePower, {1, 0}},
    Row{"kW", Kind::kActivePower, {1, 3}},
    Row{"MW", Kind::kActivePower, {1, 6}},
    Row{"var", Kind::kReactivePower, {1, 0}},
    Row{"kvar", Kind::kReactivePower, {1, 3}},
    Row{"Mvar", Kind::kReactivePower, {1, 6}},
    Row{"VA", Kind::kApparentPower, {1, 0}},
    Row{"kVA", Kind::kApparentPower, {1, 3}},
    Row{"MVA", Kind::kApparentPower, {1, 6}},
    Row{"L", Kind::kVolume, {1, 0}},
    Row{"m3", Kind::kVolume, {1, 3}},
    Row{"ft3", Kind::kVolume, {28'316'846'592, -9}},
    Row{"Ccf", Kind::kVolume, {28'316'846'592, -7}},
    Row{"gal", Kind::kVolume, {3'785'411'784, -9}},
    Row{"kgal", Kind::kVolume, {3'785'411'784, -6}},
    Row{"kg", Kind::kMass, {1, 0}},
    Row{"t", Kind::kMass, {1, 3}},
    Row{"day", Kind::kDays, {1, 0}},
    Row{"month", Kind::kMonths, {1, 0}},
    Row{"year", Kind::kMonths, {12, 0}},
};

}  // namespace

std::string_view Unit::symbol() const {
    return kRows[row_].symbol;
}

Unit::Factor Unit::factor() const {
    return kRows[row_].factor;
}

bool Unit::is_like(Unit other) const {
    return kRows[row_].kind == kRows[other.row_].kind;
}

Result<Unit> parse_unit(std::string_view symbol) {
    if (symbol == "m³") symbol = "m3";
    const auto* const row = std::ranges::find(kRows, symbol, &Row::symbol);
    if (row == kRows.end())
        return fail(invalid_argument("unit", "UNKNOWN_UNIT",
                                     "\"" + std::string{symbol} + "\" is no unit like kWh or m3"));
    Unit unit;
    unit.row_ = static_cast<std::uint8_t>(row - kRows.begin());
    return unit;
}

Error unit_mismatch(Unit a, Unit b) {
    return invalid_argument(
        "unit", "UNIT_MISMATCH",
        std::string{a.symbol()} + " and " + std::string{b.symbol()} + " do not mix");
}

}  // namespace hearth::exact
