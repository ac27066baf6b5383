#include "services/gateway/main/config.hpp"

#include <manifest_gen/gateway.hpp>

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;
using config::Section;

void read_server(const Section& section, http::ServerConfig& server) {
    server.address = section.text("address", "127.0.0.1");
    server.port = static_cast<int>(section.integer("port", 8080, 0, 65535));
    server.max_body =
        static_cast<std::size_t>(section.integer("max_body", 1 << 20, 1024, 64 << 20));
    server.max_connections =
        static_cast<std::size_t>(section.integer("max_connections", 8000, 1, 100'000));
    server.idle = section.duration("idle", 30s);
    server.threads = static_cast<int>(section.integer("threads", 1, 1, 16));
}

void read_redis(const Section& section, kv::Config& redis) {
    redis.host = section.text("host", "127.0.0.1");
    redis.port = static_cast<int>(section.integer("port", 6379, 1, 65535));
    redis.password = section.secret("password");
    redis.timeout = section.duration("timeout", 50ms);
    redis.connections = static_cast<int>(section.integer("connections", 4, 1, 64));
}

Rate read_rate(const Section& section, Rate rate) {
    rate.per_second = section.number("per_second", rate.per_second, 0.1, 1e6);
    rate.burst = section.number("burst", rate.burst, 1, 1e6);
    return rate;
}

void read_channels(const Section& section, Gateway::Config& gateway) {
    gateway.tenant = static_cast<int>(section.integer("tenant", 1, 1, INT32_MAX));
    // Without the development profile a channel is closed unless it has a secret.
    const bool required = !gateway.development;
    for (const Adapter* adapter : adapters()) {
        if (!adapter->open_to_all)
            gateway.channel_secrets.try_emplace(
                adapter->secret, section.section(adapter->secret).secret("secret", required));
    }
}

void read_gateway(const Section& root, Gateway::Config& gateway) {
    const Section development = root.section("development");
    gateway.development = development.flag("enabled", false);
    // All processes are told the story's clock; tokens and limits here run on the system's.
    static_cast<void>(development.text("clock_offset", ""));
    const Section peers = root.section("peers");
    for (const std::string_view peer : manifest::gateway::kManifest.peers)
        gateway.peers[std::string{peer}] = peers.required_text(peer);
    const Section limits = root.section("limits");
    gateway.limits = limits.flag("enabled", true);
    gateway.signed_in = read_rate(limits.section("signed_in"), gateway.signed_in);
    gateway.anonymous = read_rate(limits.section("anonymous"), gateway.anonymous);
    const Section kafka = root.section("kafka");
    gateway.kafka.brokers = kafka.text("brokers", gateway.kafka.brokers);
    gateway.kafka.topic_prefix = kafka.text("topic_prefix", "");
    const Section screen = root.section("call_screen");
    gateway.call_screen.deadline = screen.duration("deadline", gateway.call_screen.deadline);
    gateway.call_screen.keep = screen.duration("keep", gateway.call_screen.keep);
    gateway.call_screen.region = screen.text("region", gateway.call_screen.region);
    const Section live = root.section("live");
    gateway.live.age = live.duration("age", gateway.live.age);
    gateway.live.bytes = static_cast<std::size_t>(live.integer(
        "bytes", static_cast<std::int64_t>(gateway.live.bytes), 1 << 16, std::int64_t{1} << 32));
    read_channels(root.section("channels"), gateway);
}

}  // namespace

Result<ProcessConfig> read_config(const config::Source& source) {
    ProcessConfig config;
    const Section root = source.root();
    read_server(root.section("server"), config.server);
    config.admin_address = root.section("admin").text("address", "127.0.0.1");
    config.admin_port = static_cast<int>(root.section("admin").integer("port", 8081, 0, 65535));
    read_redis(root.section("redis"), config.redis);
    const Section executor = root.section("executor");
    config.executor.threads = static_cast<std::size_t>(executor.integer("threads", 4, 1, 64));
    config.executor.queue = static_cast<std::size_t>(executor.integer("queue", 1024, 1, 100'000));
    config.log.service = "gateway";
    const auto level = log::parse_level(root.section("log").text("level", "info"));
    config.trace_ratio = root.section("trace").number("sample_ratio", 0.01, 0, 1);
    config.app.drain_delay = root.section("shutdown").duration("drain_delay", 0ms);
    config.app.stop_within = root.section("shutdown").duration("within", 40s);
    config.private_key_file = root.section("auth").required_text("private_key_file");
    config.public_key_file = root.section("auth").required_text("public_key_file");
    read_gateway(root, config.gateway);
    if (auto done = source.finish(); !done) return fail(std::move(done).error());
    if (!level) return fail(level.error());
    config.log.level = *level;
    return config;
}

}  // namespace hearth::gateway
