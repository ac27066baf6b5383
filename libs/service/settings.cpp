#include "libs/service/settings.hpp"

namespace hearth::service {
namespace {

using namespace std::chrono_literals;
constexpr int kMostPort = 65535;

void read_process(const config::Section& root, Settings& settings) {
    const auto shutdown = root.section("shutdown");
    settings.app.drain_delay = shutdown.duration(
        "drain_delay", settings.app.drain_delay,
        "unready for so long before calls are refused, so that callers go elsewhere");
    settings.app.stop_within =
        shutdown.duration("within", settings.app.stop_within, "how long all of stopping may take");

    const auto log = root.section("log");
    if (auto level = log::parse_level(log.text("level", "info", "debug, info, warn or error"));
        level) {
        settings.log_level = *level;
    } else {
        log.refuse("level", "BAD_LOG_LEVEL", "is not debug, info, warn or error");
    }
    settings.sample_ratio = root.section("trace").number("sample_ratio", settings.sample_ratio, 0,
                                                         1, "which share of calls is traced");

    const auto executor = root.section("executor");
    settings.executor.threads = executor.integer<std::size_t>(
        "threads", settings.executor.threads, 1, 256, "how many calls are answered at once");
    settings.executor.queue =
        executor.integer<std::size_t>("queue", settings.executor.queue, 1, 100'000,
                                      "how many calls may wait for that; one more is refused");
}

void read_doors(const config::Section& root, Settings& settings) {
    const auto server = root.section("server");
    settings.server.address =
        server.text("address", settings.server.address, "of gRPC; port 0 is a free one");
    settings.server.max_connection_age =
        server.duration("max_connection_age", settings.server.max_connection_age,
                        "callers connect anew after it, and find replicas that came since");

    const auto admin = root.section("admin");
    settings.admin_address =
        admin.text("address", "127.0.0.1", "of health, metrics and this configuration, by HTTP");
    settings.admin_port = admin.integer("port", 0, 0, kMostPort, "0 is a free one");

    const auto auth = root.section("auth");
    settings.private_key_file =
        auth.required_text("private_key_file", "signs the service's own tokens, and no others");
    settings.trusted_keys_dir = auth.required_text(
        "trusted_keys_dir", "public keys of all who call, and what each of them may say");
    settings.page_token_secret = root.section("limits").required_secret(
        "page_token_secret", "seals page tokens; the same in all replicas");
}

void read_stores(const config::Section& root, std::string_view service, Settings& settings) {
    const auto database = root.section("database");
    sql::Config common;
    common.host = database.text("host", common.host,
                                "where PostgreSQL is; a path is the folder of its socket");
    common.port = database.integer("port", common.port, 1, kMostPort, "where it listens");
    common.database =
        database.text("name", "hearth_" + std::string{service}, "the service's own database");
    common.connect_timeout = database.duration("connect_timeout", common.connect_timeout,
                                               "how long a connection may take to open");
    // Tests copy a template database, whose roles are not named after the copy.
    const std::string roles = database.text("role_prefix", common.database,
                                            "with _app, _relay and _checker the roles' names");
    const auto role = [&](const std::string& name, int connections) {
        sql::Config config = common;
        config.user = roles + '_' + name;
        config.password = database.required_secret(name + "_password", "of the role _" + name);
        config.pool_size = connections;
        return config;
    };
    settings.app_database =
        role("app", database.integer("pool_size", 10, 1, 256, "connections of the role _app"));
    settings.relay_database = role("relay", 2);
    settings.checker_database = role("checker", 1);

    const auto kafka = root.section("kafka");
    settings.kafka.brokers = kafka.text("brokers", settings.kafka.brokers,
                                        "whom to ask first, with commas between them");
    settings.kafka.topic_prefix = kafka.text("topic_prefix", settings.kafka.topic_prefix,
                                             "put before every topic, where suites share brokers");
    settings.kafka.session_timeout =
        kafka.duration("session_timeout", settings.kafka.session_timeout,
                       "a consumer silent for so long loses its partitions");
    settings.kafka.consumer_threads = kafka.integer(
        "consumer_threads", 2, 1, 64, "how many partitions a consumer works on at once");
}

}  // namespace

Settings read_settings(const config::Section& root, const Manifest& manifest) {
    Settings settings;
    read_process(root, settings);
    read_doors(root, settings);
    read_stores(root, manifest.name, settings);
    const auto peers = root.section("peers");
    for (const std::string_view peer : manifest.peers) {
        settings.peers[std::string{peer}] =
            peers.required_text(peer, "where " + std::string{peer} + " is reached, HOST:PORT");
    }
    const auto development = root.section("development");
    settings.development =
        development.flag("enabled", settings.development,
                         "allows failpoints and a moved clock; never in production");
    settings.clock_offset =
        development.offset("clock_offset", "how far the service's clock is from the machine's");
    if (settings.clock_offset != 0s && !settings.development) {
        development.refuse("clock_offset", "DEVELOPMENT_ONLY",
                           "is for the development profile only");
    }
    return settings;
}

}  // namespace hearth::service
