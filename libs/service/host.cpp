#include "libs/service/host.hpp"

#include <cstdio>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <utility>

#include <malloc.h>
#include <unistd.h>

#include "libs/config/options.hpp"
#include "libs/http/admin.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/outbox/cleaning.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/service/admin_service.hpp"
#include "libs/service/checks.hpp"
#include "libs/service/health.hpp"
#include "libs/service/listeners.hpp"
#include "libs/service/own_token.hpp"
#include "libs/service/settings.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::service {
namespace {

using namespace std::chrono_literals;

constexpr int kWrongConfiguration = 2;
constexpr auto kHealthInterval = 1s;
constexpr auto kCleaningInterval = 10min;
constexpr auto kRequiredWithin = 30s;

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
    all.push_back(health_statements());
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
    Health health;
    outbox::Relay relay;
    outbox::Work work;
    runtime::Executor executor;
    Listeners listeners;
    std::vector<Job> jobs;
    Operated operated;
    std::vector<std::function<Result<void>(sql::Tx&)>> required;
    std::vector<grpc::Service*> services;
    std::unique_ptr<AdminService> admin_service;
    std::unique_ptr<rpc::Server> server;
    std::unique_ptr<http::Admin> admin;

    void finish_configuration() const;
    void open_keys();
    void tell_serving();
    void check_required();
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
      health(pool, definition.plan, [this] { tell_serving(); }),
      relay(relay_pool, settings.kafka, clock),
      work(
          pool, [this] { relay.wake(); }, produced_by(definition.manifest)),
      executor("interactive", settings.executor),
      listeners(definition.manifest, settings.kafka),
      operated{
          service, pool, checker_pool, clock, page_tokens, settings.development, host_checks(clock),
          {},      {}} {
    clock.set_offset(settings.clock_offset);
}

void Host::Impl::finish_configuration() const {
    if (auto done = source.finish(); !done) refuse(done.error());
}

void Host::Impl::open_keys() {
    if (verifier) return;
    const auto auth = source.root().section("auth");
    auto reader = auth::Verifier::from_folder(settings.trusted_keys_dir);
    auto signer = auth::Signer::from_file(settings.private_key_file);
    if (!settings.trusted_keys_dir.empty() && !reader)
        auth.refuse("trusted_keys_dir", reader.error().reason, reader.error().message);
    if (!settings.private_key_file.empty() && !signer)
        auth.refuse("private_key_file", signer.error().reason, signer.error().message);
    if (!reader || !signer) finish_configuration();
    verifier.emplace(*std::move(reader));
    own_token.emplace(*std::move(signer), "services/" + service);
}

void Host::Impl::tell_serving() {
    server->set_serving(app.ready() && health.answers());
}

void Host::Impl::check_required() {
    const auto ask = [this](const auto& holds) -> Result<void> {
        auto tx = checker_pool.begin(0, Deadline::after(kRequiredWithin));
        if (!tx) return fail(std::move(tx).error());
        return holds(*tx);
    };
    for (const auto& holds : required) {
        if (const auto held = ask(holds); !held)
            throw std::runtime_error{held.error().reason + ": " + held.error().message + ' ' +
                                     held.error().cause};
    }
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
    app.on_ready([this](bool ready) { server->set_serving(ready && health.answers()); });
}

/// In the order of their start; they stop in reverse.
void Host::Impl::add_parts() {
    admin = std::make_unique<http::Admin>(
        settings.admin_address, settings.admin_port, [this] { return app.ready() && health.ask(); },
        source.print());
    app.add(
        "admin", [this] { admin->start(); }, [this](Deadline deadline) { admin->stop(deadline); });
    app.add("database", [this] { health.wait_for_database(); }, {});
    app.add("required", [this] { check_required(); }, {});
    app.add(
        "relay", [this] { relay.start(); }, [this](Deadline deadline) { relay.stop(deadline); });
    for (const auto& [name, loop] : jobs) {
        app.add(
            name, [&loop = *loop] { loop.start(); },
            [&loop = *loop](Deadline deadline) { loop.stop(deadline); });
    }
    listeners.add_to(app);
    app.add("executor", {}, [this](Deadline deadline) {
        executor.stop(deadline);
        admin_service->stop(deadline);
    });
    add_server();
}

int Host::Impl::run() {
    listeners.check_all_added();
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
        if (impl->app.ready()) static_cast<void>(impl->health.ask());
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
        not_in_manifest(impl_->definition.manifest, "calls " + name);
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
    auto& inbox = impl_->listeners.add(purpose, impl_->work, impl_->clock, std::move(by_topic));
    impl_->operated.inboxes.push_back(&inbox);
}

runtime::Loop& Host::job(const std::string& name, std::chrono::milliseconds interval,
                         runtime::Loop::Body body) {
    impl_->jobs.push_back({name, std::make_unique<runtime::Loop>(name, interval, std::move(body))});
    return *impl_->jobs.back().loop;
}

void Host::check(const std::string& invariant, Check check) {
    impl_->operated.checks.emplace_back(invariant, std::move(check));
}

void Host::require(std::function<Result<void>(sql::Tx&)> holds) {
    impl_->required.push_back(std::move(holds));
}

void Host::open_steps(
    std::function<Result<std::vector<OpenStep>>(sql::Tx&, Instant older_than)> list) {
    impl_->operated.open_steps.push_back(std::move(list));
}

int Host::run() {
    return impl_->run();
}

}  // namespace hearth::service
