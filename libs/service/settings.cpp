#include "libs/service/settings.hpp"

namespace hearth::service {
namespace {

using namespace std::chrono_literals;
constexpr int kMostPort = 65535;

void read_process(const config::Section& root, Settings& settings) {
    const auto shutdown = root.section("shutdown");
    settings.app.drain_delay = shutdown.duration("drain_delay", 0s);
    settings.app.stop_within = shutdown.duration("within", 40s);

    const auto log = root.section("log");
    if (auto level = log::parse_level(log.text("level", "info")); level) {
        settings.log_level = *level;
    } else {
        log.refuse("level", "BAD_LOG_LEVEL", "is not debug, info, warn or error");
    }
    settings.sample_ratio = root.section("trace").number("sample_ratio", 0.01, 0, 1);

    const auto executor = root.section("executor");
    settings.executor.threads = static_cast<std::size_t>(executor.integer("threads", 8, 1, 256));
    settings.executor.queue = static_cast<std::size_t>(executor.integer("queue", 256, 1, 100'000));
}

void read_doors(const config::Section& root, Settings& settings) {
    const auto server = root.section("server");
    settings.server.address = server.text("address", "127.0.0.1:0");
    settings.server.max_connection_age = server.duration("max_connection_age", 5min);

    const auto admin = root.section("admin");
    settings.admin_address = admin.text("address", "127.0.0.1");
    settings.admin_port = static_cast<int>(admin.integer("port", 0, 0, kMostPort));

    const auto auth = root.section("auth");
    settings.private_key_file = auth.required_text("private_key_file");
    settings.public_key_file = auth.required_text("public_key_file");
    settings.page_token_secret = root.section("limits").secret("page_token_secret", true);
}

void read_stores(const config::Section& root, std::string_view service, Settings& settings) {
    const auto database = root.section("database");
    sql::Config common;
    common.host = database.text("host", "127.0.0.1");
    common.port = static_cast<int>(database.integer("port", 5432, 1, kMostPort));
    common.database = database.text("name", "hearth_" + std::string{service});
    common.connect_timeout = database.duration("connect_timeout", 1s);
    // Tests copy a template database, whose roles are not named after the copy.
    const std::string roles = database.text("role_prefix", common.database);
    const auto role = [&](const std::string& name, int connections) {
        sql::Config config = common;
        config.user = roles + '_' + name;
        config.password = database.secret(name + "_password", true);
        config.pool_size = connections;
        return config;
    };
    settings.app_database =
        role("app", static_cast<int>(database.integer("pool_size", 10, 1, 256)));
    settings.relay_database = role("relay", 2);
    settings.checker_database = role("checker", 1);

    const auto kafka = root.section("kafka");
    settings.kafka.brokers = kafka.text("brokers", "127.0.0.1:9092");
    settings.kafka.topic_prefix = kafka.text("topic_prefix", "");
    settings.kafka.session_timeout = kafka.duration("session_timeout", 10s);
    settings.kafka.consumer_threads = static_cast<int>(kafka.integer("consumer_threads", 2, 1, 64));
}

}  // namespace

Settings read_settings(const config::Section& root, const Manifest& manifest) {
    Settings settings;
    read_process(root, settings);
    read_doors(root, settings);
    read_stores(root, manifest.name, settings);
    const auto peers = root.section("peers");
    for (const std::string_view peer : manifest.peers)
        settings.peers[std::string{peer}] = peers.required_text(peer);
    const auto development = root.section("development");
    settings.development = development.flag("enabled", false);
    settings.clock_offset = development.offset("clock_offset");
    if (settings.clock_offset != 0s && !settings.development) {
        development.refuse("clock_offset", "DEVELOPMENT_ONLY",
                           "is for the development profile only");
    }
    return settings;
}

}  // namespace hearth::service
