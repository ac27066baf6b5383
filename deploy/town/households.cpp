#include "deploy/town/households.hpp"

#include <map>

#include "libs/core/id.hpp"
#include "libs/csv/csv.hpp"

namespace hearth::town {
namespace {

using Cells = std::map<std::string, std::string>;
using Table = std::map<std::string, Cells>;

/// The rows that `wanted` says, in their order.
Result<std::vector<Cells>> read(const std::filesystem::path& file, const Cells& wanted = {}) {
    auto reader = csv::Reader::open(file.string());
    if (!reader) return fail(std::move(reader).error());
    std::vector<Cells> rows;
    for (;;) {
        auto row = reader->next();
        if (!row) return fail(std::move(row).error());
        if (!*row) return rows;
        Cells cells;
        for (std::size_t i = 0; i < reader->columns().size(); ++i)
            cells[reader->columns()[i]] = (*row)->values[i];
        bool fits = true;
        for (const auto& [column, value] : wanted)
            fits = fits && cells[column] == value;
        if (fits) rows.push_back(std::move(cells));
    }
}

/// Rows by one of their columns; the first row of each value.
Table by(const std::string& column, std::vector<Cells> rows) {
    Table found;
    for (auto& row : rows)
        found.emplace(row[column], row);
    return found;
}

std::string named(const std::string& collection, const std::string& kind, const std::string& code) {
    return collection + "/" + to_string(named_uuid(kind, code));
}

/// The town's tables, as far as they tell who lives where.
struct Papers {
    Table points;
    Table agreements;  ///< those in force
    Table accounts;
    Table parties;
    Table devices;
    Table phones;
    std::map<std::string, int> holders;  ///< of each phone or address

    void settle(Household& home, const std::string& agreement_account) const {
        const Cells& account = accounts.at(agreement_account);
        const std::string& party = account.at("party");
        home.account = account.at("number");
        home.party = named("parties", "party", party);
        home.name = parties.at(party).at("name_zh");
        const auto phone = phones.find(party);
        if (phone == phones.end()) return;
        home.phone = phone->second.at("value");
        home.phone_alone = holders.at(home.phone) == 1;
    }

    Household of(const Cells& premise, const Cells& point) const {
        Household home;
        home.code = premise.at("code");
        home.premise = named("premises", "premise", home.code);
        home.address = premise.at("address_en");
        home.service_point = named("servicePoints", "service_point", point.at("code"));
        home.node = named("networkNodes", "network_node", point.at("node"));
        home.supplied = point.at("supply") == "on";
        if (const auto device = devices.find(point.at("code")); device != devices.end())
            home.meter = device->second.at("serial");
        if (const auto found = agreements.find(point.at("code")); found != agreements.end())
            settle(home, found->second.at("account"));
        return home;
    }
};

/// Puts a file's rows into a table, unless an earlier file failed.
class Reading {
public:
    explicit Reading(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::vector<Cells> rows(const std::string& file, const Cells& wanted = {}) {
        if (!done_) return {};
        auto found = read(folder_ / file, wanted);
        if (!found) done_ = fail(std::move(found).error());
        return found ? *std::move(found) : std::vector<Cells>{};
    }
    [[nodiscard]] const Result<void>& done() const { return done_; }

private:
    std::filesystem::path folder_;
    Result<void> done_;
};

}  // namespace

Result<std::vector<Household>> read_households(const std::filesystem::path& folder) {
    Reading reading{folder};
    Papers papers;
    papers.points =
        by("premise", reading.rows("service_point.csv", {{"commodity", "electricity"}}));
    papers.agreements = by("service_point", reading.rows("agreement.csv", {{"end_on", ""}}));
    papers.accounts = by("code", reading.rows("account.csv"));
    papers.parties = by("code", reading.rows("party.csv"));
    papers.devices = by("service_point", reading.rows("device.csv"));
    const auto contacts = reading.rows("contact_point.csv");
    for (const Cells& contact : contacts) {
        ++papers.holders[contact.at("value")];
        if (contact.at("kind") == "phone") papers.phones.emplace(contact.at("party"), contact);
    }
    const auto premises = reading.rows("premise.csv");
    if (!reading.done()) return fail(reading.done().error());
    std::vector<Household> all;
    for (const Cells& premise : premises) {
        if (const auto point = papers.points.find(premise.at("code")); point != papers.points.end())
            all.push_back(papers.of(premise, point->second));
    }
    return all;
}

}  // namespace hearth::town
