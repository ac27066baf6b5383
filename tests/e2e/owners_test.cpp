#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using Words = std::set<std::string>;

const Words kInfrastructure{"tenant",      "history", "outbox",  "inbox",
                            "dead_letter", "parked",  "command", "blocked"};

/// A table, and what its comment and those of its columns say.
struct Table {
    std::string kind;  ///< owned: the master; part: belongs to a table of its service; copy: of
                       ///< another service's
    std::string of;
    Words columns;
    Words masters;  ///< columns of attributes that it is the master of, wherever else they stand
    Words named;  ///< columns of such a name that keep the attribute as it was (snapshot), or tell
                  ///< of something else (own)
};
using Tables = std::map<std::string, Table>;

std::vector<std::string> databases() {
    std::vector<std::string> names;
    for (const Manifest& service : manifest::kAll) {
        if (service.database) names.emplace_back(service.name);
    }
    return names;
}

/// "owned", "part of step", "copy of registry.party".
void read_comment(const std::string& service, const std::string& comment, Table& table) {
    std::istringstream words{comment};
    std::string of;
    words >> table.kind >> of >> table.of;
    if (table.kind == "part") table.of.insert(0, service + ".");
}

/// The tables of all services, by "service.table".
Tables read_tables() {
    Tables tables;
    for (const auto& service : databases()) {
        for (const auto& row : world().suite.query(
                 service,
                 "SELECT relname, attname, obj_description(c.oid, 'pg_class'), "
                 "col_description(c.oid, attnum) FROM pg_class AS c JOIN pg_attribute ON "
                 "attrelid = c.oid WHERE relnamespace = 'public'::regnamespace AND relkind IN "
                 "('r', 'p') AND attnum > 0 AND NOT attisdropped")) {
            if (kInfrastructure.contains(row[0])) continue;
            Table& table = tables[service + "." + row[0]];
            read_comment(service, row[2], table);
            table.columns.insert(row[1]);
            if (row[3] == "master") table.masters.insert(row[1]);
            if (row[3] == "snapshot" || row[3] == "own") table.named.insert(row[1]);
            INFO(service << "." << row[0] << "." << row[1]);
            CHECK(Words{"", "master", "snapshot", "own"}.contains(row[3]));
        }
    }
    return tables;
}

std::string service_of(const std::string& table) {
    return table.substr(0, table.find('.'));
}

TEST_CASE("each master attribute has one owner; others hold a copy with its version", "[cap-A7]") {
    const auto tables = read_tables();
    for (const auto& [name, table] : tables) {
        INFO(name);
        INFO("say beside the table whose facts it holds: services/README.md");
        if (table.kind == "owned") {
            CHECK(table.of.empty());
            continue;
        }
        REQUIRE(tables.contains(table.of));
        if (table.kind == "part") {
            CHECK(service_of(table.of) == service_of(name));
        } else {
            CHECK(table.kind == "copy");
            CHECK(service_of(table.of) != service_of(name));
            CHECK(tables.at(table.of).kind == "owned");
            CHECK(table.columns.contains("version"));
        }
    }
}

void check_attribute(const std::string& owner, const std::string& attribute, const Tables& tables) {
    for (const auto& [name, table] : tables) {
        if (name == owner || !table.columns.contains(attribute)) continue;
        INFO(attribute << " in " << name);
        auto at = name;
        while (tables.at(at).kind == "part")
            at = tables.at(at).of;
        const bool copy = tables.at(at).kind == "copy";
        CHECK((copy || table.named.contains(attribute)));
    }
}

TEST_CASE("no attribute is kept twice without saying so", "[cap-A7]") {
    const auto tables = read_tables();
    std::size_t masters = 0;
    for (const auto& [owner, table] : tables) {
        masters += table.masters.size();
        for (const auto& attribute : table.masters)
            check_attribute(owner, attribute, tables);
    }
    CHECK(masters > 0);
}

}  // namespace
