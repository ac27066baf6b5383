#include "services/registry/tests/process.hpp"

#include <sstream>

#include <manifest_gen/registry.hpp>

#include "libs/core/clock.hpp"
#include "libs/csv/csv.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

testkit::Topics topics() {
    return {topics_of(manifest::registry::kManifest)};
}

}  // namespace

const testkit::ServiceGround& ground() {
    static const auto made = [] {
        auto fresh = std::make_unique<testkit::ServiceGround>("registry", topics());
        fresh->database().run("INSERT INTO tenant VALUES (2, 'other')");
        return fresh;
    }();
    return *made;
}

Registry::Registry() : ServiceProcess(ground(), HEARTH_REGISTRY, "/dev/null") {
    const bool up = becomes_ready();
    INFO(output());
    REQUIRE(up);
}

const Registry& registry() {
    static const Registry made;
    return made;
}

std::string fresh_id() {
    return to_string(new_uuid(Clock{}.now()));
}

std::vector<std::string> told(const Error& error) {
    std::vector<std::string> all;
    for (const auto& field : error.fields)
        all.push_back(field.field + " " + field.reason);
    if (all.empty()) all.push_back(error.reason);
    return all;
}

std::string stage(const Registry& at, const Files& files) {
    v1::CreateImportRequest create;
    create.set_request_id(fresh_id());
    create.set_source("test");
    const auto import = at.must(&Stub::CreateImport, create, "operator");
    for (const auto& [file, lines] : files) {
        std::string text;
        for (const auto& line : lines)
            text += line + "\n";
        auto reader = csv::Reader::read_header(std::make_unique<std::istringstream>(text), file);
        REQUIRE(reader);
        v1::AddImportRowsRequest rows;
        rows.set_name(import.name());
        rows.set_file(file);
        for (const auto& column : reader->columns())
            rows.add_columns(column);
        for (;;) {
            auto row = reader->next();
            REQUIRE(row);
            if (!*row) break;
            auto& added = *rows.add_rows();
            added.set_line((*row)->line);
            for (const auto& value : (*row)->values)
                added.add_values(value);
        }
        at.must(&Stub::AddImportRows, rows, "operator");
    }
    return import.name();
}

v1::RunImportResponse run_import(const Registry& at, const std::string& name, bool dry_run) {
    v1::RunImportRequest request;
    request.set_name(name);
    request.set_dry_run(dry_run);
    for (;;) {
        auto report = at.must(&Stub::RunImport, request, "operator");
        if (report.done()) return report;
    }
}

std::vector<std::string> counts(const v1::RunImportResponse& report) {
    std::vector<std::string> all;
    for (const auto& file : report.files())
        all.push_back(file.file() + " " + std::to_string(file.created()) + "/" +
                      std::to_string(file.changed()) + "/" + std::to_string(file.unchanged()) +
                      "/" + std::to_string(file.refused()));
    return all;
}

std::vector<std::string> refusals(const v1::RunImportResponse& report) {
    std::vector<std::string> all;
    for (const auto& refusal : report.refusals())
        all.push_back(refusal.file() + ":" + std::to_string(refusal.line()) + ":" +
                      refusal.field() + " " + refusal.reason());
    return all;
}

Files street(const std::string& mark) {
    const auto with = [&](std::string line) {
        for (auto at = line.find('@'); at != std::string::npos; at = line.find('@'))
            line.replace(at, 1, mark);
        return line;
    };
    return {
        {"network.csv",
         {"code,kind,commodity,parent,title_zh,title_en,latitude,longitude",
          with("TX-@,transformer,electricity,,配变,Transformer,30.1,114.2")}},
        {"premise.csv",
         {"code,address_zh,address_en,building,unit,door,latitude,longitude,place_class",
          with("PR-@,梧桐街@号,\"Elm Court, @ Wutong Street\",1,2,301,30.1,114.2,city")}},
        {"service_point.csv",
         {"code,premise,commodity,node,supply,supply_cause",
          with("SE-@,PR-@,electricity,TX-@,on,connected")}},
        {"device.csv",
         {"code,serial,service_point,kind,model,rating",
          with("MT-@,E77@,SE-@,meter,DDZY,5(60) A")}},
        {"party.csv",
         {"code,kind,name_zh,name_en,party_class,language,needs",
          with("PT-@,person,欧阳@,Zhen Ouyang,vulnerable,zh-CN,deaf;alone")}},
        {"contact_point.csv",
         {"party,kind,value,label,preferred", with("PT-@,phone,138 0000 @,mobile,true"),
          with("PT-@,email,m") + mark + "@example.com,home,false"}},
        {"account.csv", {"code,number,party", with("AC-@,2799@,PT-@")}},
        {"agreement.csv",
         {"code,account,service_point,start_on,end_on", with("AG-@,AC-@,SE-@,2020-01-01,")}},
    };
}

std::string name_of(const std::string& collection, const std::string& kind,
                    const std::string& code) {
    return collection + "/" + to_string(named_uuid(kind, code));
}

}  // namespace hearth::registry
