// hearth-topics: creates the topics of deploy/kafka/topics.yaml that a broker does not have yet.
#include "libs/kafka/topics.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "libs/config/config.hpp"

namespace {

using hearth::Result;
using hearth::kafka::Topic;

Result<std::vector<Topic>> read_topics(const std::string& file, const std::string& profile) {
    auto source = hearth::config::Source::load(file, {});
    if (!source) return hearth::fail(std::move(source).error());
    const auto root = source->root();
    const auto sizes = root.section("partitions");
    const auto local = sizes.integer("local", 4, 1, 1000);
    const auto production = sizes.integer("production", 24, 1, 1000);
    const auto partitions = static_cast<int>(profile == "production" ? production : local);
    std::vector<Topic> topics;
    for (const auto& name : root.list("topics", {}))
        topics.push_back({name, partitions});
    (void)root.list("personal", {});
    if (auto done = source->finish(); !done) return hearth::fail(std::move(done).error());
    return topics;
}

int report(const hearth::Error& error) {
    fmt::print(stderr, "hearth-topics: {}\n", error.message);
    for (const auto& field : error.fields) {
        fmt::print(stderr, "  {}: {} {}\n", field.field, field.reason, field.message);
    }
    return error.code == hearth::Code::kUnavailable ? 3 : 2;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Creates the topics that do not exist yet; those that do are left as they are."};
    hearth::kafka::Config kafka;
    std::string file = "deploy/kafka/topics.yaml";
    std::string profile = "local";
    app.add_option("--brokers", kafka.brokers, "host:port,...")
        ->envname("HEARTH_KAFKA_BROKERS")
        ->required();
    app.add_option("--prefix", kafka.topic_prefix, "put before every topic's name");
    app.add_option("--file", file, "the list of topics")->capture_default_str();
    app.add_option("--profile", profile, "which number of partitions")
        ->capture_default_str()
        ->check(CLI::IsMember({"local", "production"}));
    CLI11_PARSE(app, argc, argv);

    const auto topics = read_topics(file, profile);
    if (!topics) return report(topics.error());
    const auto deadline = hearth::Deadline::after(std::chrono::seconds{20});
    if (auto done = create_topics(kafka, *topics, deadline); !done) return report(done.error());
    fmt::print(stderr, "{} topics are there\n", topics->size());
    return 0;
}
