#include "services/gateway/clients.hpp"

namespace hearth::gateway {

Clients::Clients(const Targets& targets)
    : channels_{{"hearth.registry.v1.RegistryService", rpc::connect(targets.registry)},
                {"hearth.contact.v1.ContactService", rpc::connect(targets.contact)},
                {"hearth.dispatch.v1.DispatchService", rpc::connect(targets.dispatch)}} {}

void Clients::call(const std::string& path, const std::string& request,
                   const rpc::Outgoing& outgoing,
                   std::function<void(Result<std::string>)> done) const {
    const auto slash = path.find('/', 1);
    const auto channel = channels_.find(std::string_view{path}.substr(1, slash - 1));
    if (channel == channels_.end()) return done(fail(internal("no channel for " + path)));
    {
        const std::lock_guard lock{mutex_};
        ++open_;
    }
    rpc::call_bytes(channel->second, path, request, outgoing,
                    [this, done = std::move(done)](Result<std::string> answer) {
                        done(std::move(answer));
                        const std::lock_guard lock{mutex_};
                        if (--open_ == 0) idle_.notify_all();
                    });
}

void Clients::wait() const {
    std::unique_lock lock{mutex_};
    idle_.wait(lock, [this] { return open_ == 0; });
}

}  // namespace hearth::gateway
