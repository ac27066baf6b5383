#include "libs/exact/ratio.hpp"

#include <algorithm>

namespace hearth::exact {
namespace {

Wide greatest_divisor(Wide a, Wide b) {
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

}  // namespace

Result<Ratio> Ratio::make(std::int64_t part, std::int64_t of) {
    if (of <= 0) return fail(out_of_range("a ratio"));
    const Wide divisor = greatest_divisor(part, of);
    Ratio ratio;
    ratio.part_ = static_cast<std::int64_t>(part / divisor);
    ratio.of_ = static_cast<std::int64_t>(of / divisor);
    return ratio;
}

Result<Ratio> divide(const Decimal& a, const Decimal& b) {
    if (b.digits() == 0) return fail(out_of_range("a ratio"));
    const int scale = std::max(a.scale(), b.scale());
    const Wide part = a.digits() * power_of_ten(scale - a.scale());
    const Wide of = b.digits() * power_of_ten(scale - b.scale());
    const Wide divisor = greatest_divisor(part, of) * (of < 0 ? -1 : 1);
    const auto above = narrow(part / divisor);
    const auto below = narrow(of / divisor);
    if (!above || !below) return fail(out_of_range("a ratio"));
    return Ratio::make(*above, *below);
}

}  // namespace hearth::exact
