#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "deploy/town/draw.hpp"
#include "deploy/town/town.hpp"

namespace hearth::town {
namespace {

constexpr int kSitesPerGasZone = 12;
constexpr int kSitesPerWaterZone = 20;
/// The first premises are what stories are told of: always supplied, all three commodities.
constexpr std::size_t kStoryPremises = 10;

struct Kind {
    const char* commodity;
    const char* prefix;
    const char* letter;
};
constexpr Kind kElectricity{"electricity", "SE", "E"};
constexpr Kind kGas{"gas", "SG", "G"};
constexpr Kind kWater{"water", "SW", "W"};

class Builder {
public:
    explicit Builder(Town& town) : town_(town), draw_(town.seed, "service") {}

    void run() {
        const auto premises = static_cast<int>(town_.premises.size());
        const int gas = premises * 45 / 100;
        const int water = town_.size.service_points - premises - gas;
        add_zones("GZ", "gas_zone", "gas", kSitesPerGasZone, {"燃气片区", "Gas Zone"});
        add_zones("WZ", "water_zone", "water", kSitesPerWaterZone, {"供水片区", "Water Zone"});
        const auto with_gas = choose(gas, false);
        const auto with_water = choose(water, true);
        for (std::size_t i = 0; i < town_.premises.size(); ++i) {
            const Premise& premise = town_.premises[i];
            add_point(i, kElectricity, premise.transformer);
            if (with_gas.contains(i)) add_point(i, kGas, zone("GZ", premise, kSitesPerGasZone));
            if (with_water.contains(i))
                add_point(i, kWater, zone("WZ", premise, kSitesPerWaterZone));
        }
    }

private:
    static std::string zone(std::string_view prefix, const Premise& premise, int sites) {
        return code(prefix, 2, static_cast<std::size_t>(premise.site / sites) + 1);
    }

    void add_zones(std::string_view prefix, const char* kind, const char* commodity, int sites,
                   const Word& word) {
        for (std::size_t i = 0; i < town_.sites.size(); i += static_cast<std::size_t>(sites)) {
            const std::size_t number = i / static_cast<std::size_t>(sites) + 1;
            const auto first = static_cast<std::size_t>(town_.sites[i].first_premise);
            town_.nodes.push_back({code(prefix, 2, number),
                                   kind,
                                   commodity,
                                   "",
                                   {fmt::format("云溪{}号{}", number, word.zh),
                                    fmt::format("Yunxi {} {}", word.en, number)},
                                   town_.premises[first].place});
        }
    }

    /// Whole sites in random order until `count` premises have the commodity; the story's come
    /// first.
    std::set<std::size_t> choose(int count, bool remote_too) {
        std::vector<std::size_t> sites(town_.sites.size());
        for (std::size_t i = 0; i < sites.size(); ++i)
            sites[i] = i;
        draw_.shuffle(sites);
        const auto remote = [&](std::size_t site) {
            const auto first = static_cast<std::size_t>(town_.sites[site].first_premise);
            return !remote_too && town_.premises[first].place_class == "remote";
        };
        std::stable_partition(sites.begin(), sites.end(),
                              [&](std::size_t s) { return !remote(s); });
        std::set<std::size_t> chosen;
        for (std::size_t i = 0; i < std::min(kStoryPremises, town_.premises.size()); ++i)
            chosen.insert(i);
        for (const std::size_t site : sites) {
            const auto first = static_cast<std::size_t>(town_.sites[site].first_premise);
            const auto last = first + static_cast<std::size_t>(town_.sites[site].premises);
            for (std::size_t i = first; i < last && chosen.size() < static_cast<std::size_t>(count);
                 ++i)
                chosen.insert(i);
        }
        return chosen;
    }

    void add_point(std::size_t premise, const Kind& kind, const std::string& node) {
        ServicePoint point;
        point.code = code(kind.prefix, 6, premise + 1);
        point.premise = town_.premises[premise].code;
        point.commodity = kind.commodity;
        point.node = node;
        if (premise >= kStoryPremises && draw_.chance(6)) {
            point.on = false;
            point.cause =
                draw_.of(std::vector<std::string>{"arrears", "arrears", "request", "safety"});
        }
        add_meter(point, kind);
        town_.service_points.push_back(std::move(point));
    }

    void add_meter(const ServicePoint& point, const Kind& kind) {
        Device meter;
        meter.code = code("MT", 6, town_.devices.size() + 1);
        meter.serial = fmt::format("{}{:02}{:08}", kind.letter, draw_.between(8, 25),
                                   scatter(static_cast<int>(town_.devices.size()), town_.seed + 7));
        meter.service_point = point.code;
        meter.kind = "meter";
        const bool three_phase = draw_.chance(60);
        if (point.commodity == "electricity") {
            meter.model = three_phase ? "DTZY341" : "DDZY102";
            meter.rating = three_phase ? "3x10(100) A" : "5(60) A";
        } else if (point.commodity == "gas") {
            meter.model = "G2.5-IC";
            meter.rating = "0.025-4 m3/h";
        } else {
            meter.model = "LXS-15E";
            meter.rating = "DN15, 2.5 m3/h";
        }
        town_.devices.push_back(std::move(meter));
    }

    Town& town_;
    Draw draw_;
};

}  // namespace

void build_service(Town& town) {
    Builder{town}.run();
}

}  // namespace hearth::town
