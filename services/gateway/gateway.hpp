#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/auth/auth.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/kv/redis.hpp"
#include "libs/runtime/executor.hpp"
#include "services/gateway/admission.hpp"
#include "services/gateway/callscreen.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/clients.hpp"
#include "services/gateway/endings.hpp"
#include "services/gateway/exchange.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/live.hpp"
#include "services/gateway/session.hpp"
#include "services/gateway/transcode.hpp"

namespace hearth::gateway {

/// The gateway without its process: takes requests from the HTTP server and answers each once.
///
/// On the server's thread only the route is found; rights, limits and translation run on the
/// executor (they may ask Redis), calls to services are asynchronous. Denies by default: a route
/// without a signed-in principal exists only where this file says so. Thread-safe.
class Gateway {
public:
    struct Config {
        bool development = false;
        int tenant = 1;  ///< of channels and of development sessions that name none
        bool limits = true;
        Rate signed_in{500, 2000};
        Rate anonymous{100, 1000};
        Rate wrong{1, 30};  ///< tokens that are none, and secrets of one channel, of one client
        Admission::Shares shares;
        std::chrono::milliseconds longest_session{std::chrono::hours{24}};
        /// By the name that an adapter has for its secret.
        std::map<std::string_view, config::Secret> channel_secrets;
        Clients::Targets peers;
        CallScreen::Config call_screen;
        kafka::Config kafka;
        LiveLog::Limits live;
        std::size_t streams_per_caller = 32;
    };

    Gateway(Config config, const Keys& keys, kv::Redis& redis, runtime::Executor& executor);
    ~Gateway();

    void handle(http::Request request, std::shared_ptr<http::Responder> responder);
    Live& live() { return live_; }
    Endings& endings() { return endings_; }

private:
    /// Who speaks for a channel, and room. False when it has answered already.
    bool let_in(Exchange& exchange, const Route& route);
    bool knows_secret(const http::Request& request, const Adapter& adapter) const;
    /// Answers what was shown at a door and is nobody's.
    void refuse_guess(Exchange& exchange, std::string_view door, const Error& error);
    void run(const ExchangePtr& exchange, std::size_t index);
    void run_own(const ExchangePtr& exchange, Own own);
    void run_channel(const ExchangePtr& exchange, const Adapter& adapter);
    void run_stream(const ExchangePtr& exchange);
    void call(const ExchangePtr& exchange, std::size_t index);
    /// False when it has answered already.
    bool admit(const ExchangePtr& exchange, bool anonymous);

    const Config config_;
    const Router router_;
    std::vector<std::unique_ptr<Transcoder>> transcoders_;  ///< by route; null without a method
    std::vector<std::unique_ptr<RouteMetrics>> metrics_;    ///< by route, then one for no route
    runtime::Executor& executor_;
    Limits limits_;
    Guesses guesses_;
    Admission admission_;
    Endings endings_;
    Sessions sessions_;
    Live live_;
    std::string open_api_;
    Clients clients_;
    CallScreen call_screen_;
};

}  // namespace hearth::gateway
