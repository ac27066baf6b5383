#include "libs/testkit/plans.hpp"

#include <map>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hearth::testkit {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMark = "-- plan of ";

// On an empty table reading all of it is cheapest, so the planner is made to look for the way that
// stays cheap on a full one: by index, in its order, row by row.
constexpr std::string_view kSettings =
    " SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
    " SET enable_material = off; SET enable_sort = off; SET plan_cache_mode = force_generic_plan;";

std::string script_of(const sql::Config& user,
                      const std::vector<std::span<const sql::Statement>>& statements,
                      bool bitmaps) {
    std::string script = fmt::format(
        "SET ROLE {}; SELECT set_config('app.tenant', '1', false);{} SET enable_bitmapscan = {};",
        user.user, kSettings, bitmaps ? "on" : "off");
    for (const auto& span : statements) {
        for (const sql::Statement& statement : span) {
            std::string values;
            for (int i = 0; i < statement.parameters; ++i)
                values += i == 0 ? "(NULL" : ", NULL";
            if (!values.empty()) values += ')';
            script += fmt::format(
                "\nPREPARE \"{0}\" AS {1};\nSELECT '{2}{0}';\nEXPLAIN (FORMAT JSON) EXECUTE "
                "\"{0}\"{3};",
                statement.name, statement.text, kMark, values);
        }
    }
    return script;
}

// Without statistics every two hundredth row would be the tenant's, and its index a good choice for
// anything. In truth a deployment has one tenant or a few.
void tell_that_tenants_are_few(const TestDatabase& database) {
    static_cast<void>(database.run(
        "INSERT INTO pg_statistic SELECT attrelid, attnum, false, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, "
        "0, 0,"
        " 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE attname = 'tenant_id' AND relkind = 'r' AND NOT EXISTS"
        " (SELECT FROM pg_statistic WHERE starelid = attrelid AND staattnum = attnum)"));
}

// What autovacuum has learnt of the few rows of other tests would make reading them all look cheap.
void forget_statistics(const TestDatabase& database) {
    static_cast<void>(
        database.run("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relkind IN ('r', 'i')"
                     " AND relnamespace = 'public'::regnamespace;"
                     " DELETE FROM pg_statistic WHERE starelid IN"
                     " (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"));
}

std::set<std::string> partial_indexes(const TestDatabase& database) {
    std::istringstream lines{database.run(
        "SELECT indexrelid::regclass FROM pg_index WHERE indpred IS NOT NULL ORDER BY 1")};
    std::set<std::string> names;
    for (std::string line; std::getline(lines, line);)
        names.insert(line);
    return names;
}

/// Whether "((tenant_id = …) AND (id = $1))" asks for more than the tenant.
bool narrows(std::string_view condition) {
    if (condition.empty()) return false;
    condition = condition.substr(1, condition.size() - 2);
    int depth = 0;
    std::size_t from = 0;
    const auto beyond_tenant = [&](std::size_t to) {
        std::string_view part = condition.substr(from, to - from);
        while (part.starts_with('('))
            part.remove_prefix(1);
        return !part.starts_with("tenant_id = ");
    };
    for (std::size_t i = 0; i < condition.size(); ++i) {
        if (condition[i] == '(') ++depth;
        if (condition[i] == ')') --depth;
        if (depth == 0 && condition.substr(i).starts_with(" AND ")) {
            if (beyond_tenant(i)) return true;
            from = i + 5;
        }
    }
    return beyond_tenant(condition.size());
}

/// Nodes that must see every row below them before the first one leaves.
bool takes_all(const std::string& node) {
    return node == "Sort" || node == "Hash" || node == "Aggregate" || node == "WindowAgg" ||
           node == "SetOp" || node == "Materialize";
}

class Judge {
public:
    Judge(const PlanRules& rules, const std::set<std::string>& partial)
        : rules_(rules), partial_(partial) {}

    void look(const std::string& statement, const Json& node, bool limited) {
        const std::string type = node.at("Node Type");
        const std::string table = node.value("Relation Name", relation_);
        if (type == "Bitmap Heap Scan") relation_ = table;
        if (is_unbounded(node, type, limited) && !rules_.small_tables.contains(table)) {
            found.push_back(statement + ": " + type + " on " + table);
        }
        const bool below = type == "Limit" || (limited && !takes_all(type));
        for (const Json& child : node.value("Plans", Json::array()))
            look(statement, child, below);
    }

    std::vector<std::string> found;

private:
    bool is_unbounded(const Json& node, const std::string& type, bool limited) const {
        if (type == "Seq Scan") return true;
        const bool index =
            type == "Index Scan" || type == "Index Only Scan" || type == "Bitmap Index Scan";
        if (!index || (limited && type != "Bitmap Index Scan")) return false;
        return !narrows(node.value("Index Cond", "")) &&
               !partial_.contains(node.value("Index Name", ""));
    }

    const PlanRules& rules_;
    const std::set<std::string>& partial_;
    std::string relation_;  ///< a bitmap's index does not name its table
};

/// What is wrong with each statement, by its name.
std::map<std::string, std::vector<std::string>> judge_all(const std::string& output,
                                                          const PlanRules& rules,
                                                          const std::set<std::string>& partial) {
    std::map<std::string, std::vector<std::string>> wrong;
    for (auto at = output.find(kMark); at != std::string::npos;) {
        const auto line_end = output.find('\n', at);
        const std::string name = output.substr(at + kMark.size(), line_end - at - kMark.size());
        at = output.find(kMark, line_end);
        if (rules.excused.contains(name)) continue;
        Judge judge{rules, partial};
        judge.look(name, Json::parse(output.substr(line_end, at - line_end)).at(0).at("Plan"),
                   false);
        if (!judge.found.empty()) wrong[name] = judge.found;
    }
    return wrong;
}

}  // namespace

std::vector<std::string> unbounded_plans(
    const TestDatabase& database, const sql::Config& user,
    const std::vector<std::span<const sql::Statement>>& statements, const PlanRules& rules) {
    forget_statistics(database);
    tell_that_tenants_are_few(database);
    const std::set<std::string> partial = partial_indexes(database);
    const auto judged = [&](bool bitmaps) {
        return judge_all(database.run(script_of(user, statements, bitmaps)), rules, partial);
    };
    // Some indexes can only be read through a bitmap, some orders only without: one good way is
    // enough.
    const auto with = judged(true);
    std::vector<std::string> found;
    for (const auto& [name, wrong] : judged(false)) {
        if (with.contains(name)) found.insert(found.end(), wrong.begin(), wrong.end());
    }
    return found;
}

}  // namespace hearth::testkit
