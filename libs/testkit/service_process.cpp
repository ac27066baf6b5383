#include "libs/testkit/service_process.hpp"

#include <stdexcept>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "libs/http/http.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/stack.hpp"

namespace hearth::testkit {
namespace {

using namespace std::chrono_literals;

void require(const Result<void>& done) {
    if (!done) throw std::runtime_error(done.error().reason + ": " + done.error().message);
}

Environment settings_of(const ServiceGround& ground, Environment overrides, int port,
                        int admin_port) {
    Environment all = std::move(overrides);
    all["HEARTH_SERVER__ADDRESS"] = "127.0.0.1:" + std::to_string(port);
    all["HEARTH_ADMIN__PORT"] = std::to_string(admin_port);
    all.insert(ground.environment().begin(), ground.environment().end());
    return all;
}

}  // namespace

ServiceGround::ServiceGround(const std::string& service, const Topics& topics, Environment more)
    : database_(service), environment_(std::move(more)) {
    make(topics);
}

ServiceGround::ServiceGround(const SqlFiles& schema, const Topics& topics, Environment more)
    : database_(schema), environment_(std::move(more)) {
    make(topics);
}

void ServiceGround::make(const Topics& topics) {
    kafka_.brokers = stack().kafka_brokers;
    kafka_.topic_prefix = database_.name() + ".";
    std::vector<kafka::Topic> all;
    for (const auto& name : topics.names)
        all.push_back({name, topics.partitions});
    require(kafka::create_topics(kafka_, all, Deadline::after(30s)));
    fill_environment();
}

void ServiceGround::fill_environment() {
    const sql::Config app = database_.app();
    environment_.insert({
        {"HEARTH_DATABASE__HOST", app.host},
        {"HEARTH_DATABASE__PORT", std::to_string(app.port)},
        {"HEARTH_DATABASE__NAME", app.database},
        {"HEARTH_DATABASE__ROLE_PREFIX", app.user.substr(0, app.user.rfind('_'))},
        {"HEARTH_DATABASE__APP_PASSWORD", app.password.reveal()},
        {"HEARTH_DATABASE__RELAY_PASSWORD", database_.relay().password.reveal()},
        {"HEARTH_DATABASE__CHECKER_PASSWORD", database_.checker().password.reveal()},
        {"HEARTH_KAFKA__BROKERS", kafka_.brokers},
        {"HEARTH_KAFKA__TOPIC_PREFIX", kafka_.topic_prefix},
        {"HEARTH_AUTH__PRIVATE_KEY_FILE", keys_.private_path},
        {"HEARTH_AUTH__TRUSTED_KEYS_DIR", keys_.trusted_dir},
        {"HEARTH_LIMITS__PAGE_TOKEN_SECRET", "page secret"},
        {"HEARTH_DEVELOPMENT__ENABLED", "true"},
    });
}

std::string ServiceGround::token(const Caller& caller) const {
    return auth::Signer::from_file(keys_.private_path)
        ->sign({caller.principal, {caller.role}, caller.tenant}, Clock{}.now(), 60s);
}

void ServiceGround::send(std::span<const kafka::Record> records) const {
    kafka::Producer producer{kafka_};
    require(producer.send(records, Deadline::after(20s)));
}

kafka::Record event_record(const std::string& topic, const Uuid& key, std::int64_t version,
                           const std::string& type, const std::string& payload) {
    return event_record(topic, key, version, type, payload, new_uuid(Clock{}.now()));
}

kafka::Record event_record(const std::string& topic, const Uuid& key, std::int64_t version,
                           const std::string& type, const std::string& payload,
                           const Uuid& event_id) {
    return {topic,
            to_string(key),
            payload,
            {{"ce_specversion", "1.0"},
             {"ce_id", to_string(event_id)},
             {"ce_type", type},
             {"ce_source", "test"},
             {"ce_time", to_rfc3339(Clock{}.now())},
             {"content-type", "application/protobuf"},
             {"tenant", "1"},
             {"version", std::to_string(version)}}};
}

ServiceProcess::ServiceProcess(const ServiceGround& ground, const std::string& program,
                               const std::string& config, const Environment& overrides)
    : ground_(ground),
      process_(program, {{"--config", config}, settings_of(ground, overrides, port_, admin_port_)}),
      channel_(rpc::connect("127.0.0.1:" + std::to_string(port_))) {}

ServiceProcess::Page ServiceProcess::get(const std::string& path) const {
    const auto answer = http::fetch("GET", "http://127.0.0.1:" + std::to_string(admin_port_) + path,
                                    {}, {}, Deadline::after(5s));
    return answer ? Page{answer->status, answer->body} : Page{};
}

bool ServiceProcess::becomes_ready(std::chrono::milliseconds bound) const {
    return eventually([this] { return ready(); }, bound);
}

void ServiceProcess::arm(const std::string& failpoint, const std::string& action) const {
    common::v1::ArmFailpointRequest request;
    request.set_name(failpoint);
    request.set_action(action);
    const auto armed =
        call(&common::v1::AdminService::Stub::ArmFailpoint, request, {"operators/T1", "operator"});
    if (!armed) throw std::runtime_error(failpoint + ": " + armed.error().message);
}

}  // namespace hearth::testkit
