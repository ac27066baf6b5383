#include "services/dispatch/tests/service_fixture.hpp"

#include <fstream>
#include <sstream>

#include "libs/auth/auth.hpp"
#include "libs/http/http.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/stack.hpp"

namespace hearth::dispatch::test {
namespace {

constexpr std::array kTopics = {"hearth.contact.service_request.v1",
                                "hearth.registry.network_node.v1",
                                "hearth.registry.service_point.v1",
                                "hearth.dispatch.work_order.v1",
                                "hearth.dispatch.incident.v1",
                                "hearth.dispatch.plan.v1",
                                "hearth.dispatch.crew.v1"};

void run(const std::string& program, const std::vector<std::string>& args) {
    testkit::Process process{program, {args, {}}};
    REQUIRE(process.wait(10s) == 0);
}

google::protobuf::Timestamp stamp(Instant at) {
    google::protobuf::Timestamp out;
    out.set_seconds(
        std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
    return out;
}

Environment with_ports(const Town& town, const Environment& overrides, int port, int admin_port) {
    Environment all = overrides;
    all.insert(town.environment().begin(), town.environment().end());
    all["HEARTH_SERVER__ADDRESS"] = "127.0.0.1:" + std::to_string(port);
    all["HEARTH_ADMIN__PORT"] = std::to_string(admin_port);
    return all;
}

}  // namespace

Town::Town() {
    const std::string key = dir_.path() / "token.key";
    const std::string pub = dir_.path() / "token.pub";
    run("openssl",
        {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key});
    run("openssl", {"pkey", "-in", key, "-pubout", "-out", pub});
    std::ifstream file{DISPATCH_YAML};
    std::stringstream text;
    text << file.rdbuf();
    yaml_ = dir_.write("dispatch.yaml", text.str());
    const sql::Config app = database_.app();
    kafka_.brokers = testkit::stack().kafka_brokers;
    kafka_.topic_prefix = database_.name() + ".";
    std::vector<kafka::Topic> topics;
    topics.reserve(std::size(kTopics));
    for (const auto* topic : kTopics)
        topics.push_back({topic, 2});
    REQUIRE(kafka::create_topics(kafka_, topics, Deadline::after(20s)));
    environment_ = {
        {"HEARTH_DATABASE__HOST", app.host},
        {"HEARTH_DATABASE__PORT", std::to_string(app.port)},
        {"HEARTH_DATABASE__NAME", app.database},
        {"HEARTH_DATABASE__ROLE_PREFIX", app.user.substr(0, app.user.rfind('_'))},
        {"HEARTH_DATABASE__APP_PASSWORD", app.password.reveal()},
        {"HEARTH_DATABASE__RELAY_PASSWORD", database_.relay().password.reveal()},
        {"HEARTH_DATABASE__CHECKER_PASSWORD", database_.checker().password.reveal()},
        {"HEARTH_DATABASE__POOL_SIZE", "6"},
        {"HEARTH_KAFKA__BROKERS", kafka_.brokers},
        {"HEARTH_KAFKA__TOPIC_PREFIX", kafka_.topic_prefix},
        {"HEARTH_KAFKA__SESSION_TIMEOUT", "2s"},
        {"HEARTH_AUTH__PRIVATE_KEY_FILE", key},
        {"HEARTH_AUTH__PUBLIC_KEY_FILE", pub},
        {"HEARTH_LIMITS__PAGE_TOKEN_SECRET", "page secret"},
        {"HEARTH_PEERS__CONTACT", "127.0.0.1:1"},
        {"HEARTH_DEVELOPMENT__ENABLED", "true"},
    };
}

Instant Town::system_now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::string Town::token(const std::string& id, const std::string& role) const {
    return auth::Signer::from_file(dir_.path() / "token.key")
        ->sign({id, {role}, 1}, system_now(), 60s);
}

void Town::publish(const std::string& topic, const Uuid& key, std::int64_t version,
                   const google::protobuf::Message& event, const Uuid& event_id) const {
    kafka::Record record;
    record.topic = topic;
    record.key = to_string(key);
    record.value = event.SerializeAsString();
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_id", to_string(event_id)},
                      {"ce_type", event.GetTypeName()},
                      {"ce_source", "test"},
                      {"ce_time", to_rfc3339(system_now())},
                      {"content-type", "application/protobuf"},
                      {"tenant", "1"},
                      {"version", std::to_string(version)}};
    kafka::Producer producer{kafka_};
    REQUIRE(producer.send({&record, 1}, Deadline::after(20s)));
}

void Town::report(const Uuid& request, std::int64_t version, const std::string& node,
                  const std::string& work_class, double km, int attempt) const {
    contact_events::StepStarted event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    event.set_step("repair");
    event.set_round(1);
    event.set_attempt(attempt);
    auto& work = *event.mutable_work();
    work.set_class_(work_class);
    work.set_commodity(work_class.substr(work_class.find('.') + 1));
    if (work_class == "gas_smell.gas") work.set_hazard(contact::v1::HAZARD_LIFE);
    work.set_service_point(name("servicePoints", named_uuid("point", to_string(request))));
    if (!node.empty()) work.set_node(name("networkNodes", named_uuid("node", node)));
    work.mutable_location()->set_latitude(30);
    work.mutable_location()->set_longitude(120 + km / 96.3);
    *work.mutable_reported_time() = stamp(system_now());
    *work.mutable_arrive_by() = stamp(system_now() + 45min);
    publish("hearth.contact.service_request.v1", request, version, event);
}

void Town::resolve(const Uuid& request, std::int64_t version) const {
    contact_events::RequestResolved event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    *event.mutable_row()->mutable_observed_time() = stamp(system_now());
    publish("hearth.contact.service_request.v1", request, version, event);
}

void Town::withdraw(const Uuid& request, std::int64_t version) const {
    contact_events::RequestWithdrawn event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    event.set_reason("customer");
    publish("hearth.contact.service_request.v1", request, version, event);
}

Server::Server(const Town& town, const Environment& overrides)
    : town_(town),
      process_(HEARTH_DISPATCH,
               {{"--config", town.yaml()}, with_ports(town, overrides, port_, admin_port_)}),
      channel_(rpc::connect("127.0.0.1:" + std::to_string(port_))) {}

bool Server::becomes_ready() const {
    const auto url = "http://127.0.0.1:" + std::to_string(admin_port_) + "/readyz";
    return testkit::eventually(
        [&] {
            const auto answer = http::fetch("GET", url, {}, {}, Deadline::after(5s));
            return answer && answer->status == 200;
        },
        30s);
}

void Server::arm(const std::string& failpoint, const std::string& spec) const {
    common::v1::ArmFailpointRequest request;
    request.set_name(failpoint);
    request.set_action(spec);
    REQUIRE(admin(&common::v1::AdminService::Stub::ArmFailpoint, request));
}

void Server::import_crews() const {
    v1::ImportCrewsRequest request;
    request.set_request_id("import-crews");
    for (const auto* code : {"C01", "C02"}) {
        auto& crew = *request.add_crews();
        crew.set_code(code);
        crew.set_title_en(code);
        crew.add_skills("electricity");
        if (std::string{code} == "C01") crew.add_skills("gas");
        crew.mutable_base()->set_latitude(30);
        crew.mutable_base()->set_longitude(code[2] == '1' ? 120 : 120.3);
        for (int day = 1; day <= 7; ++day) {
            auto& shift = *crew.add_shifts();
            shift.set_weekday(day);
            shift.set_end_minute(1440);
        }
    }
    const auto done =
        call(&v1::DispatchService::Stub::ImportCrews, request, "operator", "operators/O1");
    INFO((done ? std::string{}
               : done.error().reason + " " + done.error().message + " " + process_.output()));
    REQUIRE(done);
    REQUIRE(done->refused_size() == 0);
}

v1::WorkOrder Server::order_of(const Uuid& request, const std::string& state) const {
    v1::ListWorkOrdersRequest question;
    question.set_request(name("serviceRequests", request));
    v1::WorkOrder found;
    const bool came = testkit::eventually(
        [&] {
            const auto answer = call(&v1::DispatchService::Stub::ListWorkOrders, question);
            if (!answer || answer->work_orders_size() != 1) return false;
            found = answer->work_orders(0);
            return found.state() == state;
        },
        30s);
    return came ? found : v1::WorkOrder{};
}

Result<v1::PushMutationsResponse> Server::push(const std::string& crew, const std::string& device,
                                               const std::vector<v1::Mutation>& mutations) const {
    v1::PushMutationsRequest request;
    request.set_device(device);
    for (const auto& one : mutations)
        *request.add_mutations() = one;
    return call(&v1::DispatchService::Stub::PushMutations, request, "crew", "crews/" + crew);
}

v1::Mutation mutation(std::int64_t sequence, const v1::WorkOrder& order,
                      const std::string& mutator) {
    v1::Mutation made;
    made.set_sequence(sequence);
    made.set_work_order(order.name());
    made.set_mutator(mutator);
    *made.mutable_observed_time() = stamp(Town::system_now());
    return made;
}

std::string name(const std::string& collection, const Uuid& id) {
    return collection + '/' + to_string(id);
}

}  // namespace hearth::dispatch::test
