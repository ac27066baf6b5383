#include "libs/kafka/topics.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "libs/kafka/client.hpp"

namespace hearth::kafka {
namespace {

using Event = std::unique_ptr<rd_kafka_event_t, Deleter<rd_kafka_event_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Deleter<rd_kafka_NewTopic_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Deleter<rd_kafka_AdminOptions_destroy>>;

Result<void> check(rd_kafka_event_t* event) {
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return fail(unavailable("KAFKA_UNAVAILABLE", rd_kafka_event_error_string(event)));
    }
    std::size_t count = 0;
    const rd_kafka_topic_result_t** results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    std::vector<FieldViolation> refused;
    for (const auto* result : std::span{results, count}) {
        const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(result);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
            continue;
        }
        const char* why = rd_kafka_topic_result_error_string(result);
        refused.push_back({rd_kafka_topic_result_name(result), rd_kafka_err2name(code),
                           why == nullptr ? rd_kafka_err2str(code) : why});
    }
    if (!refused.empty()) return fail(invalid_argument(std::move(refused)));
    return {};
}

}  // namespace

Result<void> create_topics(const Config& config, std::span<const Topic> topics, Deadline deadline) {
    // An unreachable broker is reported by the result; a log line per attempt would say it again.
    auto handle = make_client(RD_KAFKA_PRODUCER, config, {{"log_level", "0"}});
    if (!handle) return fail(std::move(handle).error());
    std::array<char, 256> text{};
    std::vector<NewTopic> owned;
    std::vector<rd_kafka_NewTopic_t*> wanted;
    for (const Topic& topic : topics) {
        const std::string name = config.topic_prefix + topic.name;
        owned.emplace_back(rd_kafka_NewTopic_new(name.c_str(), topic.partitions, topic.replicas,
                                                 text.data(), text.size()));
        if (!owned.back()) return fail(invalid_argument(name, "BAD_TOPIC", text.data()));
        for (const auto& [setting, value] : topic.settings)
            rd_kafka_NewTopic_set_config(owned.back().get(), setting.c_str(), value.c_str());
        wanted.push_back(owned.back().get());
    }
    const auto timeout_ms = static_cast<int>(std::max<long>(deadline.remaining().count(), 1));
    const Options options{rd_kafka_AdminOptions_new(handle->get(), RD_KAFKA_ADMIN_OP_CREATETOPICS)};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, text.data(), text.size());
    rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms, text.data(),
                                                text.size());
    const Queue queue{rd_kafka_queue_new(handle->get())};
    rd_kafka_CreateTopics(handle->get(), wanted.data(), wanted.size(), options.get(), queue.get());
    const Event event{rd_kafka_queue_poll(queue.get(), timeout_ms)};
    if (!event) return fail(unavailable("KAFKA_UNAVAILABLE", "no broker answered in time"));
    return check(event.get());
}

}  // namespace hearth::kafka
