#include "libs/service/host.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <malloc.h>
#include <sql_gen/service/health.sql.hpp>
#include <unistd.h>

#include "libs/config/options.hpp"
#include "libs/http/admin.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/outbox/cleaning.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/backoff.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/service/admin_service.hpp"
#include "libs/service/checks.hpp"
#include "libs/service/own_token.hpp"
#include "libs/service/settings.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::service {
namespace {

using namespace std::chrono_literals;

constexpr int kWrongConfiguration = 2;
constexpr auto kHealthInterval = 1s;
constexpr auto kHealthWithin = 1s;
constexpr auto kDatabaseWithin = 20s;
constexpr auto kCleaningInterval = 10min;

[[noreturn]] void leave(int status) {
    log::flush();
    std::cout.flush();
    std::fflush(nullptr);
    ::_exit(status);
}

[[noreturn]] void refuse(const Error& error) {
    if (error.fields.empty()) std::cerr << error.message << '\n';
    for (const FieldViolation& fault : error.fields)
        std::cerr << fault.field << ' ' << fault.message << '\n';
    leave(kWrongConfiguration);
}

config::Source load(const std::string& path) {
    auto source = config::Source::load(path, config::Source::process_environment());
    if (!source) refuse(source.error());
    return *std::move(source);
}

std::vector<std::span<const sql::Statement>> app_statements(const Definition& definition) {
    auto all = definition.statements;
    all.push_back(outbox::work_statements());
    all.push_back(outbox::inbox_statements());
    all.emplace_back(statements::all_health);
    return all;
}

std::vector<std::span<const sql::Statement>> checker_statements(const Definition& definition) {
    auto all = definition.statements;
    all.push_back(check_statements());
    all.push_back(event_statements());
    return all;
}

outbox::Work::Topics produced_by(const Manifest& manifest) {
    outbox::Work::Topics topics;
    for (const Manifest::Topic& topic : manifest.produces)
        topics.push_back(topic.name);
    return topics;
}

[[noreturn]] void not_in_manifest(const std::string& service, const std::string& does) {
    throw std::logic_error(service + ' ' + does + ", which its service.yaml does not say");
}

Result<void> ping(sql::Pool& pool) {
    auto tx = pool.begin(0, Deadline::after(kHealthWithin));
    if (!tx) return fail(std::move(tx).error());
    if (auto rows = tx->run(statements::ping); !rows) return fail(std::move(rows).error());
    return {};
}

/// Comes after the app, which must block signals first, and before any thread.
struct Process {
    Process(const Settings& settings, const std::string& service) {
        // Threads of gRPC, librdkafka and ours allocate for each other; an arena for each would
        // triple the memory of an idle service.
        ::mallopt(M_ARENA_MAX, 2);
        log::start({settings.log_level, service});
        trace::set_sample_ratio(settings.sample_ratio);
        if (settings.development) runtime::allow_failpoints();
    }
};

/// A background job under the name by which it is started and stopped.
struct Job {
    std::string name;
    std::unique_ptr<runtime::Loop> loop;
};

/// One consumer group of the service.
struct Listener {
    std::string purpose;
    outbox::Inbox inbox;
    kafka::Consumer consumer;

    Listener(std::string name, const kafka::Config& kafka, const std::string& group,
             const std::vector<std::string>& topics, outbox::Inbox made)
        : purpose(std::move(name)),
          inbox(std::move(made)),
          consumer(kafka, group, topics, [this](std::span<const kafka::Message> messages) {
              return inbox.handle(messages);
          }) {}
};

}  // namespace

/// Whatever needs a good configuration to exist is made when it is first asked for, so that a wrong
/// one can be told whole before anything of it is used.
struct Host::Impl {
    Impl(int argc, char** argv, Definition made_of);

    const Definition definition;
    const std::string service;
    const config::Options options;
    const config::Source source;
    const Settings settings;
    runtime::App app;
    const Process process;
    Clock clock;
    std::map<std::string, std::shared_ptr<grpc::Channel>, std::less<>> channels;
    std::optional<auth::Verifier> verifier;
    std::optional<OwnToken> own_token;
    PageTokens page_tokens;
    sql::Pool pool;
    sql::Pool relay_pool;
    sql::Pool checker_pool;
    outbox::Relay relay;
    outbox::Work work;
    runtime::Executor executor;
    std::vector<std::unique_ptr<Listener>> listeners;
    std::vector<Job> jobs;
    Operated operated;
    std::vector<grpc::Service*> services;
    std::unique_ptr<AdminService> admin_service;
    std::unique_ptr<rpc::Server> server;
    std::unique_ptr<http::Admin> admin;
    std::atomic<bool> database_answers{false};

    void finish_configuration() const;
    void check_topics(std::string_view purpose, const std::vector<std::string>& topics) const;
    void check_listeners() const;
    void open_keys();
    void open_database();
    bool ask_database();
    void add_parts();
    void add_server();
    int run();
};

Host::Impl::Impl(int argc, char** argv, Definition made_of)
    : definition(std::move(made_of)),
      service(definition.manifest.name),
      options(config::parse_options(argc, argv, "hearth-" + service,
                                    "Hearth's service " + service + ".", definition.commands)),
      source(load(options.file)),
      settings(read_settings(source.root(), definition.manifest)),
      app(settings.app),
      process(settings, service),
      page_tokens(settings.page_token_secret.reveal()),
      pool(settings.app_database, app_statements(definition)),
      relay_pool(settings.relay_database, {outbox::relay_statements()}),
      checker_pool(settings.checker_database, checker_statements(definition)),
      relay(relay_pool, settings.kafka, clock),
      work(
          pool, [this] { relay.wake(); }, produced_by(definition.manifest)),
      executor("interactive", settings.executor),
      operated{
          service, pool, checker_pool, clock, page_tokens, settings.development, host_checks(clock),
          {},      {}} {
    clock.set_offset(settings.clock_offset);
}

void Host::Impl::finish_configuration() const {
    if (auto done = source.finish(); !done) refuse(done.error());
}

/// By topic, as a map of them comes.
void Host::Impl::check_topics(std::string_view purpose,
                              const std::vector<std::string>& topics) const {
    std::vector<std::string_view> named;
    for (const Manifest::Listener& listener : definition.manifest.listens) {
        if (listener.purpose == purpose)
            named.assign(listener.topics.begin(), listener.topics.end());
    }
    for (const std::string& topic : topics) {
        if (std::erase(named, topic) == 0)
            not_in_manifest(service, "listens to " + topic + " as " + std::string{purpose});
    }
    if (!named.empty()) {
        throw std::logic_error(service + " does not listen to " + std::string{named.front()} +
                               " as " + std::string{purpose} + ", which its service.yaml says");
    }
}

void Host::Impl::check_listeners() const {
    for (const Manifest::Listener& listener : definition.manifest.listens) {
        const bool there = std::ranges::any_of(
            listeners, [&](const auto& one) { return one->purpose == listener.purpose; });
        if (!there) check_topics(listener.purpose, {});
    }
}

void Host::Impl::open_keys() {
    if (verifier) return;
    const auto auth = source.root().section("auth");
    auto reader = auth::Verifier::from_file(settings.public_key_file);
    auto signer = auth::Signer::from_file(settings.private_key_file);
    if (!settings.public_key_file.empty() && !reader)
        auth.refuse("public_key_file", reader.error().reason, reader.error().message);
    if (!settings.private_key_file.empty() && !signer)
        auth.refuse("private_key_file", signer.error().reason, signer.error().message);
    if (!reader || !signer) finish_configuration();
    verifier.emplace(*std::move(reader));
    own_token.emplace(*std::move(signer), "services/" + service);
}

/// A database that is not there yet is waited for, since all start together; one that refuses us or
/// whose schema we do not know is not.
void Host::Impl::open_database() {
    const Deadline deadline = Deadline::after(kDatabaseWithin);
    runtime::Backoff backoff{50ms, 1s};
    while (true) {
        const Deadline attempt = deadline.earlier(Deadline::after(5s));
        auto opened = pool.check(attempt);
        if (opened) opened = sql::check_schema(pool, definition.plan, attempt);
        if (opened) break;
        const bool passing = opened.error().code == Code::kUnavailable ||
                             opened.error().code == Code::kDeadlineExceeded;
        log::failure("database_not_ready", opened.error());
        if (!passing || deadline.passed()) {
            throw std::runtime_error{opened.error().reason + ": " + opened.error().message + ' ' +
                                     opened.error().cause};
        }
        std::this_thread::sleep_for(backoff.next());
    }
    database_answers = true;
}

/// A pool whose connections are all at work is busy, not broken.
bool Host::Impl::ask_database() {
    const auto asked = ping(pool);
    const bool answers = asked || asked.error().code == Code::kResourceExhausted;
    if (answers != database_answers.exchange(answers)) {
        log::warn(answers ? "database_back" : "database_lost");
        server->set_serving(answers && app.ready());
    }
    return answers;
}

void Host::Impl::add_server() {
    admin_service = std::make_unique<AdminService>(operated, *verifier);
    services.push_back(&admin_service->methods());
    server = std::make_unique<rpc::Server>(settings.server, services);
    app.add(
        "server",
        [this] {
            if (auto started = server->start(); !started)
                throw std::runtime_error{started.error().message};
            log::info("listening", {{"port", server->port()}});
        },
        [this](Deadline deadline) { server->stop(deadline); });
    app.on_ready([this](bool ready) { server->set_serving(ready && database_answers); });
}

/// In the order of their start; they stop in reverse.
void Host::Impl::add_parts() {
    admin = std::make_unique<http::Admin>(
        settings.admin_address, settings.admin_port,
        [this] { return app.ready() && ask_database(); }, source.print());
    app.add(
        "admin", [this] { admin->start(); }, [this](Deadline deadline) { admin->stop(deadline); });
    app.add("database", [this] { open_database(); }, {});
    app.add(
        "relay", [this] { relay.start(); }, [this](Deadline deadline) { relay.stop(deadline); });
    for (const auto& [name, loop] : jobs) {
        app.add(
            name, [&loop = *loop] { loop.start(); },
            [&loop = *loop](Deadline deadline) { loop.stop(deadline); });
    }
    for (const auto& listener : listeners) {
        app.add(
            listener->purpose, [&listener] { listener->consumer.start(); },
            [&listener](Deadline deadline) { listener->consumer.stop(deadline); });
    }
    app.add("executor", {}, [this](Deadline deadline) {
        executor.stop(deadline);
        admin_service->stop(deadline);
    });
    add_server();
}

int Host::Impl::run() {
    check_listeners();
    open_keys();
    finish_configuration();
    if (config::answer(options, source)) leave(0);
    metrics::gauge("hearth_build_info", "Always 1.", {{"service", service}}).set(1);
    add_parts();
    const int status = app.run();
    log::flush();
    return status;
}

Host::Host(int argc, char** argv, Definition definition)
    : impl_(std::make_unique<Impl>(argc, argv, std::move(definition))) {
    job("health", kHealthInterval, [impl = impl_.get()](const runtime::Loop&) {
        if (impl->app.ready()) static_cast<void>(impl->ask_database());
        return false;
    });
    job("forget_commands", kCleaningInterval, [impl = impl_.get()](const runtime::Loop&) {
        const auto more =
            outbox::forget_commands(impl->pool, impl->clock.now(), Deadline::after(30s));
        return more && *more;
    });
}

Host::~Host() = default;

config::Section Host::settings() const {
    return impl_->source.root().section(impl_->service);
}

const Clock& Host::clock() const {
    return impl_->clock;
}

outbox::Work& Host::work() {
    return impl_->work;
}

sql::Pool& Host::pool() {
    return impl_->pool;
}

runtime::Executor& Host::executor() {
    return impl_->executor;
}

const auth::Verifier& Host::verifier() const {
    impl_->open_keys();
    return *impl_->verifier;
}

const PageTokens& Host::page_tokens() const {
    return impl_->page_tokens;
}

std::shared_ptr<grpc::Channel> Host::peer(std::string_view service) {
    if (const auto known = impl_->channels.find(service); known != impl_->channels.end())
        return known->second;
    const std::string name{service};
    if (!impl_->definition.manifest.calls(service))
        not_in_manifest(impl_->service, "calls " + name);
    // Where it is missing, the configuration tells so before anything is called.
    const std::string& target = impl_->settings.peers.at(name);
    if (target.empty()) return rpc::connect("127.0.0.1:1");
    return impl_->channels.emplace(name, rpc::connect(target)).first->second;
}

std::string Host::own_token(int tenant) const {
    impl_->open_keys();
    return impl_->own_token->get(tenant);
}

void Host::serve(rpc::Methods& methods) {
    impl_->services.push_back(&methods);
}

void Host::consume(const std::string& purpose, std::map<std::string, outbox::Apply> by_topic) {
    std::vector<std::string> topics;
    topics.reserve(by_topic.size());
    for (const auto& [topic, apply] : by_topic)
        topics.push_back(topic);
    impl_->check_topics(purpose, topics);
    outbox::Inbox inbox{impl_->work, impl_->clock, purpose, std::move(by_topic)};
    impl_->listeners.push_back(std::make_unique<Listener>(
        purpose, impl_->settings.kafka, impl_->service + '.' + purpose, topics, std::move(inbox)));
    impl_->operated.inboxes.push_back(&impl_->listeners.back()->inbox);
}

runtime::Loop& Host::job(const std::string& name, std::chrono::milliseconds interval,
                         runtime::Loop::Body body) {
    impl_->jobs.push_back({name, std::make_unique<runtime::Loop>(name, interval, std::move(body))});
    return *impl_->jobs.back().loop;
}

void Host::check(const std::string& invariant, Check check) {
    impl_->operated.checks.emplace_back(invariant, std::move(check));
}

void Host::open_steps(
    std::function<Result<std::vector<OpenStep>>(sql::Tx&, Instant older_than)> list) {
    impl_->operated.open_steps.push_back(std::move(list));
}

int Host::run() {
    return impl_->run();
}

}  // namespace hearth::service
