#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <manifest_gen/all.hpp>
#include <nlohmann/json.hpp>

#include "libs/http/json.hpp"
#include "services/ctl/commands.hpp"
#include "services/ctl/topics.hpp"

namespace hearth::ctl {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

/// All but those that tell of people.
std::vector<std::string> traced_topics() {
    std::vector<std::string> topics;
    for (const Manifest& service : manifest::kAll) {
        for (const Manifest::Topic& topic : service.produces) {
            if (!topic.personal) topics.emplace_back(topic.name);
        }
    }
    return topics;
}

std::atomic<bool> stopped{false};

/// The event's JSON by the type its header names; null when that is none of ours, or the bytes are
/// none of its.
Json event_json(const kafka::Message& message) {
    const auto* pool = google::protobuf::DescriptorPool::generated_pool();
    const auto* type = pool->FindMessageTypeByName(std::string{message.header("ce_type")});
    if (type == nullptr) return nullptr;
    auto* factory = google::protobuf::MessageFactory::generated_factory();
    const std::unique_ptr<google::protobuf::Message> event{factory->GetPrototype(type)->New()};
    if (!event->ParseFromString(message.value)) return nullptr;
    return Json::parse(http::to_json(*event), nullptr, false);
}

Json line_of(const kafka::Message& message) {
    return {{"topic", message.topic},
            {"partition", message.partition},
            {"offset", message.offset},
            {"key", message.key},
            {"version", version_of(message)},
            {"type", message.header("ce_type")},
            {"id", message.header("ce_id")},
            {"time", message.header("ce_time")},
            {"traceparent", message.header("traceparent")}};
}

void print(const Context& context, const kafka::Message& message) {
    auto line = line_of(message);
    if (context.json()) {
        line["event"] = event_json(message);
        std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
        return;
    }
    const auto type = message.header("ce_type");
    std::cout << message.header("ce_time") << "  " << type.substr(type.rfind('.') + 1) << "  "
              << message.key << "  version " << line["version"] << std::endl;
}

int tail(Context& context, const std::string& topic, bool from_beginning, bool follow) {
    if (!follow) {
        auto read = read_topics({topic}, std::chrono::seconds{context.options().timeout_s},
                                [&](const auto& message) { print(context, message); });
        return read ? static_cast<int>(kDone) : context.failed(read.error());
    }
    const auto config = kafka_config();
    if (!config) return context.failed(config.error());
    std::signal(SIGINT, [](int) { stopped = true; });
    std::signal(SIGTERM, [](int) { stopped = true; });
    kafka::Tail reader{*config,
                       {topic},
                       from_beginning ? kafka::Tail::From::kBeginning : kafka::Tail::From::kEnd,
                       [&](const auto& message) { print(context, message); }};
    reader.start();
    while (!stopped)
        std::this_thread::sleep_for(100ms);
    reader.stop();
    return kDone;
}

/// Lines that the processes of a stack's folder logged for a trace, by time.
void add_logs(const std::string& trace, std::multimap<std::string, Json>& lines) {
    const char* dir = std::getenv("HEARTH_STACK_DIR");
    std::error_code missing;
    const auto folder = std::filesystem::path{dir == nullptr ? "" : dir} / "log";
    if (dir == nullptr || !std::filesystem::is_directory(folder, missing)) return;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        std::ifstream in{entry.path()};
        for (std::string text; std::getline(in, text);) {
            if (text.find(trace) == std::string::npos) continue;
            auto line = Json::parse(text, nullptr, false);
            if (line.is_object() && line.value("trace_id", "") == trace)
                lines.emplace(line.value("ts", ""), std::move(line));
        }
    }
}

int show_trace(Context& context, const std::string& trace) {
    std::multimap<std::string, Json> lines;
    add_logs(trace, lines);
    std::mutex mutex;
    auto read = read_topics(traced_topics(), std::chrono::seconds{context.options().timeout_s},
                            [&](const kafka::Message& message) {
                                if (message.header("traceparent").find(trace) == std::string::npos)
                                    return;
                                const std::lock_guard lock{mutex};
                                auto line = line_of(message);
                                line["svc"] = message.header("ce_source");
                                lines.emplace(message.header("ce_time"), std::move(line));
                            });
    if (!read) return context.failed(read.error());
    for (const auto& [time, line] : lines) {
        if (context.json()) {
            std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
            continue;
        }
        std::cout << time << "  " << line.value("svc", "") << "  "
                  << (line.contains("type") ? line.value("type", "") : line.value("event", ""))
                  << "  "
                  << (line.contains("key") ? line.value("key", "") : line.value("method", ""))
                  << '\n';
    }
    if (lines.empty()) std::cerr << "nothing is known of trace " << trace << '\n';
    return lines.empty() ? kWithRefusals : kDone;
}

}  // namespace

void add_event_commands(CLI::App& app, Chosen& chosen) {
    auto* events = app.add_subcommand("events", "what the services publish");
    events->require_subcommand(1);
    auto topic = std::make_shared<std::string>();
    auto beginning = std::make_shared<bool>(false);
    auto once = std::make_shared<bool>(false);
    auto* tail_verb =
        events->add_subcommand("tail", "events of a topic as they come, until interrupted");
    tail_verb->add_option("TOPIC", *topic, manifest::contact::kServiceRequest)
        ->required()
        ->check([](const std::string& text) {
            std::string all;
            for (const Manifest& service : manifest::kAll) {
                for (const auto& produced : service.produces) {
                    if (produced.name == text) return std::string{};
                    all += "\n  " + std::string{produced.name};
                }
            }
            return "no service produces " + text + ". These are produced:" + all;
        });
    tail_verb->add_flag("--from-beginning", *beginning, "first all that the topic holds");
    tail_verb->add_flag("--once", *once, "all that the topic holds, and no more");
    tail_verb->callback([&chosen, topic, beginning, once] {
        chosen.command = [=](Context& context) {
            return tail(context, *topic, *beginning, !*once);
        };
    });

    auto* trace = app.add_subcommand("trace", "one matter across the services");
    trace->require_subcommand(1);
    auto id = std::make_shared<std::string>();
    auto* show_verb =
        trace->add_subcommand("show", "log lines and events of a trace in order of time");
    show_verb->add_option("ID", *id, "32 hexadecimal digits: trace_id of a log line or an answer")
        ->required()
        ->check([](const std::string& text) {
            return text.size() == 32 &&
                           text.find_first_not_of("0123456789abcdef") == std::string::npos
                       ? std::string{}
                       : "is not 32 hexadecimal digits";
        });
    show_verb->callback([&chosen, id] {
        chosen.command = [=](Context& context) { return show_trace(context, *id); };
    });
}

}  // namespace hearth::ctl
