#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/csv/csv.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using Words = std::set<std::string>;

const std::filesystem::path kContracts{std::filesystem::path{HEARTH_SOURCE_DIR} / "tests/contract"};
const Words kInfrastructure{"tenant",      "history", "outbox", "inbox",
                            "dead_letter", "parked",  "command"};

/// One row of owners.csv.
struct Table {
    std::string kind;  ///< owned: the master; part: belongs to a table of its service; copy: of
                       ///< another service's
    std::string of;
    Words snapshots;  ///< columns that keep another owner's attribute as it was
};

std::vector<std::vector<std::string>> read_csv(const std::string& name) {
    auto reader = csv::Reader::open((kContracts / name).string());
    if (!reader) throw_error(reader.error());
    std::vector<std::vector<std::string>> rows;
    for (;;) {
        auto row = reader->next();
        if (!row) throw_error(row.error());
        if (!*row) return rows;
        rows.push_back((*row)->values);
    }
}

std::map<std::string, Table> read_owners() {
    std::map<std::string, Table> tables;
    for (const auto& row : read_csv("owners.csv")) {
        std::istringstream words{row[3]};
        Table table{row[1], row[2], {}};
        for (std::string word; words >> word;)
            table.snapshots.insert(word);
        tables[row[0]] = table;
    }
    return tables;
}

/// The columns of every table that is there, by "service.table".
std::map<std::string, Words> read_schemas() {
    std::map<std::string, Words> columns;
    for (const auto* service : {"registry", "contact", "dispatch"}) {
        for (const auto& row : world().suite.query(
                 service,
                 "SELECT table_name, column_name FROM information_schema.columns WHERE "
                 "table_schema = 'public'")) {
            if (!kInfrastructure.contains(row[0]))
                columns[std::string{service} + "." + row[0]].insert(row[1]);
        }
    }
    return columns;
}

std::string service_of(const std::string& table) {
    return table.substr(0, table.find('.'));
}

TEST_CASE("each master attribute has one owner; others hold its id and a copy with its version",
          "[cap-A7]") {
    const auto owners = read_owners();
    const auto schemas = read_schemas();
    for (const auto& [table, columns] : schemas) {
        INFO(table);
        CHECK(owners.contains(table));
    }
    for (const auto& [name, table] : owners) {
        INFO(name);
        REQUIRE(schemas.contains(name));
        if (table.kind == "owned") continue;
        REQUIRE(owners.contains(table.of));
        if (table.kind == "part") {
            CHECK(service_of(table.of) == service_of(name));
        } else {
            CHECK(table.kind == "copy");
            CHECK(service_of(table.of) != service_of(name));
            CHECK(owners.at(table.of).kind == "owned");
            CHECK(schemas.at(name).contains("version"));
        }
    }
}

TEST_CASE("no attribute is kept twice without saying so", "[cap-A7]") {
    const auto owners = read_owners();
    const auto schemas = read_schemas();
    for (const auto& row : read_csv("attributes.csv")) {
        const auto& attribute = row[0];
        const auto& owner = row[1];
        CHECK(schemas.at(owner).contains(attribute));
        for (const auto& [name, columns] : schemas) {
            if (name == owner || !columns.contains(attribute)) continue;
            INFO(attribute << " in " << name);
            auto at = name;
            while (owners.at(at).kind == "part")
                at = owners.at(at).of;
            const bool copy = owners.at(at).kind == "copy";
            CHECK((copy || owners.at(name).snapshots.contains(attribute)));
        }
    }
}

}  // namespace
