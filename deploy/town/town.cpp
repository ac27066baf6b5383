#include "deploy/town/town.hpp"

#include <array>

#include <fmt/format.h>

namespace hearth::town {

std::optional<Size> find_size(std::string_view name) {
    static constexpr std::array<Size, 3> kSizes{{{"village", 200, 5, 3, 2, 2},
                                                 {"town", 5'000, 14, 7, 4, 3},
                                                 {"city", 50'000, 48, 24, 10, 8}}};
    for (const Size& size : kSizes)
        if (size.name == name) return size;
    return std::nullopt;
}

Town build(Size size, std::uint64_t seed) {
    Town town;
    town.size = size;
    town.seed = seed;
    build_places(town);
    build_service(town);
    build_people(town);
    build_staff(town);
    return town;
}

std::string code(std::string_view prefix, int width, std::size_t number) {
    return fmt::format("{}-{:0{}}", prefix, number, width);
}

}  // namespace hearth::town
