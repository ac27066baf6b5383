#include "libs/kafka/client.hpp"

#include <array>
#include <cstddef>

#include <syslog.h>

#include "libs/log/log.hpp"

namespace hearth::kafka {
namespace {

void log_line(const rd_kafka_t* client, int level, const char* facility, const char* text) {
    log::Level ours = log::Level::kDebug;
    if (std::string_view{facility} == "CONFWARN") {
        // Our settings are chosen, the experimental one too.
    } else if (level <= LOG_ERR) {
        // Brokers come and go; whether that is an error is for whoever waits on one to say.
        ours = log::Level::kWarn;
    } else if (level <= LOG_NOTICE) {
        ours = log::Level::kInfo;
    }
    log::write(ours, "kafka_client",
               {{"client", rd_kafka_name(client)}, {"facility", facility}, {"text", text}});
}

}  // namespace

Result<Handle> make_client(rd_kafka_type_t type, const Config& config, const Settings& settings,
                           const std::function<void(rd_kafka_conf_t*)>& callbacks) {
    Settings all{
        {"bootstrap.servers", config.brokers}, {"client.id", "hearth"},
        {"socket.nagle.disable", "true"},      {"reconnect.backoff.ms", "50"},
        {"reconnect.backoff.max.ms", "1000"},  {"topic.metadata.refresh.interval.ms", "10000"},
        {"allow.auto.create.topics", "false"}};
    all.insert(all.end(), settings.begin(), settings.end());
    std::array<char, 512> text{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : all) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size()) !=
            RD_KAFKA_CONF_OK) {
            rd_kafka_conf_destroy(conf);
            return fail(invalid_argument("kafka." + name, "BAD_SETTING", text.data()));
        }
    }
    rd_kafka_conf_set_log_cb(conf, log_line);
    if (callbacks) callbacks(conf);
    rd_kafka_t* client = rd_kafka_new(type, conf, text.data(), text.size());
    if (client == nullptr) {
        rd_kafka_conf_destroy(conf);
        return fail(internal(text.data()));
    }
    return Handle{client};
}

Settings reader_settings(const Config& config, const std::string& group) {
    const auto session = config.session_timeout.count();
    return {{"group.id", config.topic_prefix + group},
            {"session.timeout.ms", std::to_string(session)},
            {"heartbeat.interval.ms", std::to_string(std::max<long>(session / 5, 100))},
            {"max.poll.interval.ms", "300000"},
            {"partition.assignment.strategy", "roundrobin"},
            {"enable.auto.commit", "false"},
            {"enable.auto.offset.store", "false"},
            {"auto.offset.reset", "earliest"},
            // A paused partition throws away what was fetched for it, so little is fetched ahead.
            {"queued.min.messages", "2000"},
            {"queued.max.messages.kbytes", "8192"},
            {"fetch.message.max.bytes", "524288"},
            // A partition that is resumed waits for the running fetch of the others.
            {"fetch.wait.max.ms", "100"},
            {"fetch.error.backoff.ms", "100"}};
}

PartitionList make_list(std::size_t size) {
    return PartitionList{rd_kafka_topic_partition_list_new(static_cast<int>(size))};
}

Message read_message(const rd_kafka_message_t& message, std::size_t prefix_length) {
    const auto text = [](const void* data, std::size_t length) {
        return data == nullptr ? std::string{}
                               : std::string{static_cast<const char*>(data), length};
    };
    Message read{.topic = std::string{rd_kafka_topic_name(message.rkt)}.substr(prefix_length),
                 .partition = message.partition,
                 .offset = message.offset,
                 .key = text(message.key, message.key_len),
                 .value = text(message.payload, message.len),
                 .headers = {}};
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return read;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t length = 0;
    read.headers.reserve(rd_kafka_header_cnt(headers));
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
        read.headers.emplace_back(name, text(value, length));
    }
    return read;
}

}  // namespace hearth::kafka
