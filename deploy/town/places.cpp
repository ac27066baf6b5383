#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "deploy/town/draw.hpp"
#include "deploy/town/town.hpp"

namespace hearth::town {
namespace {

constexpr Place kCentre{30'020'000, 114'330'000};
/// About 600 m north and 580 m east.
constexpr int kCellLatitude = 5'400;
constexpr int kCellLongitude = 6'000;
constexpr std::size_t kTransformersPerFeeder = 6;
constexpr std::size_t kFeedersPerSubstation = 5;
constexpr std::size_t kDoorsPerFloor = 2;
constexpr std::size_t kFloors = 6;
constexpr std::size_t kUnits = 2;

struct Cell {
    int east = 0;
    int north = 0;
    [[nodiscard]] int ring() const { return std::max(std::abs(east), std::abs(north)); }
};

/// Cells from the centre outwards, ring by ring.
std::vector<Cell> spiral(std::size_t count) {
    std::vector<Cell> cells;
    for (int ring = 0; cells.size() < count; ++ring) {
        for (int north = -ring; north <= ring; ++north)
            for (int east = -ring; east <= ring; ++east)
                if (Cell{east, north}.ring() == ring) cells.push_back({east, north});
    }
    cells.resize(count);
    return cells;
}

std::string place_class(std::string_view size, std::size_t site, std::size_t sites, Cell cell) {
    if (size == "village") return site + 1 == sites ? "remote" : "rural";
    const int city = size == "town" ? 3 : 9;
    const int rural = size == "town" ? 3 : 11;
    if (cell.ring() <= city && site * 5 < sites * 4) return "city";
    return cell.ring() <= rural || site % 3 != 0 ? "rural" : "remote";
}

Word site_name(std::size_t index, bool compound) {
    const Word& word = place_words()[index % place_words().size()];
    const std::size_t round = index / place_words().size();
    if (!compound) {
        const std::string suffix = round == 0 ? "" : std::to_string(round + 1);
        return {word.zh + "村" + (suffix.empty() ? "" : suffix + "组"),
                word.en + " Village" + (suffix.empty() ? "" : " Group " + suffix)};
    }
    const Word& kind = compound_kinds()[round % compound_kinds().size()];
    const std::size_t phase = round / compound_kinds().size();
    Word name{word.zh + kind.zh, word.en + " " + kind.en};
    if (phase > 0) {
        name.zh += fmt::format("{}期", phase + 1);
        name.en += fmt::format(" Phase {}", phase + 1);
    }
    return name;
}

class Builder {
public:
    explicit Builder(Town& town) : town_(town), draw_(town.seed, "places") {}

    void run() {
        const auto shares = share_premises();
        const auto cells = spiral(shares.size());
        for (std::size_t i = 0; i < shares.size(); ++i) {
            const Place place{kCentre.latitude + cells[i].north * kCellLatitude,
                              kCentre.longitude + cells[i].east * kCellLongitude};
            add_feeding_nodes(i, place);
            add_site(i, shares.size(), cells[i], place, shares[i]);
        }
    }

private:
    std::vector<int> share_premises() {
        std::vector<int> shares;
        for (int left = town_.size.service_points / 2; left > 0;) {
            shares.push_back(std::min(left, draw_.between(24, 56)));
            left -= shares.back();
        }
        return shares;
    }

    void add_feeding_nodes(std::size_t site, Place place) {
        const std::size_t feeder = site / kTransformersPerFeeder;
        const std::size_t substation = feeder / kFeedersPerSubstation;
        const std::string substation_code = code("SS", 2, substation + 1);
        const std::string feeder_code = code("FD", 3, feeder + 1);
        if (site % (kTransformersPerFeeder * kFeedersPerSubstation) == 0) {
            const Word& word = place_words()[substation % place_words().size()];
            town_.nodes.push_back({substation_code,
                                   "substation",
                                   "electricity",
                                   "",
                                   {word.zh + "变电站", word.en + " Substation"},
                                   {place.latitude + 2'000, place.longitude - 2'000}});
        }
        if (site % kTransformersPerFeeder == 0) {
            town_.nodes.push_back(
                {feeder_code,
                 "feeder",
                 "electricity",
                 substation_code,
                 {fmt::format("云{}线", feeder + 1), fmt::format("Yun {} Line", feeder + 1)},
                 {place.latitude + 1'000, place.longitude - 1'000}});
        }
    }

    void add_site(std::size_t index, std::size_t sites, Cell cell, Place place, int premises) {
        const std::string of_class = place_class(town_.size.name, index, sites, cell);
        Site site{site_name(index, of_class == "city"), of_class == "city",
                  static_cast<int>(town_.premises.size()), premises};
        const std::string transformer = code("TX", 4, index + 1);
        town_.nodes.push_back({transformer,
                               "transformer",
                               "electricity",
                               code("FD", 3, index / kTransformersPerFeeder + 1),
                               {site.name.zh + "配电变压器", site.name.en + " Transformer"},
                               place});
        const Word& street = draw_.of(streets());
        const int number = draw_.between(1, 399);
        const Word address{fmt::format("{}{}号{}", street.zh, number, site.name.zh),
                           fmt::format("{}, {} {}", site.name.en, number, street.en)};
        for (int i = 0; i < premises; ++i) {
            Premise premise = site.compound ? flat(address, place, static_cast<std::size_t>(i))
                                            : house(site.name, place, i);
            premise.code = code("PR", 6, town_.premises.size() + 1);
            premise.place_class = of_class;
            premise.transformer = transformer;
            premise.site = static_cast<int>(index);
            town_.premises.push_back(std::move(premise));
        }
        town_.sites.push_back(std::move(site));
    }

    static Premise flat(const Word& address, Place place, std::size_t index) {
        const std::size_t door = index % kDoorsPerFloor + 1;
        const std::size_t floor = index / kDoorsPerFloor % kFloors + 1;
        const std::size_t unit = index / (kDoorsPerFloor * kFloors) % kUnits + 1;
        const std::size_t building = index / (kDoorsPerFloor * kFloors * kUnits) + 1;
        Premise premise;
        premise.address = address;
        premise.building = std::to_string(building);
        premise.unit = std::to_string(unit);
        premise.door = fmt::format("{}{:02}", floor, door);
        premise.place = {place.latitude - 600 * static_cast<int>(building),
                         place.longitude + 250 * static_cast<int>(unit)};
        return premise;
    }

    Premise house(const Word& village, Place place, int index) {
        Premise premise;
        premise.address = {fmt::format("{}{}号", village.zh, index + 1),
                           fmt::format("{} {}", index + 1, village.en)};
        premise.place = {place.latitude + draw_.between(-1'800, 1'800),
                         place.longitude + draw_.between(-2'000, 2'000)};
        return premise;
    }

    Town& town_;
    Draw draw_;
};

}  // namespace

void build_places(Town& town) {
    Builder{town}.run();
}

}  // namespace hearth::town
