#include "libs/core/number.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace hearth {
namespace {

constexpr std::array<std::array<int, 10>, 10> kDamm{{
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
    {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
    {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
    {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
    {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
    {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
    {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}};

/// -1 when a character is no digit; 0 over a number with its check digit when it is right.
int damm(std::string_view digits) {
    int interim = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return -1;
        interim = kDamm[static_cast<std::size_t>(interim)][static_cast<std::size_t>(c - '0')];
    }
    return interim;
}

}  // namespace

std::string spoken_number(std::string_view prefix, std::int64_t sequence) {
    const std::string digits = std::to_string(sequence);
    return std::string{prefix} + digits + static_cast<char>('0' + damm(digits));
}

Result<std::int64_t> parse_spoken_number(std::string_view prefix, std::string_view number) {
    const auto bad = [&] {
        return fail(invalid_argument("number", "BAD_NUMBER",
                                     std::string{"is not a number of the form "} +
                                         std::string{prefix} + "… or was misheard"));
    };
    if (!number.starts_with(prefix)) return bad();
    number.remove_prefix(prefix.size());
    if (number.size() < 2 || damm(number) != 0) return bad();
    number.remove_suffix(1);
    std::int64_t sequence = 0;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), sequence);
    if (error != std::errc{}) return bad();
    return sequence;
}

}  // namespace hearth
