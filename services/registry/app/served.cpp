#include "services/registry/app/served.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "services/registry/domain/column.hpp"

namespace hearth::registry::app {
namespace {

template <typename N>
std::unordered_map<Uuid, N> by_id(std::vector<N> nouns) {
    std::unordered_map<Uuid, N> map;
    for (auto& noun : nouns)
        map.emplace(noun.id, std::move(noun));
    return map;
}

struct Installed {
    std::unordered_map<Uuid, ServicePoint> points;
    std::unordered_map<Uuid, Premise> premises;
};

Result<Installed> read_installed(Stores& stores, const std::vector<Agreement>& agreements,
                                 const std::string& today) {
    std::vector<Uuid> ids;
    for (const auto& agreement : agreements)
        if (agreement.runs_on(today)) ids.push_back(agreement.service_point);
    auto points = stores.service_points().find(ids);
    if (!points) return fail(std::move(points).error());
    auto premises = stores.premises().find(column(*points, &ServicePoint::premise));
    if (!premises) return fail(std::move(premises).error());
    return Installed{by_id(std::move(*points)), by_id(std::move(*premises))};
}

void add_installed(Served& served, const Installed& installed, const std::string& today) {
    std::unordered_set<Uuid> seen;
    for (const auto& agreement : served.agreements) {
        const auto point = installed.points.find(agreement.service_point);
        if (!agreement.runs_on(today) || point == installed.points.end()) continue;
        if (seen.insert(point->first).second) served.service_points.push_back(point->second);
        const auto premise = installed.premises.find(point->second.premise);
        if (premise != installed.premises.end() && seen.insert(premise->first).second)
            served.premises.push_back(premise->second);
    }
    const auto by_code = [](const auto& a, const auto& b) { return a.code < b.code; };
    std::sort(served.premises.begin(), served.premises.end(), by_code);
    std::sort(served.service_points.begin(), served.service_points.end(), by_code);
}

}  // namespace

Result<std::vector<Served>> read_served(Stores& stores, const std::vector<Uuid>& ids,
                                        const std::string& today) {
    auto parties = stores.parties().find(ids);
    if (!parties) return fail(std::move(parties).error());
    auto contacts = stores.contacts().find(ids);
    if (!contacts) return fail(std::move(contacts).error());
    auto accounts = stores.accounts_of(ids);
    if (!accounts) return fail(std::move(accounts).error());
    auto agreements = stores.agreements_of(ids);
    if (!agreements) return fail(std::move(agreements).error());
    auto installed = read_installed(stores, *agreements, today);
    if (!installed) return fail(std::move(installed).error());

    auto known = by_id(std::move(*parties));
    std::vector<Served> all;
    for (const auto& id : ids) {
        const auto party = known.find(id);
        if (party == known.end()) continue;
        Served served{party->second, {id, {}, 0}, {}, {}, {}, {}};
        for (const auto& list : *contacts)
            if (list.party == id) served.contacts = list;
        for (const auto& account : *accounts)
            if (account.party == id) served.accounts.push_back(account);
        for (const auto& agreement : *agreements)
            if (agreement.party == id) served.agreements.push_back(agreement);
        add_installed(served, *installed, today);
        all.push_back(std::move(served));
    }
    return all;
}

}  // namespace hearth::registry::app
