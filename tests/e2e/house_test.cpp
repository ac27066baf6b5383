#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "libs/http/json.hpp"
#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using testkit::eventually;

const std::string kRequests = manifest::contact::kServiceRequest;

TEST_CASE("a new listener rebuilds every request from the first event", "[cap-A24]") {
    auto& world = e2e::world();
    const auto name = world.story.report_by_web(household(world.suite, 10), unique("a24"))
                          .service_request()
                          .name();
    world.story.finish(name);
    quiesce(world.suite);

    std::map<std::string, std::int64_t> version;
    std::map<std::string, contact::v1::ServiceRequest> rebuilt;
    for (const auto& message : world.doors.read_topic(kRequests)) {
        const auto type = message.header("ce_type");
        CHECK(type.starts_with("hearth.contact.events.v1."));
        CHECK_FALSE(message.header("ce_id").empty());
        const auto at = std::stoll(std::string{message.header("version")});
        if (at <= version[message.key]) continue;  // sent twice
        CHECK(at == version[message.key] + 1);
        version[message.key] = at;
        // Field 1 of every event is the head, whatever its type; this one has little else.
        contact::events::v1::NoteAdded event;
        REQUIRE(event.ParseFromString(message.value));
        rebuilt[message.key] = event.service_request();
    }
    CHECK(std::to_string(version.size()) ==
          world.suite.value("contact", "SELECT count(DISTINCT key) FROM history WHERE topic = '" +
                                           kRequests + "'"));
    for (const auto& [key, head] : rebuilt) {
        const auto now = world.story.request("serviceRequests/" + key).service_request();
        CHECK(now.SerializeAsString() == head.SerializeAsString());
    }
}

TEST_CASE("one request is the same bytes by gRPC, HTTP and hearthctl", "[cap-A44]") {
    auto& world = e2e::world();
    const auto name = world.story.report_by_phone(household(world.suite, 5), unique("a44"))
                          .service_request()
                          .name();
    world.story.finish(name);
    quiesce(world.suite);

    const auto whole = world.story.request(name);
    const auto web = world.doors.http("GET", "/v1/" + name, kAgent);
    auto shell = ctl(world.suite, {"request", "show", name, "--json"});
    INFO(shell.err);
    REQUIRE(shell.status == 0);
    REQUIRE(web.status == 200);
    while (shell.out.ends_with('\n'))
        shell.out.pop_back();
    CHECK(web.body == http::to_json(whole));
    CHECK(shell.out == web.body);
    // By the number that people say, too.
    const auto spoken =
        ctl(world.suite, {"request", "show", whole.service_request().number(), "--json"});
    CHECK(spoken.out.starts_with(web.body));
}

std::set<std::string> logs_with(const Suite& suite, const std::string& word) {
    std::set<std::string> services;
    for (const auto& entry : std::filesystem::directory_iterator{suite.dir() / "log"}) {
        std::ifstream in{entry.path()};
        for (std::string line; std::getline(in, line);) {
            if (line.find(word) != std::string::npos)
                services.insert(entry.path().stem().string().substr(
                    0, entry.path().stem().string().rfind('-')));
        }
    }
    return services;
}

TEST_CASE("one trace leads through every service", "[cap-A120]") {
    auto& world = e2e::world();
    const auto home = household(world.suite, 11);
    const std::string trace = "5a6f7c6f1b2c4d5e8f90a1b2c3d4e5f6";
    Json open{
        {"report",
         {{"class", "no_supply.electricity"}, {"premise", home.premise}, {"party", home.party}}},
        {"channel", "desk"}};
    const auto answer = world.doors.http("POST", "/v1/serviceRequests", kAgent, open,
                                         {{"Idempotency-Key", unique("a120")},
                                          {"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}});
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    const std::string name = answer.json["answer"]["serviceRequest"]["name"];
    (void)world.story.order_of(name);
    CHECK(eventually([&] {
        const auto services = logs_with(world.suite, trace);
        return services.contains("gateway") && services.contains("contact");
    }));
    quiesce(world.suite);
    const auto events = world.doors.read_topic(manifest::dispatch::kWorkOrder);
    CHECK(std::ranges::any_of(events, [&](const auto& message) {
        return message.header("traceparent").find(trace) != std::string::npos;
    }));
    const auto shown = ctl(world.suite, {"trace", "show", trace});
    INFO(shown.err);
    CHECK(shown.status == 0);
    CHECK(shown.out.find("dispatch") != std::string::npos);
    world.story.finish(name);
}

TEST_CASE("every function has its address, documented and served", "[cap-A128]") {
    auto& doors = world().doors;
    const auto api = doors.http_raw("GET", "/openapi.json", {}, "");
    REQUIRE(api.status == 200);
    REQUIRE(api.json["openapi"].get<std::string>().starts_with("3.1"));
    std::set<std::string> operations;
    for (const auto& [path, verbs] : api.json["paths"].items()) {
        for (const auto& [verb, operation] : verbs.items()) {
            if (operation.contains("operationId"))
                operations.insert(operation["operationId"].get<std::string>());
        }
    }
    // What only our own processes ask each other has none.
    const std::set<std::string> inner{"GetJobContact", "RecordDelivery"};
    for (const auto* service :
         {RegistryService::service_full_name(), ContactService::service_full_name(),
          DispatchService::service_full_name()}) {
        const auto* descriptor =
            google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
        REQUIRE(descriptor != nullptr);
        for (int i = 0; i < descriptor->method_count(); ++i) {
            const auto& method = descriptor->method(i)->name();
            if (inner.contains(method)) continue;
            INFO(method);
            CHECK(std::ranges::any_of(operations,
                                      [&](const auto& id) { return id.ends_with(method); }));
        }
    }
    for (const auto* path : {"/v1/serviceRequests", "/v1/workOrders", "/v1/parties", "/v1/crews",
                             "/v1/plan", "/v1/incidents", "/v1/requestClasses", "/v1/agents"}) {
        INFO(path);
        CHECK(doors.http("GET", path, {"agents/A0001", {"agent", "lead", "manager", "dispatcher"}})
                  .status == 200);
        CHECK(doors.http_raw("GET", path, {}, "").status == 401);
    }
}

}  // namespace
