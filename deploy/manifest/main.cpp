// hearth-manifest: what the services are to each other, as their service.yaml say.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/manifest/catalogue.hpp"
#include "deploy/manifest/environment.hpp"
#include "deploy/manifest/header.hpp"
#include "libs/config/config.hpp"
#include "libs/kafka/topics.hpp"

namespace {

namespace fs = std::filesystem;
using namespace hearth;
using manifest::Service;
using Services = std::vector<Service>;

enum Status : int { kDone = 0, kFailed = 1, kWrongInput = 2, kUnreachable = 3 };

int report(const Error& error) {
    if (error.fields.empty()) fmt::print(stderr, "hearth-manifest: {}\n", error.message);
    for (const auto& field : error.fields)
        fmt::print(stderr, "hearth-manifest: {} {}\n", field.field, field.message);
    return error.code == Code::kUnavailable ? kUnreachable : kWrongInput;
}

/// A file that stands as it is keeps its time, so that nothing is built again.
int write_file(const fs::path& path, const std::string& text) {
    std::ifstream in{path, std::ios::binary};
    if (in && std::string{std::istreambuf_iterator<char>{in}, {}} == text) return kDone;
    fs::create_directories(path.parent_path());
    std::ofstream out{path, std::ios::binary};
    if (out << text) return kDone;
    fmt::print(stderr, "hearth-manifest: {} cannot be written\n", path.string());
    return kFailed;
}

int write_headers(const Services& services, const fs::path& out) {
    for (const auto& [file, text] : manifest::headers(services)) {
        if (const int status = write_file(out / file, text); status != kDone) return status;
    }
    return kDone;
}

struct Which {
    std::string serving;
    bool databases = false;
};

int list(const Services& services, const Which& which) {
    for (const Service& service : services) {
        if (which.databases && service.roles.empty()) continue;
        if (!which.serving.empty() && (which.serving == "grpc") != service.grpc) continue;
        fmt::print("{}\n", service.name);
    }
    return kDone;
}

struct Wanted {
    std::string name;
    int replica = 1;
    std::string clock_offset = "0s";
};

int print_environment(const Services& services, const Wanted& wanted) {
    for (const Service& service : services) {
        if (service.name != wanted.name) continue;
        const auto lines = manifest::environment_of(service, wanted.replica, wanted.clock_offset,
                                                    config::Source::process_environment());
        if (!lines) return report(lines.error());
        fmt::print("{}\n", fmt::join(*lines, "\n"));
        return kDone;
    }
    return report(invalid_argument("NAME", "NOT_FOUND", "is no service: " + wanted.name));
}

struct Topics {
    kafka::Config kafka;
    std::string profile = "local";
};

int make_topics(const Services& services, const Topics& wanted, const fs::path& file) {
    auto source = config::Source::load(file, {});
    if (!source) return report(source.error());
    const auto sizes = source->root().section("partitions");
    const auto local = sizes.integer("local", 4, 1, 1000);
    const auto production = sizes.integer("production", 24, 1, 1000);
    if (auto done = source->finish(); !done) return report(done.error());
    const auto partitions = wanted.profile == "production" ? production : local;
    std::vector<kafka::Topic> topics;
    for (const Service& service : services) {
        for (const auto& produced : service.produces)
            topics.push_back({manifest::topic_of(service, produced), partitions});
    }
    const auto deadline = Deadline::after(std::chrono::seconds{20});
    if (auto done = create_topics(wanted.kafka, topics, deadline); !done)
        return report(done.error());
    fmt::print(stderr, "{} topics are there\n", topics.size());
    return kDone;
}

int write_docs(const Services& services, const fs::path& root, const fs::path& descriptors) {
    const auto events = manifest::read_events(descriptors);
    if (!events) return report(events.error());
    const auto faults = manifest::disagreements(services, *events);
    for (const auto& fault : faults)
        fmt::print(stderr, "hearth-manifest: {}\n", fault);
    if (!faults.empty()) return kWrongInput;
    const auto catalogue = manifest::event_catalogue(services, *events);
    if (const int status = write_file(root / "proto/EVENTS.md", catalogue); status != kDone)
        return status;
    return write_file(root / "proto/asyncapi.yaml", manifest::async_api(services, *events));
}

/// The command line: what it asks for becomes `verb`.
struct Program {
    CLI::App app{"What the services are to each other, as services/<name>/service.yaml say."};
    fs::path root{"."};
    fs::path out;
    fs::path descriptors;
    Which which;
    Wanted wanted;
    Topics topics;
    std::function<int(const Services&)> verb;

    Program() {
        app.require_subcommand(1);
        app.fallthrough();
        app.add_option("--root", root, "the checkout")->capture_default_str();
        add_header();
        add_list();
        add_environment();
        add_topics();
        add_docs();
    }

private:
    void add_header() {
        auto* header = app.add_subcommand("header", "C++ constants of each manifest");
        header->add_option("--out", out, "folder of <name>.hpp and all.hpp")->required();
        header->callback([this] {
            verb = [this](const Services& services) { return write_headers(services, out); };
        });
    }
    void add_list() {
        auto* names = app.add_subcommand("list", "the services, one a line");
        names->add_flag("--databases", which.databases, "only those that have one");
        names->add_option("--serving", which.serving, "only those that serve it")
            ->check(CLI::IsMember({"grpc", "http"}));
        names->callback(
            [this] { verb = [this](const Services& services) { return list(services, which); }; });
    }
    void add_environment() {
        auto* env = app.add_subcommand(
            "env", "HEARTH_... lines of one process of the local stack whose variables are set");
        env->add_option("NAME", wanted.name, "the service")->required();
        env->add_option("--replica", wanted.replica, "which of its processes")
            ->check(CLI::Range(1, 9))
            ->capture_default_str();
        env->add_option("--clock-offset", wanted.clock_offset, "how far its clock is ahead")
            ->capture_default_str();
        env->callback([this] {
            verb = [this](const Services& services) { return print_environment(services, wanted); };
        });
    }
    void add_topics() {
        auto* make =
            app.add_subcommand("topics", "makes the topics that a broker does not have yet");
        make->add_option("--brokers", topics.kafka.brokers, "host:port,...")
            ->envname("HEARTH_KAFKA_BROKERS")
            ->required();
        make->add_option("--prefix", topics.kafka.topic_prefix, "put before every topic's name");
        make->add_option("--profile", topics.profile, "which number of partitions")
            ->capture_default_str()
            ->check(CLI::IsMember({"local", "production"}));
        make->callback([this] {
            verb = [this](const Services& services) {
                return make_topics(services, topics, root / "deploy/kafka/topics.yaml");
            };
        });
    }
    void add_docs() {
        auto* docs = app.add_subcommand("docs", "writes proto/EVENTS.md and proto/asyncapi.yaml");
        docs->add_option("--descriptors", descriptors, "what protoc made of all protos")
            ->required()
            ->check(CLI::ExistingFile);
        docs->callback([this] {
            verb = [this](const Services& services) {
                return write_docs(services, root, descriptors);
            };
        });
    }
};

}  // namespace

int main(int argc, char** argv) {
    Program program;
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.app.exit(error) == 0 ? kDone : kWrongInput;
    }
    try {
        const auto services = manifest::read_services(program.root);
        return services ? program.verb(*services) : report(services.error());
    } catch (const std::exception& error) {
        fmt::print(stderr, "hearth-manifest: {}\n", error.what());
        return kFailed;
    }
}
