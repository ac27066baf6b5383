#include "deploy/town/town.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "deploy/town/households.hpp"
#include "libs/csv/csv.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::town {
namespace {

Town made(std::string_view size, std::uint64_t seed) {
    return build(*find_size(size), seed);
}

/// FNV-1a, so that the test needs no library to say what a town's bytes are.
std::uint64_t hash(const std::map<std::string, std::string>& files) {
    std::uint64_t value = 0xcbf29ce484222325ULL;
    for (const auto& [name, text] : files)
        for (const char c : name + text)
            value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return value;
}

template <typename T>
std::set<std::string> codes(const std::vector<T>& rows) {
    std::set<std::string> all;
    for (const auto& row : rows)
        all.insert(row.code);
    return all;
}

template <typename T>
bool all_in(const std::vector<T>& rows, std::string T::*field, const std::set<std::string>& known) {
    return std::all_of(rows.begin(), rows.end(),
                       [&](const T& row) { return known.contains(row.*field); });
}

void check_references(const Town& town) {
    const auto nodes = codes(town.nodes);
    const auto premises = codes(town.premises);
    const auto points = codes(town.service_points);
    const auto parties = codes(town.parties);
    const auto accounts = codes(town.accounts);
    CHECK(nodes.size() == town.nodes.size());
    CHECK(premises.size() == town.premises.size());
    CHECK(points.size() == town.service_points.size());
    CHECK(parties.size() == town.parties.size());
    CHECK(accounts.size() == town.accounts.size());
    CHECK(codes(town.devices).size() == town.devices.size());
    CHECK(codes(town.agreements).size() == town.agreements.size());
    CHECK(all_in(town.premises, &Premise::transformer, nodes));
    CHECK(all_in(town.service_points, &ServicePoint::premise, premises));
    CHECK(all_in(town.service_points, &ServicePoint::node, nodes));
    CHECK(all_in(town.devices, &Device::service_point, points));
    CHECK(all_in(town.contact_points, &ContactPoint::party, parties));
    CHECK(all_in(town.accounts, &Account::party, parties));
    CHECK(all_in(town.agreements, &Agreement::account, accounts));
    CHECK(all_in(town.agreements, &Agreement::service_point, points));
    CHECK(all_in(town.duties, &Duty::agent, codes(town.agents)));
    CHECK(all_in(town.shifts, &Shift::crew, codes(town.crews)));
    std::set<std::string> fed_before{""};
    for (const auto& node : town.nodes) {
        CHECK(fed_before.contains(node.parent));
        fed_before.insert(node.code);
    }
}

int minutes(const std::string& text) {
    return std::stoi(text.substr(0, 2)) * 60 + std::stoi(text.substr(3));
}

/// Whether a weekly pattern covers a minute of a week that begins on Monday.
template <typename Pattern>
bool covers(const Pattern& pattern, int minute) {
    constexpr int kDay = 24 * 60;
    const int start = (pattern.weekday - 1) * kDay + minutes(pattern.start);
    int length = minutes(pattern.end) - minutes(pattern.start);
    if (length <= 0) length += kDay;
    const int since = (minute - start + 7 * kDay) % (7 * kDay);
    return since < length;
}

}  // namespace

TEST_CASE("the same size and seed give the same bytes, another seed others") {
    CHECK(hash(render(made("village", 1))) == hash(render(made("village", 1))));
    CHECK(hash(render(made("village", 1))) != hash(render(made("village", 2))));
    // Changes only when the town is meant to change: whoever keeps files of a town must know.
    CHECK(hash(render(made("village", 1))) == 10763409426550920362ULL);
    CHECK(hash(render(made("town", 1))) == 13332300973207749903ULL);
}

TEST_CASE("each size has the service points it promises and refers only to what it has") {
    for (const auto& [name, points] :
         std::map<std::string, std::size_t>{{"village", 200}, {"town", 5'000}, {"city", 50'000}}) {
        const Town town = made(name, 1);
        CHECK(town.service_points.size() == points);
        CHECK(town.devices.size() == points);
        check_references(town);
    }
    CHECK(!find_size("hamlet"));
}

TEST_CASE("every premise has electricity, part of them gas and water") {
    const Town town = made("town", 1);
    std::map<std::string, std::size_t> count;
    for (const auto& point : town.service_points)
        ++count[point.commodity];
    CHECK(count["electricity"] == town.premises.size());
    CHECK(count["gas"] > town.premises.size() / 3);
    CHECK(count["gas"] < town.premises.size());
    CHECK(count["water"] > town.premises.size() / 3);
    CHECK(count["water"] < town.premises.size());
}

TEST_CASE("serials, account numbers and mobiles are nobody else's") {
    const Town town = made("city", 3);
    std::set<std::string> serials, numbers;
    for (const auto& device : town.devices)
        serials.insert(device.serial);
    for (const auto& account : town.accounts)
        numbers.insert(account.number);
    CHECK(serials.size() == town.devices.size());
    CHECK(numbers.size() == town.accounts.size());
}

TEST_CASE("some parties have several premises and some phones reach more than three") {
    const Town town = made("village", 1);
    std::map<std::string, std::string> account_party, point_premise;
    for (const auto& account : town.accounts)
        account_party[account.code] = account.party;
    for (const auto& point : town.service_points)
        point_premise[point.code] = point.premise;
    std::map<std::string, std::set<std::string>> premises_of;
    for (const auto& agreement : town.agreements)
        premises_of[account_party[agreement.account]].insert(
            point_premise[agreement.service_point]);
    std::map<std::string, std::set<std::string>> reach;
    for (const auto& point : town.contact_points)
        if (point.kind == "phone")
            reach[point.value].insert(premises_of[point.party].begin(),
                                      premises_of[point.party].end());
    CHECK(std::any_of(premises_of.begin(), premises_of.end(),
                      [](auto& p) { return p.second.size() > 3; }));
    CHECK(std::any_of(reach.begin(), reach.end(), [](auto& p) { return p.second.size() > 3; }));
}

TEST_CASE("the first ten premises are one household each, under one transformer, with all three") {
    for (const char* size : {"village", "town", "city"}) {
        const Town town = made(size, 1);
        std::map<std::string, std::string> party_of;
        for (const auto& account : town.accounts)
            party_of[account.code] = account.party;
        for (std::size_t i = 0; i < 10; ++i) {
            CHECK(town.premises[i].transformer == "TX-0001");
            std::set<std::string> commodities, parties;
            for (const auto& point : town.service_points) {
                if (point.premise != town.premises[i].code) continue;
                commodities.insert(point.commodity);
                CHECK(point.on);
                for (const auto& agreement : town.agreements)
                    if (agreement.service_point == point.code)
                        parties.insert(party_of[agreement.account]);
            }
            CHECK(commodities.size() == 3);
            REQUIRE(parties.size() == 1);
            CHECK(std::count_if(town.accounts.begin(), town.accounts.end(), [&](const Account& a) {
                      return a.party == *parties.begin();
                  }) == 1);
        }
    }
}

TEST_CASE("every role and every skill is on at every hour of the week") {
    for (const char* size : {"village", "town", "city"}) {
        const Town town = made(size, 1);
        std::map<std::string, std::string> skills;
        for (const auto& crew : town.crews)
            skills[crew.code] = crew.skills;
        for (int minute = 0; minute < 7 * 24 * 60; minute += 30) {
            for (const char* role : {"intake", "lead", "manager", "duty"}) {
                CHECK(std::any_of(town.duties.begin(), town.duties.end(), [&](const Duty& d) {
                    return d.role == role && covers(d, minute);
                }));
            }
            for (const char* skill : {"electricity", "gas", "water"}) {
                CHECK(std::any_of(town.shifts.begin(), town.shifts.end(), [&](const Shift& s) {
                    return skills[s.crew].find(skill) != std::string::npos && covers(s, minute);
                }));
            }
        }
    }
}

TEST_CASE("who lives where is read back from the files") {
    const Town town = made("village", 1);
    const testkit::TempDir dir;
    for (const auto& [name, text] : render(town))
        dir.write(name, text);
    const auto read = read_households(dir.path());
    REQUIRE(read);
    REQUIRE(read->size() == town.premises.size());
    for (std::size_t i = 0; i < read->size(); ++i)
        CHECK((*read)[i].code == town.premises[i].code);
    const Household& first = read->front();
    CHECK(first.code == "PR-000001");
    CHECK(first.node == (*read)[1].node);
    CHECK(first.supplied);
    CHECK(first.phone.starts_with("+86"));
    CHECK(first.phone_alone);
    CHECK_FALSE(first.name.empty());
    CHECK_FALSE(first.account.empty());
    CHECK_FALSE(first.meter.empty());
    const auto with = [&](auto told) { return std::ranges::count_if(*read, told); };
    CHECK(with([](const Household& home) { return home.party.empty(); }) > 0);
    CHECK(with([](const Household& home) { return !home.phone.empty() && !home.phone_alone; }) > 0);
    dir.write("device.csv", "code,serial\nMT-1\n");
    CHECK_FALSE(read_households(dir.path()));
    CHECK(read_households("/nowhere").error().code == Code::kNotFound);
}

TEST_CASE("any seed gives a sound village whose files can be read") {
    rc::check("seeds", [](std::uint64_t seed) {
        const Town town = made("village", seed);
        RC_ASSERT(town.service_points.size() == 200U);
        check_references(town);
        for (const auto& [name, text] : render(town)) {
            auto reader =
                csv::Reader::read_header(std::make_unique<std::istringstream>(text), name);
            RC_ASSERT(reader.has_value());
            for (;;) {
                auto row = reader->next();
                RC_ASSERT(row.has_value());
                if (!*row) break;
            }
        }
    });
}

}  // namespace hearth::town
