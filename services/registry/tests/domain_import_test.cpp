#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/registry/domain/ids.hpp"
#include "services/registry/domain/import_plan.hpp"

namespace hearth::registry {
namespace {

Origin origin() {
    return {1, Instant{}, "operators/o", [](std::string_view text) -> Result<std::string> {
                if (text.starts_with("1")) return "+86" + std::string{text};
                return fail(invalid_argument("phone", "BAD_PHONE", "no"));
            }};
}

struct File {
    explicit File(std::string_view name) : kind(*find_file_kind(name)) {
        columns.assign(kind.columns.begin(), kind.columns.end());
    }
    File& row(std::vector<std::string> values) {
        rows.push_back({static_cast<int>(rows.size()) + 2, std::move(values)});
        return *this;
    }
    template <typename N>
    Batch<N> parsed() const {
        return parse<N>({kind, columns, rows}, origin());
    }
    const FileKind& kind;
    std::vector<std::string> columns;
    std::vector<SourceRow> rows;
};

std::vector<std::string> told(const std::vector<Refusal>& refusals) {
    std::vector<std::string> all;
    all.reserve(refusals.size());
    for (const auto& r : refusals)
        all.push_back(r.file + ":" + std::to_string(r.line) + ":" + r.field + " " + r.reason);
    return all;
}
using Told = std::vector<std::string>;

File nodes() {
    return File{"network.csv"}
        .row({"SS-1", "substation", "electricity", "", "变电站", "", "30", "114"})
        .row({"FD-1", "feeder", "electricity", "SS-1", "线", "", "30", "114"});
}

}  // namespace

TEST_CASE("a column that came later may be missing, and is read as empty") {
    constexpr std::string_view kLater[] = {"title_en"};
    FileKind kind = *find_file_kind("network.csv");
    kind.later = kLater;
    File file = nodes();
    file.columns.erase(std::find(file.columns.begin(), file.columns.end(), "title_en"));
    for (SourceRow& row : file.rows)
        row.values.erase(row.values.begin() + 5);
    CHECK(check_columns(kind, file.columns));
    CHECK_FALSE(check_columns(file.kind, file.columns));
    const auto batch = parse<NetworkNode>({kind, file.columns, file.rows}, origin());
    CHECK(batch.refusals.empty());
    CHECK(batch.rows.at(0).noun.title_zh == "变电站");
    CHECK(batch.rows.at(0).noun.title_en.empty());
}

TEST_CASE("columns are checked before any row") {
    const FileKind& kind = *find_file_kind("account.csv");
    CHECK(check_columns(kind, {"party", "code", "number"}));
    const auto wrong = check_columns(kind, {"code", "code", "colour", "party"});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().fields.size() == 3);
    CHECK(wrong.error().fields[0].field == "account.csv:1:number");
    CHECK(find_file_kind("passwd") == nullptr);
}

TEST_CASE("columns may stand in any order") {
    File file{"account.csv"};
    file.columns = {"party", "number", "code"};
    file.row({"PT-1", "2700", "AC-1"});
    const auto batch = file.parsed<Account>();
    REQUIRE(batch.rows.size() == 1);
    CHECK(batch.rows[0].noun.code == "AC-1");
    CHECK(batch.rows[0].references[0].id == imported_id(1, Noun::kParty, "PT-1"));
}

TEST_CASE("a row may refer to an earlier one of its file, not to a later one") {
    const auto good = plan(nodes().kind, nodes().parsed<NetworkNode>(), {}, {});
    CHECK(good.created.size() == 2);
    CHECK(good.created[1].version == 1);
    File backwards{"network.csv"};
    backwards.row(nodes().rows[1].values).row(nodes().rows[0].values);
    const auto bad = plan(backwards.kind, backwards.parsed<NetworkNode>(), {}, {});
    CHECK(told(bad.refusals) == Told{"network.csv:2:parent UNKNOWN_REFERENCE"});
    CHECK(bad.created.size() == 1);
}

TEST_CASE("every wrong field of a row is told, and the row is one") {
    File file{"premise.csv"};
    file.row({"P 1", "", "", "", "", "", "north", "190", "moon"});
    const auto result = plan(file.kind, file.parsed<Premise>(), {}, {});
    CHECK(told(result.refusals) ==
          Told{"premise.csv:2:latitude BAD_NUMBER", "premise.csv:2:code BAD_CODE",
               "premise.csv:2:address_zh REQUIRED", "premise.csv:2:longitude OUT_OF_RANGE",
               "premise.csv:2:place_class UNKNOWN_WORD"});
    CHECK(result.refused_rows == 1);
}

TEST_CASE("what a row refers to must look like a code") {
    File file{"account.csv"};
    file.row({"AC-1", "27", ""})
        .row({"AC-2", "28", "PT 1"})
        .row({"AC-3", "29", std::string(999, 'x')});
    CHECK(told(plan(file.kind, file.parsed<Account>(), {}, {}).refusals) ==
          Told{"account.csv:2:party REQUIRED", "account.csv:3:party BAD_CODE",
               "account.csv:4:party BAD_CODE"});
}

TEST_CASE("a code that comes twice is refused the second time, with the first line") {
    File file = nodes();
    file.row(nodes().rows[1].values);
    const auto result = plan(file.kind, file.parsed<NetworkNode>(), {}, {});
    REQUIRE(result.refusals.size() == 1);
    CHECK(result.refusals[0].line == 4);
    CHECK(result.refusals[0].message == "stands in line 3 already");
    Known known;
    known.earlier_lines["SS-1"] = 9;
    CHECK(told(plan(file.kind, nodes().parsed<NetworkNode>(), known, {}).refusals) ==
          Told{"network.csv:2:code DUPLICATE", "network.csv:3:parent UNKNOWN_REFERENCE"});
}

TEST_CASE("a serial that is another device's is refused; one that was given up may be taken") {
    Known known;
    const Uuid point = imported_id(1, Noun::kServicePoint, "SE-1");
    known.existing.insert(point);
    Device old;
    old.id = imported_id(1, Noun::kDevice, "MT-1");
    old.code = "MT-1";
    old.serial = "E1";
    old.service_point = point;
    old.kind = "meter";
    old.version = 4;
    known.holders["E1"] = old.id;
    File file{"device.csv"};
    file.row({"MT-2", "E1", "SE-1", "meter", "", ""})
        .row({"MT-1", "E9", "SE-1", "meter", "", ""})
        .row({"MT-3", "E1", "SE-1", "meter", "", ""})
        .row({"MT-4", "E9", "SE-1", "meter", "", ""});
    const auto result = plan(file.kind, file.parsed<Device>(), known, {old});
    CHECK(told(result.refusals) == Told{"device.csv:2:serial TAKEN", "device.csv:5:serial TAKEN"});
    REQUIRE(result.changed.size() == 1);
    CHECK(result.changed[0].after.version == 5);
    CHECK(result.created.size() == 1);
}

TEST_CASE(
    "an import never takes back an order about supply, nor moves an account to another party") {
    ServicePoint stored;
    stored.id = imported_id(1, Noun::kServicePoint, "SE-1");
    stored.code = "SE-1";
    stored.premise = imported_id(1, Noun::kPremise, "PR-1");
    stored.node = imported_id(1, Noun::kNetworkNode, "TX-1");
    stored.commodity = Commodity::kElectricity;
    stored.supply = {false, "safety", Instant{}, "agents/A0001"};
    stored.version = 2;
    Known known;
    known.existing = {stored.premise, stored.node, imported_id(1, Noun::kParty, "PT-2")};
    known.carried[stored.node] = Commodity::kElectricity;
    File file{"service_point.csv"};
    file.row({"SE-1", "PR-1", "electricity", "TX-1", "on", "connected"});
    CHECK(plan(file.kind, file.parsed<ServicePoint>(), known, {stored}).unchanged == 1);

    known.carried[stored.node] = Commodity::kGas;
    CHECK(told(plan(file.kind, file.parsed<ServicePoint>(), known, {stored}).refusals) ==
          Told{"service_point.csv:2:node WRONG_COMMODITY"});

    Account account;
    account.id = imported_id(1, Noun::kAccount, "AC-1");
    account.code = "AC-1";
    account.number = "27";
    account.party = imported_id(1, Noun::kParty, "PT-1");
    File accounts{"account.csv"};
    accounts.row({"AC-1", "27", "PT-2"});
    CHECK(told(plan(accounts.kind, accounts.parsed<Account>(), known, {account}).refusals) ==
          Told{"account.csv:2:party CANNOT_CHANGE"});
}

TEST_CASE("contact points are gathered by party; a wrong one costs only itself") {
    Known known;
    known.existing = {imported_id(1, Noun::kParty, "PT-1")};
    File file{"contact_point.csv"};
    file.row({"PT-1", "phone", "13800138000", "mobile", "true"})
        .row({"PT-1", "phone", "nonsense", "home", "false"})
        .row({"PT-9", "phone", "13800138001", "mobile", "true"})
        .row({"PT-1", "phone", "13800138000", "work", "false"})
        .row({"PT-1", "fax", "13800138000", "work", "maybe"});
    const auto result = plan_contacts(file.parsed<ContactRow>(), known);
    CHECK(told(result.refusals) == Told{"contact_point.csv:3:value BAD_PHONE",
                                        "contact_point.csv:6:kind UNKNOWN_WORD",
                                        "contact_point.csv:6:preferred UNKNOWN_WORD",
                                        "contact_point.csv:4:party UNKNOWN_REFERENCE",
                                        "contact_point.csv:5:value DUPLICATE"});
    REQUIRE(result.lists.size() == 1);
    CHECK(result.lists[0].points.size() == 1);
    CHECK(result.lists[0].points[0].value == "+8613800138000");
    CHECK(result.refused_rows == 4);
}

TEST_CASE("what went in changes nothing when it comes again, in any batches") {
    rc::check("re-run", [] {
        const int count = *rc::gen::inRange(1, 30);
        File file{"premise.csv"};
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(*rc::gen::inRange(1, 20));
            file.row({"PR-" + number, "路" + number, "", *rc::gen::elementOf(Told{"1", "2"}), "",
                      "", "30." + number, "114", "city"});
        }
        const auto first = plan(file.kind, file.parsed<Premise>(), {}, {});
        const auto again = plan(file.kind, file.parsed<Premise>(), {}, first.created);
        RC_ASSERT(again.created.empty());
        RC_ASSERT(again.changed.empty());
        RC_ASSERT(again.unchanged == static_cast<std::int64_t>(first.created.size()));
        RC_ASSERT(first.refused_rows + static_cast<std::int64_t>(first.created.size()) == count);
        RC_ASSERT(again.refusals == first.refusals);
    });
}

}  // namespace hearth::registry
