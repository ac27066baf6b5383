#include "libs/rpc/server.hpp"

#include <algorithm>
#include <utility>

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>

#include "libs/rpc/grpc_log.hpp"
#include "libs/rpc/methods.hpp"

namespace hearth::rpc {
namespace {

constexpr int kLeastPingIntervalMs = 2000;
constexpr int kConnectionAgeGraceMs = 30000;

/// Learns the full names of the services from the server that is being built.
class ServiceNames : public grpc::ServerBuilderPlugin {
public:
    explicit ServiceNames(std::vector<std::string>& names) : names_(names) {}
    std::string name() override { return "hearth_service_names"; }
    void InitServer(grpc::ServerInitializer* /*initializer*/) override {}
    void Finish(grpc::ServerInitializer* initializer) override {
        names_ = *initializer->GetServiceList();
    }
    void ChangeArguments(const std::string& /*name*/, void* /*value*/) override {}

private:
    std::vector<std::string>& names_;
};

class AskNames : public grpc::ServerBuilderOption {
public:
    explicit AskNames(std::vector<std::string>& names) : names_(names) {}
    void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
    void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
        plugins->push_back(std::make_unique<ServiceNames>(names_));
    }

private:
    std::vector<std::string>& names_;
};

/// What of the services keeps a server from starting; services of other kinds have no say.
std::string wrong_methods(const std::vector<grpc::Service*>& services) {
    std::string all;
    for (const grpc::Service* service : services) {
        const auto* methods = dynamic_cast<const Methods*>(service);
        if (methods == nullptr) continue;
        for (const std::string& fault : methods->faults())
            all += (all.empty() ? "" : "; ") + fault;
    }
    return all;
}

}  // namespace

struct Server::Impl {
    ServerConfig config;
    std::vector<grpc::Service*> services;
    std::vector<std::string> names;
    std::unique_ptr<grpc::Server> server;
    int port = 0;

    void set_serving(bool serving) const {
        auto* health = server->GetHealthCheckService();
        health->SetServingStatus("", serving);
        for (const std::string& name : names)
            health->SetServingStatus(name, serving);
    }
};

Server::Server(ServerConfig config, std::vector<grpc::Service*> services)
    : impl_(new Impl{std::move(config), std::move(services), {}, {}}) {
    route_grpc_log();
    grpc::EnableDefaultHealthCheckService(true);
}

Server::~Server() {
    if (impl_->server) stop(Deadline::after(std::chrono::milliseconds{0}));
}

Result<void> Server::start() {
    if (auto faults = wrong_methods(impl_->services); !faults.empty())
        return fail(failed_precondition("METHODS_WRONG", std::move(faults)));
    const ServerConfig& config = impl_->config;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(config.address, grpc::InsecureServerCredentials(), &impl_->port);
    for (grpc::Service* service : impl_->services)
        builder.RegisterService(service);
    builder.SetOption(std::make_unique<AskNames>(impl_->names));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                               static_cast<int>(config.max_connection_age.count()));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kConnectionAgeGraceMs);
    // Our clients ping while they wait for an answer; without this the server takes it for abuse.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               kLeastPingIntervalMs);
    // Two programs on one port would each get half the calls, and nobody would notice.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    impl_->server = builder.BuildAndStart();
    if (!impl_->server || impl_->port == 0) {
        impl_->server.reset();
        return fail(unavailable("ADDRESS_IN_USE", "cannot listen on " + config.address));
    }
    impl_->set_serving(false);
    return {};
}

int Server::port() const {
    return impl_->port;
}

void Server::set_serving(bool serving) {
    if (impl_->server) impl_->set_serving(serving);
}

void Server::stop(Deadline deadline) {
    if (!impl_->server) return;
    set_serving(false);
    const auto within = std::min(deadline.remaining(), impl_->config.shutdown_within);
    impl_->server->Shutdown(std::chrono::system_clock::now() + within);
}

}  // namespace hearth::rpc
