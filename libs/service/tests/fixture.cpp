#include "libs/service/tests/fixture.hpp"

#include <future>

#include "libs/auth/auth.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/stack.hpp"

namespace hearth::service {
namespace {

Environment with_ports(Environment all, int port, int admin_port) {
    all["HEARTH_SERVER__ADDRESS"] = "127.0.0.1:" + std::to_string(port);
    all["HEARTH_ADMIN__PORT"] = std::to_string(admin_port);
    return all;
}

Environment merged(const Environment& overrides) {
    Environment all = overrides;
    all.insert(world().environment.begin(), world().environment.end());
    return all;
}

void run(const std::string& program, const std::vector<std::string>& args) {
    testkit::Process process{program, {args, {}}};
    REQUIRE(process.wait(10s) == 0);
}

}  // namespace

World::World() {
    const std::string key = dir.path() / "token.key";
    const std::string pub = dir.path() / "token.pub";
    run("openssl",
        {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key});
    run("openssl", {"pkey", "-in", key, "-pubout", "-out", pub});
    yaml = dir.write("sample.yaml", "sample: {most_notes: 7}\n");
    const sql::Config app = database.app();
    const kafka::Config kafka{.brokers = testkit::stack().kafka_brokers,
                              .topic_prefix = database.name() + "."};
    const kafka::Topic notes{"hearth.sample.note.v1", 1};
    REQUIRE(kafka::create_topics(kafka, {&notes, 1}, Deadline::after(20s)));
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
        {"HEARTH_PEERS__CONTACT", "127.0.0.1:1"},
        {"HEARTH_DEVELOPMENT__ENABLED", "true"},
    };
}

std::string World::token(const std::string& role) const {
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    return auth::Signer::from_file(dir.path() / "token.key")
        ->sign({role + "s/T1", {role}, 1}, now, 60s);
}

const World& world() {
    static const World made;
    return made;
}

Sample::Sample(const Environment& overrides)
    : process(SERVICE_SAMPLE,
              {{"--config", world().yaml}, with_ports(merged(overrides), port, admin_port)}),
      channel(rpc::connect("127.0.0.1:" + std::to_string(port))) {}

int Sample::status(const std::string& path) const {
    const auto answer = http::fetch("GET", "http://127.0.0.1:" + std::to_string(admin_port) + path,
                                    {}, {}, Deadline::after(5s));
    return answer ? answer->status : 0;
}

std::string Sample::get(const std::string& path) const {
    const auto answer = http::fetch("GET", "http://127.0.0.1:" + std::to_string(admin_port) + path,
                                    {}, {}, Deadline::after(5s));
    return answer ? answer->body : "";
}

std::string Sample::health() const {
    std::promise<std::string> status;
    rpc::call_bytes(channel, "/grpc.health.v1.Health/Check", "", {Deadline::after(5s), ""},
                    [&](const Result<std::string>& answer) {
                        status.set_value(!answer                 ? answer.error().reason
                                         : *answer == "\x08\x01" ? "SERVING"
                                                                 : "NOT_SERVING");
                    });
    return status.get_future().get();
}

}  // namespace hearth::service
