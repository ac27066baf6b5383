#include "services/ctl/topics.hpp"

#include <charconv>
#include <cstdlib>
#include <thread>

namespace hearth::ctl {

Result<kafka::Config> kafka_config() {
    const char* brokers = std::getenv("HEARTH_KAFKA_BROKERS");
    if (brokers == nullptr) {
        return fail(invalid_argument("HEARTH_KAFKA_BROKERS", "REQUIRED",
                                     "is missing: try eval \"$(deploy/env)\""));
    }
    kafka::Config config;
    config.brokers = brokers;
    return config;
}

Result<void> read_topics(const std::vector<std::string>& topics, std::chrono::milliseconds within,
                         const std::function<void(const kafka::Message&)>& on_message) {
    if (topics.empty()) return {};
    const auto config = kafka_config();
    if (!config) return fail(config.error());
    kafka::Tail tail{*config, topics, kafka::Tail::From::kBeginning, on_message};
    tail.start();
    const auto end = Deadline::after(within);
    while (!tail.caught_up()) {
        if (end.passed()) {
            tail.stop();
            return fail(unavailable("KAFKA_UNAVAILABLE", "the topics could not be read in time"));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    tail.stop();
    return {};
}

std::int64_t version_of(const kafka::Message& message) {
    const auto text = message.header("version");
    std::int64_t version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    return version;
}

}  // namespace hearth::ctl
