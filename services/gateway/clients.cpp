#include "services/gateway/clients.hpp"

#include "libs/core/manifest.hpp"

namespace hearth::gateway {

Clients::Clients(const Targets& targets) {
    for (const auto& [service, target] : targets)
        channels_[service] = rpc::connect(target);
}

void Clients::call(const std::string& path, const std::string& request,
                   const rpc::Outgoing& outgoing,
                   std::function<void(Result<std::string>)> done) const {
    const auto channel = channels_.find(service_of(path));
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
