#pragma once

#include <string>

#include "libs/kv/redis.hpp"
#include "libs/runtime/executor.hpp"
#include "services/gateway/clients.hpp"
#include "services/gateway/exchange.hpp"

namespace hearth::gateway {

/// GET /v1/callScreen?phone=…: all that an agent needs when it rings, in one call.
///
/// Asks registry (who has the number, what they are served), contact (who may be calling, open
/// requests) and dispatch (open incidents) side by side under one deadline. A part that is late or
/// down is named in `missing`; the rest stays. A whole view is kept in Redis for a moment, since a
/// ringing call is looked at by several people; without Redis every look asks. Thread-safe.
class CallScreen {
public:
    struct Config {
        std::chrono::milliseconds deadline{800};
        std::chrono::milliseconds keep{2000};
        std::string region = "CN";  ///< of numbers without a country code
    };

    CallScreen(Config config, const Clients& clients, kv::Redis& redis,
               runtime::Executor& executor);
    /// On an executor thread: blocks for the look into Redis.
    void show(const ExchangePtr& exchange) const;

private:
    struct View;
    void ask_registry(const std::shared_ptr<View>& view) const;
    void ask_contact(const std::shared_ptr<View>& view) const;
    void ask_dispatch(const std::shared_ptr<View>& view) const;
    void finish(View& view) const;

    const Config config_;
    const Clients& clients_;
    kv::Redis& redis_;
    runtime::Executor& executor_;
};

}  // namespace hearth::gateway
