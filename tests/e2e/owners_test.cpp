#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/csv/csv.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using Words = std::set<std::string>;

const std::filesystem::path kServices{std::filesystem::path{HEARTH_SOURCE_DIR} / "services"};
const Words kInfrastructure{"tenant",      "history", "outbox", "inbox",
                            "dead_letter", "parked",  "command"};

/// One row of a service's tables.csv.
struct Table {
    std::string kind;  ///< owned: the master; part: belongs to a table of its service; copy: of
                       ///< another service's
    std::string of;
    Words attributes;  ///< columns it is the master of, wherever else they stand
    Words snapshots;   ///< columns that keep another owner's attribute as it was
};

std::vector<std::string> databases() {
    std::vector<std::string> names;
    for (const Manifest& service : manifest::kAll) {
        if (service.database) names.emplace_back(service.name);
    }
    return names;
}

Words words_of(const std::string& text) {
    std::istringstream words{text};
    return {std::istream_iterator<std::string>{words}, {}};
}

/// The tables of all services, by "service.table".
std::map<std::string, Table> read_owners() {
    std::map<std::string, Table> tables;
    for (const auto& service : databases()) {
        auto reader = csv::Reader::open((kServices / service / "tables.csv").string());
        if (!reader) throw_error(reader.error());
        for (;;) {
            auto row = reader->next();
            if (!row) throw_error(row.error());
            if (!*row) break;
            const auto& cells = (*row)->values;
            const bool part = cells[1] == "part";
            tables[service + "." + cells[0]] = {cells[1],
                                                part ? service + "." + cells[2] : cells[2],
                                                words_of(cells[3]), words_of(cells[4])};
        }
    }
    return tables;
}

/// The columns of every table that is there, by "service.table".
std::map<std::string, Words> read_schemas() {
    std::map<std::string, Words> columns;
    for (const auto& service : databases()) {
        for (const auto& row : world().suite.query(
                 service,
                 "SELECT table_name, column_name FROM information_schema.columns JOIN "
                 "information_schema.tables USING (table_schema, table_name) WHERE "
                 "table_schema = 'public' AND table_type = 'BASE TABLE'")) {
            if (!kInfrastructure.contains(row[0])) columns[service + "." + row[0]].insert(row[1]);
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

void check_attribute(const std::string& owner, const std::string& attribute,
                     const std::map<std::string, Table>& owners,
                     const std::map<std::string, Words>& schemas) {
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

TEST_CASE("no attribute is kept twice without saying so", "[cap-A7]") {
    const auto owners = read_owners();
    const auto schemas = read_schemas();
    for (const auto& [owner, table] : owners) {
        for (const auto& attribute : table.attributes)
            check_attribute(owner, attribute, owners, schemas);
    }
}

}  // namespace
