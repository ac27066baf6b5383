// What a line of a bill takes, quantity × price rounded to the cent and added to a total, beside
// the same in boost's cpp_dec_float, and beside the bare 128-bit arithmetic that neither can beat.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include <boost/multiprecision/cpp_dec_float.hpp>

#include "libs/exact/price.hpp"

namespace {

using namespace hearth::exact;
using Float = boost::multiprecision::cpp_dec_float_50;
using Steady = std::chrono::steady_clock;

constexpr int kLines = 1'000'000;
constexpr int kRounds = 7;

struct Line {
    Quantity quantity;
    Price price;
    Float peer_quantity;
    Float peer_price;
};

std::vector<Line> make_lines() {
    // NOLINTNEXTLINE(cert-msc51-cpp): the same lines in each run
    std::mt19937_64 random{20260303};
    std::vector<Line> lines;
    lines.reserve(kLines);
    const auto unit = parse_unit("kWh").value();
    const auto currency = parse_currency("CNY").value();
    for (int i = 0; i < kLines; ++i) {
        const auto used = Decimal::of(static_cast<std::int64_t>(random() % 5'000'000'000U), 6);
        const auto each = Decimal::of(static_cast<std::int64_t>(random() % 2'000'000'000U), 9);
        lines.push_back({{used.value(), unit},
                         {each.value(), currency, unit},
                         Float{to_string(used.value())},
                         Float{to_string(each.value())}});
    }
    return lines;
}

std::int64_t sum_exact(const std::vector<Line>& lines) {
    Money total{0, lines.front().price.currency};
    for (const auto& line : lines) {
        const auto amount = multiply(line.price, line.quantity);
        const auto money = round(amount.value(), Rounding::kHalfUp);
        total = add(total, money.value()).value();
    }
    return total.minor;
}

std::int64_t sum_peer(const std::vector<Line>& lines) {
    Float total = 0;
    for (const auto& line : lines)
        total += floor(line.peer_quantity * line.peer_price * 100 + Float{"0.5"});
    return total.convert_to<std::int64_t>();
}

std::int64_t sum_bare(const std::vector<Line>& lines) {
    std::int64_t total = 0;
    for (const auto& line : lines) {
        const Wide product = Wide{line.quantity.value.digits()} * line.price.value.digits();
        total += static_cast<std::int64_t>((product + 5'000'000'000'000) / 10'000'000'000'000);
    }
    return total;
}

template <typename Sum>
double nanoseconds(const std::vector<Line>& lines, const Sum& sum, std::int64_t& result) {
    const auto from = Steady::now();
    result = sum(lines);
    return std::chrono::duration<double, std::nano>(Steady::now() - from).count() / kLines;
}

double median(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() / 2];
}

}  // namespace

int main() {
    const auto lines = make_lines();
    std::vector<double> exact;
    std::vector<double> peer;
    std::vector<double> bare;
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t c = 0;
    for (int i = 0; i < kRounds; ++i) {
        exact.push_back(nanoseconds(lines, sum_exact, a));
        peer.push_back(nanoseconds(lines, sum_peer, b));
        bare.push_back(nanoseconds(lines, sum_bare, c));
    }
    if (a != b || a != c) {
        std::fprintf(stderr, "the totals differ\n");
        return 1;
    }
    std::printf("ns a line, median of %d: exact %.1f, cpp_dec_float_50 %.1f, bare int128 %.1f\n",
                kRounds, median(exact), median(peer), median(bare));
    std::printf("exact is %.1f x cpp_dec_float_50, %.2f x bare\n", median(peer) / median(exact),
                median(bare) / median(exact));
    return 0;
}
