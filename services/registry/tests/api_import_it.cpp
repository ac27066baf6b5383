#include <csignal>

#include <manifest_gen/registry.hpp>

#include "services/registry/tests/process.hpp"

namespace hearth::registry {
namespace {

using Told = std::vector<std::string>;

v1::GetPremiseResponse premise(const std::string& mark) {
    v1::GetPremiseRequest request;
    request.set_name(name_of("premises", "premise", "PR-" + mark));
    return registry().must(&Stub::GetPremise, request);
}

std::string events_of(const std::string& uid) {
    return ground().database().run(
        "SELECT string_agg(substring(type from '[A-Za-z]+$') || ' ' || version, ', ' ORDER BY "
        "version) "
        "FROM history WHERE key = '" +
        uid + "' AND topic <> '" + manifest::registry::kContactPoint + "'");
}

}  // namespace

TEST_CASE("a folder goes in once: dry run, import, re-run, changed row") {
    const Files files = street("4001");
    const auto import = stage(registry(), files);
    const auto dry = run_import(registry(), import, true);
    CHECK(dry.dry_run());
    const Told all_new{"network.csv 1/0/0/0", "premise.csv 1/0/0/0",  "service_point.csv 1/0/0/0",
                       "device.csv 1/0/0/0",  "party.csv 1/0/0/0",    "contact_point.csv 2/0/0/0",
                       "account.csv 1/0/0/0", "agreement.csv 1/0/0/0"};
    CHECK(counts(dry) == all_new);
    v1::GetPremiseRequest request;
    request.set_name(name_of("premises", "premise", "PR-4001"));
    CHECK(registry().call(&Stub::GetPremise, request).error().code == Code::kNotFound);

    const auto real = run_import(registry(), import, false);
    CHECK(counts(real) == all_new);
    CHECK(real.rows_done() == 9);
    CHECK(counts(run_import(registry(), import, false)) == all_new);
    const auto found = premise("4001");
    CHECK(found.premise().address_zh() == "梧桐街4001号");
    CHECK(found.premise().location().latitude() == 30.1);
    REQUIRE(found.service_points_size() == 1);
    CHECK(found.service_points(0).supply().on());
    CHECK(found.devices(0).serial() == "E774001");
    CHECK(found.agreements(0).party() == name_of("parties", "party", "PT-4001"));

    const auto again = run_import(registry(), stage(registry(), files), false);
    for (const auto& file : again.files())
        CHECK(file.created() + file.changed() + file.refused() == 0);
    auto changed = files;
    changed["premise.csv"][1] = "PR-4001,梧桐街4001号乙,,1,2,302,30.1,114.2,rural";
    changed["contact_point.csv"].pop_back();
    const auto third = run_import(registry(), stage(registry(), changed), false);
    CHECK(counts(third)[1] == "premise.csv 0/1/0/0");
    CHECK(counts(third)[5] == "contact_point.csv 0/1/0/0");
    CHECK(premise("4001").premise().etag() == "2");
    CHECK(events_of(to_string(named_uuid("premise", "PR-4001"))) ==
          "PremiseCreated 1, PremiseChanged 2");
    CHECK(events_of(to_string(named_uuid("party", "PT-4001"))) == "PartyCreated 1");
}

TEST_CASE(
    "a wrong row is named by file, line, field and reason; the rest goes in; dry run says the "
    "same") {
    Files files = street("4002");
    files["network.csv"].push_back("TX-4002b,transformer,gas,,x,,30,114");
    files["premise.csv"].push_back("PR-4002b,路,,,,,abc,114,city");
    files["premise.csv"].push_back("PR-4002,路,,,,,30,114,city");
    files["service_point.csv"].push_back("SE-4002b,PR-4002b,electricity,TX-4002,on,connected");
    files["service_point.csv"].push_back("SE-4002c,PR-4002,gas,TX-4002,on,connected");
    files["device.csv"].push_back("MT-4002b,E774002,SE-4002,meter,,");
    files["contact_point.csv"].push_back("PT-4002,phone,hello,home,false");
    files["account.csv"].push_back("AC-4002b,27994002,PT-4002");
    files["agreement.csv"].push_back("AG-4002b,AC-4002b,SE-4002,2020-01-01,2019-01-01");
    files["agreement.csv"].push_back("AG-4002c,AC-nowhere,SE-4002,2020-01-01,");
    const Told wrong{"account.csv:3:number TAKEN",
                     "agreement.csv:3:end_on ENDS_BEFORE_START",
                     "agreement.csv:4:account UNKNOWN_REFERENCE",
                     "contact_point.csv:4:value BAD_PHONE",
                     "device.csv:3:serial TAKEN",
                     "network.csv:3:commodity WRONG_COMMODITY",
                     "premise.csv:3:latitude BAD_NUMBER",
                     "premise.csv:4:code DUPLICATE",
                     "service_point.csv:3:premise UNKNOWN_REFERENCE",
                     "service_point.csv:4:node WRONG_COMMODITY"};
    const auto import = stage(registry(), files);
    CHECK(refusals(run_import(registry(), import, true)) == wrong);
    const auto real = run_import(registry(), import, false);
    CHECK(refusals(real) == wrong);
    CHECK(counts(real)[1] == "premise.csv 1/0/0/2");
    CHECK(premise("4002").service_points_size() == 1);
}

TEST_CASE("values no code can have are told row by row, however long or empty") {
    Files files = street("4005");
    const std::string endless(20'000, 'x');
    files["contact_point.csv"].push_back(",phone,13800000000,home,false");
    files["contact_point.csv"].push_back(endless + ",phone,13800000000,home,false");
    files["device.csv"].push_back("MT-4005b," + endless + ",SE-4005,meter,,");
    files["device.csv"].push_back("MT-4005c,,SE-4005,meter,,");
    files["premise.csv"].push_back(endless + "," + endless + ",,,,,30,114,city");
    const auto import = stage(registry(), files);
    const Told wrong{"contact_point.csv:4:party REQUIRED", "contact_point.csv:5:party BAD_CODE",
                     "device.csv:3:serial BAD_CODE",       "device.csv:4:serial REQUIRED",
                     "premise.csv:3:address_zh TOO_LONG",  "premise.csv:3:code BAD_CODE"};
    CHECK(refusals(run_import(registry(), import, true)) == wrong);
    CHECK(refusals(run_import(registry(), import, false)) == wrong);
}

TEST_CASE("rows and files that are none are refused where they come in") {
    v1::AddImportRowsRequest rows;
    const auto error = [&] {
        return told(registry().call(&Stub::AddImportRows, rows, "operator").error());
    };
    CHECK(error() == Told{"name REQUIRED"});
    rows.set_name("imports/018bcfe5-687b-7000-8000-000000000000");
    CHECK(error() == Told{"file REQUIRED"});
    rows.set_file("passwd");
    CHECK(error() == Told{"file UNKNOWN_FILE"});
    rows.set_file("account.csv");
    rows.add_columns("code");
    rows.add_columns("colour");
    rows.add_columns("party");
    CHECK(error() ==
          Told{"account.csv:1:number MISSING_COLUMN", "account.csv:1:colour UNKNOWN_COLUMN"});
    rows.set_columns(1, "number");
    rows.add_rows()->set_line(0);
    CHECK(error() == Told{"rows[0].line OUT_OF_RANGE", "rows[0].values VALUE_COUNT"});
    rows.clear_rows();
    CHECK(error() == Told{"NOT_FOUND"});
    CHECK(registry().call(&Stub::AddImportRows, rows, "agent").error().code ==
          Code::kPermissionDenied);
    v1::RunImportRequest run;
    run.set_name("imports/x");
    CHECK(told(registry().call(&Stub::RunImport, run, "operator").error()) ==
          Told{"name BAD_NAME"});
}

TEST_CASE("once taken in, an import takes neither rows nor another dry run") {
    const auto import = stage(registry(), street("4003"));
    run_import(registry(), import, false);
    v1::RunImportRequest run;
    run.set_name(import);
    run.set_dry_run(true);
    CHECK(registry().call(&Stub::RunImport, run, "operator").error().reason == "IMPORT_STARTED");
    v1::AddImportRowsRequest rows;
    rows.set_name(import);
    rows.set_file("account.csv");
    for (const char* column : {"code", "number", "party"})
        rows.add_columns(column);
    CHECK(registry().call(&Stub::AddImportRows, rows, "operator").error().reason ==
          "IMPORT_STARTED");
}

TEST_CASE("an import that is killed between and within chunks goes on and ends the same") {
    Files files;
    for (int i = 0; i < 30; ++i) {
        for (auto& [file, lines] : street("5" + std::to_string(100 + i))) {
            auto& all = files[file];
            all.insert(all.end(), lines.begin() + (all.empty() ? 0 : 1), lines.end());
        }
    }
    std::string import;
    for (const char* where : {"uow.before_commit", "uow.after_commit", "registry.import_chunk"}) {
        Registry victim;
        if (import.empty()) import = stage(victim, files);
        victim.arm(where, "crash@2");
        v1::RunImportRequest run;
        run.set_name(import);
        CHECK_FALSE(victim.call(&Stub::RunImport, run, "operator"));
        CHECK(victim.process().wait(10s) == 128 + SIGKILL);
    }
    const auto report = run_import(registry(), import, false);
    const Told all_new{"network.csv 30/0/0/0",       "premise.csv 30/0/0/0",
                       "service_point.csv 30/0/0/0", "device.csv 30/0/0/0",
                       "party.csv 30/0/0/0",         "contact_point.csv 60/0/0/0",
                       "account.csv 30/0/0/0",       "agreement.csv 30/0/0/0"};
    CHECK(counts(report) == all_new);
    CHECK(ground().database().run("SELECT count(*) FROM (SELECT FROM history GROUP BY topic, key "
                                  "HAVING count(*) <> max(version)) AS gap") == "0");
    const auto again = run_import(registry(), stage(registry(), files), false);
    for (const auto& file : again.files())
        CHECK(file.created() + file.changed() + file.refused() == 0);
}

TEST_CASE("an import never takes back an order about supply") {
    const Files files = street("4004");
    run_import(registry(), stage(registry(), files), false);
    v1::CommandSupplyRequest order;
    order.set_request_id(fresh_id());
    order.set_name(name_of("servicePoints", "service_point", "SE-4004"));
    order.set_cause("safety");
    order.set_etag("1");
    const auto off = registry().must(&Stub::CommandSupply, order, "dispatcher").service_point();
    CHECK_FALSE(off.supply().on());
    CHECK(off.supply().actor() == "dispatchers/T1");
    CHECK(off.etag() == "2");
    CHECK(registry().must(&Stub::CommandSupply, order, "dispatcher").service_point().etag() == "2");
    order.set_request_id(fresh_id());
    CHECK(registry().call(&Stub::CommandSupply, order, "dispatcher").error().reason ==
          "STALE_ETAG");
    order.clear_etag();
    order.set_cause("connected");
    CHECK(told(registry().call(&Stub::CommandSupply, order, "dispatcher").error()) ==
          Told{"cause WRONG_CAUSE"});
    const auto report = run_import(registry(), stage(registry(), files), false);
    CHECK(counts(report)[2] == "service_point.csv 0/0/1/0");
    CHECK_FALSE(premise("4004").service_points(0).supply().on());
    CHECK(events_of(to_string(named_uuid("service_point", "SE-4004"))) ==
          "ServicePointCreated 1, SupplyCommanded 2");
}

}  // namespace hearth::registry
