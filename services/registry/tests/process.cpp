#include "services/registry/tests/process.hpp"

#include <sstream>

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "libs/csv/csv.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/stack.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

void run(const std::string& program, const std::vector<std::string>& args) {
    testkit::Process process{program, {args, {}}};
    REQUIRE(process.wait(10s) == 0);
}

std::map<std::string, std::string> with_ports(int port, int admin_port) {
    auto all = world().environment;
    all["HEARTH_SERVER__ADDRESS"] = "127.0.0.1:" + std::to_string(port);
    all["HEARTH_ADMIN__PORT"] = std::to_string(admin_port);
    return all;
}

void make_topics(const kafka::Config& config) {
    std::vector<kafka::Topic> topics;
    for (const Noun noun : {Noun::kNetworkNode, Noun::kPremise, Noun::kServicePoint, Noun::kDevice,
                            Noun::kParty, Noun::kContacts, Noun::kAccount, Noun::kAgreement})
        topics.push_back({std::string{topic(noun)}, 1});
    topics.push_back({"hearth.dispatch.work_order.v1", 1});
    REQUIRE(kafka::create_topics(config, topics, Deadline::after(30s)));
}

}  // namespace

World::World() {
    const std::string key = dir.path() / "token.key";
    const std::string pub = dir.path() / "token.pub";
    run("openssl",
        {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key});
    run("openssl", {"pkey", "-in", key, "-pubout", "-out", pub});
    const sql::Config app = database.app();
    const kafka::Config kafka{.brokers = testkit::stack().kafka_brokers,
                              .topic_prefix = database.name() + "."};
    make_topics(kafka);
    database.run("INSERT INTO tenant VALUES (2, 'other')");
    environment = {
        {"HEARTH_DATABASE__HOST", app.host},
        {"HEARTH_DATABASE__PORT", std::to_string(app.port)},
        {"HEARTH_DATABASE__NAME", app.database},
        {"HEARTH_DATABASE__ROLE_PREFIX", app.user.substr(0, app.user.rfind('_'))},
        {"HEARTH_DATABASE__APP_PASSWORD", app.password.reveal()},
        {"HEARTH_DATABASE__RELAY_PASSWORD", database.relay().password.reveal()},
        {"HEARTH_DATABASE__CHECKER_PASSWORD", database.checker().password.reveal()},
        {"HEARTH_KAFKA__BROKERS", kafka.brokers},
        {"HEARTH_KAFKA__TOPIC_PREFIX", kafka.topic_prefix},
        {"HEARTH_AUTH__PRIVATE_KEY_FILE", key},
        {"HEARTH_AUTH__PUBLIC_KEY_FILE", pub},
        {"HEARTH_LIMITS__PAGE_TOKEN_SECRET", "page secret"},
        {"HEARTH_DEVELOPMENT__ENABLED", "true"},
    };
}

std::string World::token(const std::string& role, int tenant) const {
    return auth::Signer::from_file(dir.path() / "token.key")
        ->sign({role + "s/T1", {role}, tenant}, Clock{}.now(), 60s);
}

const World& world() {
    static const World made;
    return made;
}

Registry::Registry()
    : process(HEARTH_REGISTRY, {{"--config", HEARTH_REGISTRY_YAML}, with_ports(port, admin_port)}),
      channel(rpc::connect("127.0.0.1:" + std::to_string(port))) {
    v1::ListPartiesRequest request;
    const bool up =
        testkit::eventually([&] { return call(&Stub::ListParties, request).has_value(); }, 30s);
    INFO(process.output());
    REQUIRE(up);
}

void Registry::arm(const std::string& failpoint, const std::string& action) const {
    common::v1::ArmFailpointRequest request;
    request.set_name(failpoint);
    request.set_action(action);
    const auto stub = common::v1::AdminService::NewStub(channel);
    REQUIRE(rpc::call(*stub, &common::v1::AdminService::Stub::ArmFailpoint, request,
                      {Deadline::after(10s), world().token("operator", 1)}));
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
