#pragma once

#include <cstdint>
#include <string>

#include <manifest_gen/gateway.hpp>

#include "libs/config/config.hpp"
#include "libs/http/http.hpp"
#include "libs/kv/redis.hpp"
#include "libs/log/log.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/executor.hpp"
#include "services/gateway/gateway.hpp"

namespace hearth::gateway {

inline std::vector<std::string> read_networks(const config::Section& section, std::string_view key,
                                              std::string_view sentence) {
    auto networks = section.list(key, {}, sentence);
    for (const std::string& network : networks) {
        if (!http::is_network(network))
            section.refuse(key, "BAD_VALUE", "holds " + network + ", no network");
    }
    return networks;
}

inline http::ServerConfig read_server(const config::Section& section) {
    http::ServerConfig read;
    read.address = section.text("address", read.address, "where HTTP is served");
    read.port = section.integer("port", 8080, 0, 65535, "of HTTP; 0 is a free one");
    read.max_body = section.integer<std::size_t>("max_body", read.max_body, 1024, 64 << 20,
                                                 "bytes; a larger request is refused");
    read.max_connections = section.integer<std::size_t>("max_connections", 8000, 1, 100'000,
                                                        "one more is told 503 and closed");
    read.max_connections_per_client = section.integer<std::size_t>(
        "max_connections_per_client", 1024, 1, 100'000,
        "of one address, a /64 of IPv6; one more is told 503 and closed");
    read.trusted_proxies = read_networks(
        section, "trusted_proxies", "addresses and networks whose X-Forwarded-For says who asks");
    read.own_networks = read_networks(
        section, "own_networks",
        "where many of ours share an address, an office, or a channel's software stands");
    read.max_connections_per_own_client =
        section.integer<std::size_t>("max_connections_per_own_client", 4000, 1, 100'000,
                                     "of one address in own_networks, in place of the other bound");
    read.idle = section.duration("idle", std::chrono::seconds{30},
                                 "a connection that asks nothing is closed after it");
    read.threads = section.integer("threads", read.threads, 1, 16, "how many read and write");
    return read;
}

inline kv::Config read_redis(const config::Section& section) {
    kv::Config read;
    read.host = section.text("host", read.host, "where Redis is");
    read.port = section.integer("port", read.port, 1, 65535, "where it listens");
    read.password = section.secret("password", "what Redis asks for; empty: nothing");
    read.timeout = section.duration("timeout", read.timeout, "how long an answer is waited for");
    read.connections =
        section.integer("connections", read.connections, 1, 64, "how many are kept open");
    return read;
}

inline runtime::Executor::Config read_executor(const config::Section& section) {
    return {section.integer<std::size_t>("threads", 4, 1, 64,
                                         "how many requests are translated at once"),
            section.integer<std::size_t>("queue", 1024, 1, 100'000,
                                         "how many may wait for that; one more is refused")};
}

inline log::Level read_level(const config::Section& section) {
    const auto level =
        log::parse_level(section.text("level", "info", "debug, info, warn or error"));
    if (!level) section.refuse("level", "BAD_LOG_LEVEL", "is not debug, info, warn or error");
    return level.value_or(log::Level::kInfo);
}

inline runtime::App::Config read_shutdown(const config::Section& section) {
    runtime::App::Config read;
    read.drain_delay = section.duration(
        "drain_delay", read.drain_delay,
        "unready for so long before requests are refused, so that they go elsewhere");
    read.stop_within =
        section.duration("within", read.stop_within, "how long all of stopping may take");
    return read;
}

inline Rate read_rate(const config::Section& section, const Rate& rate) {
    return {section.number("per_second", rate.per_second, 0.1, 1e6,
                           "requests of one caller, on the whole"),
            section.number("burst", rate.burst, 1, 1e6,
                           "requests at once, of one who asked none for a while")};
}

inline Admission::Shares read_shares(const config::Section& section,
                                     const Admission::Shares& shares) {
    return {section.integer("people", shares.people, 1, 100'000,
                            "requests under way at once of those who show a token"),
            section.integer("channels", shares.channels, 1, 100'000, "of the channels' software"),
            section.integer("open", shares.open, 1, 100'000,
                            "of the open web; one more of a kind is told 429")};
}

inline void read_channels(const config::Section& section, Gateway::Config& gateway) {
    gateway.tenant =
        section.integer("tenant", gateway.tenant, 1, INT32_MAX,
                        "whose customers write on channels; and of developers who name none");
    constexpr auto kSentence = "by which the channel's own software proves itself";
    for (const Adapter* adapter : adapters()) {
        if (adapter->open_to_all || gateway.channel_secrets.contains(adapter->secret)) continue;
        const auto channel = section.section(adapter->secret);
        // Without the development profile a channel is closed unless it has a secret.
        gateway.channel_secrets[adapter->secret] =
            gateway.development ? channel.secret("secret", kSentence)
                                : channel.required_secret("secret", kSentence);
    }
}

inline Gateway::Config read_gateway(const config::Section& root) {
    Gateway::Config gateway;
    const auto development = root.section("development");
    gateway.development = development.flag(
        "enabled", gateway.development,
        "signs in whoever says who he is, opens all channels; never in production");
    // All processes are told the story's clock.
    static_cast<void>(development.text(
        "clock_offset", "", "of the services; tokens and limits here run on the machine's clock"));
    const auto peers = root.section("peers");
    for (const std::string_view peer : manifest::gateway::kManifest.peers) {
        gateway.peers[std::string{peer}] =
            peers.required_text(peer, "where " + std::string{peer} + " is reached, HOST:PORT");
    }
    const auto limits = root.section("limits");
    gateway.limits = limits.flag("enabled", gateway.limits, "refuses callers who ask too often");
    gateway.signed_in = read_rate(limits.section("signed_in"), gateway.signed_in);
    gateway.anonymous = read_rate(limits.section("anonymous"), gateway.anonymous);
    gateway.wrong = read_rate(limits.section("wrong"), gateway.wrong);
    gateway.shares = read_shares(root.section("admission"), gateway.shares);
    gateway.longest_session =
        root.section("sessions")
            .duration("longest", gateway.longest_session,
                      "after signing in; a token that says more is not good for longer");
    const auto kafka = root.section("kafka");
    gateway.kafka.brokers =
        kafka.text("brokers", gateway.kafka.brokers, "whom to ask first, with commas between them");
    gateway.kafka.topic_prefix = kafka.text("topic_prefix", gateway.kafka.topic_prefix,
                                            "put before every topic, where suites share brokers");
    auto& call_screen = gateway.call_screen;
    const auto screen = root.section("call_screen");
    call_screen.deadline = screen.duration("deadline", call_screen.deadline,
                                           "what is not known by then is left out of a screen");
    call_screen.keep =
        screen.duration("keep", call_screen.keep, "how long a screen is shown as it was found");
    call_screen.region = screen.text("region", call_screen.region,
                                     "whose telephone numbers come without a country code");
    const auto live = root.section("live");
    gateway.live.age = live.duration("age", gateway.live.age,
                                     "who comes back to the live stream within it misses nothing");
    gateway.live.bytes =
        live.integer<std::size_t>("bytes", gateway.live.bytes, 1 << 16, std::size_t{1} << 32U,
                                  "how much is kept for that at most");
    gateway.streams_per_caller = live.integer<std::size_t>(
        "streams_per_caller", gateway.streams_per_caller, 1, 100'000, "open at once");
    read_channels(root.section("channels"), gateway);
    return gateway;
}

/// Reads everything the gateway is told: each member with its key, default, bounds and sentence.
struct Settings {
    config::Section root;

    http::ServerConfig server = read_server(root.section("server"));
    std::string admin_address = root.section("admin").text(
        "address", "127.0.0.1", "of health, metrics and this configuration, by HTTP");
    int admin_port = root.section("admin").integer("port", 8081, 0, 65535, "0 is a free one");
    kv::Config redis = read_redis(root.section("redis"));
    runtime::Executor::Config executor = read_executor(root.section("executor"));
    log::Level log_level = read_level(root.section("log"));
    double trace_ratio = root.section("trace").number("sample_ratio", 0.01, 0, 1,
                                                      "which share of requests is traced");
    runtime::App::Config app = read_shutdown(root.section("shutdown"));
    std::string private_key_file = root.section("auth").required_text(
        "private_key_file", "signs what services are told of who asks");
    std::string edge_key_file = root.section("auth").text(
        "edge_key_file", "", "signs the tokens of those who sign in here; empty: nobody does");
    std::string trusted_keys_dir = root.section("auth").required_text(
        "trusted_keys_dir", "public keys of those who sign for browsers and phones");
    Gateway::Config gateway = read_gateway(root);
};

}  // namespace hearth::gateway
