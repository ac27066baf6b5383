#include <fstream>

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"
#include "libs/testkit/shared_data.hpp"

namespace hearth::exact {
namespace {

using namespace given;

constexpr int kScale = 9;

/// A year of hours, kWh, as NREL's models write them.
std::vector<Quantity> read(const std::filesystem::path& path) {
    std::ifstream in{path};
    std::vector<Quantity> hours;
    const Unit unit = parse_unit("kWh").value();
    for (std::string line; std::getline(in, line);) {
        if (hours.empty() && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        if (line.ends_with('\r')) line.pop_back();
        CAPTURE(line);
        const auto value = parse_decimal(line);
        REQUIRE(value);
        // As many digits as were written.
        CHECK(to_string(*value) == line);
        hours.push_back({*value, unit});
    }
    return hours;
}

}  // namespace

TEST_CASE("a year of real hours is read as it is written and sums exactly") {
    for (const auto* name : {"gen_1_yr_residential.csv", "load_commercial_large.csv",
                             "pvsamv1_residential_load.csv"}) {
        CAPTURE(name);
        const auto path = testkit::shared_data(std::string{"tariff/"} + name);
        if (!path) {
            WARN("skipped: " << testkit::no_shared_data());
            return;
        }
        const auto hours = read(*path);
        REQUIRE(hours.size() == 8760);
        Oracle exact = 0;
        Quantity sum{Decimal{0}, hours.front().unit};
        for (const auto& hour : hours) {
            exact += oracle(hour.value.digits()) * ten_to(18 - hour.value.scale());
            sum = add(sum, rescale(hour, kScale, Rounding::kHalfEven).value()).value();
        }
        const Oracle off = oracle(sum.value.digits()) * ten_to(18 - kScale) - exact;
        // Half a unit of the last digit for each hour at most.
        CHECK(2 * abs(off) <= 8760 * ten_to(18 - kScale));
        CHECK(sum.value.scale() == kScale);
    }
}

}  // namespace hearth::exact
