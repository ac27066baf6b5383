#include "services/gateway/gateway.hpp"

#include <utility>

#include "services/gateway/openapi.hpp"
#include "services/gateway/words.hpp"

namespace hearth::gateway {
namespace {

Error no_route() {
    Error error = not_found("this address");
    error.reason = "NO_SUCH_ROUTE";
    return error;
}

/// 413 and 415 say more than the 400 that their code would give.
void refuse(Exchange& exchange, const Error& error) {
    const bool media = !error.fields.empty() && error.reason == "UNSUPPORTED_MEDIA_TYPE";
    media ? exchange.fail(415, error) : exchange.fail(error);
}

Crowd crowd_of(const Route& route) {
    if (route.adapter != nullptr)
        return route.adapter->open_to_all ? Crowd::kOpen : Crowd::kChannels;
    const bool open = route.own == Own::kOpenApi || route.own == Own::kSignIn;
    return open ? Crowd::kOpen : Crowd::kPeople;
}

}  // namespace

Gateway::Gateway(Config config, const Keys& keys, kv::Redis& redis, runtime::Executor& executor)
    : config_(std::move(config)),
      executor_(executor),
      limits_(redis, config_.limits),
      guesses_(config_.wrong),
      admission_(config_.shares),
      endings_(redis, std::chrono::floor<std::chrono::seconds>(config_.longest_session)),
      sessions_({.development = config_.development, .tenant = config_.tenant}, keys, endings_),
      live_(config_.kafka, config_.live, config_.streams_per_caller,
            [this](const auth::Proof& proof) { return sessions_.go_on(proof); }),
      open_api_(open_api()),
      clients_(config_.peers),
      call_screen_(config_.call_screen, clients_, redis, executor) {
    http::speak(reason_words());
    for (const Route& route : routes()) {
        transcoders_.push_back(route.method.empty() ? nullptr
                                                    : std::make_unique<Transcoder>(route));
        metrics_.push_back(std::make_unique<RouteMetrics>(std::string{route.verb} + " " +
                                                          std::string{route.path}));
    }
    metrics_.push_back(std::make_unique<RouteMetrics>("unknown"));
}

Gateway::~Gateway() {
    clients_.wait();
}

void Gateway::handle(http::Request request, std::shared_ptr<http::Responder> responder) {
    auto exchange = std::make_shared<Exchange>(std::move(request), std::move(responder));
    auto found = router_.find(exchange->request.method, exchange->request.path);
    if (!found.match) {
        exchange->metrics = metrics_.back().get();
        if (found.allowed.empty()) return exchange->fail(no_route());
        std::string allow;
        for (const std::string_view verb : found.allowed)
            allow.append(allow.empty() ? "" : ", ").append(verb);
        auto response = http::problem(
            405, failed_precondition("METHOD_NOT_ALLOWED", "this address takes " + allow),
            exchange->trace.trace_id, exchange->request.header("Accept-Language"));
        response.headers["Allow"] = allow;
        return exchange->send(std::move(response));
    }
    const std::size_t index = found.match->index;
    const Route& route = routes()[index];
    exchange->bound = std::move(found.match->bound);
    exchange->route = std::string{route.verb} + " " + std::string{route.path};
    exchange->metrics = metrics_[index].get();
    if (!let_in(*exchange, route)) return;
    const bool taken = executor_.try_submit(exchange->deadline, [this, exchange, index](bool late) {
        if (late) return exchange->fail(deadline_exceeded("the request"));
        const trace::Span span{exchange->route, exchange->trace};
        run(exchange, index);
    });
    if (!taken) exchange->fail(503, resource_exhausted("OVERLOADED", "too much to do just now"));
}

bool Gateway::let_in(Exchange& exchange, const Route& route) {
    if (route.adapter != nullptr && !knows_secret(exchange.request, *route.adapter)) {
        refuse_guess(exchange, route.adapter->secret,
                     unauthenticated("CHANNEL_SECRET", "the channel's secret is missing or wrong"));
        return false;
    }
    auto room = admission_.enter(crowd_of(route));
    if (!room) {
        exchange.fail(room.error());
        return false;
    }
    exchange.admitted = *std::move(room);
    return true;
}

bool Gateway::knows_secret(const http::Request& request, const Adapter& adapter) const {
    const auto known = config_.channel_secrets.find(adapter.secret);
    const auto secret = known == config_.channel_secrets.end() ? config::Secret{} : known->second;
    return may_speak(adapter, request, secret, config_.development);
}

void Gateway::refuse_guess(Exchange& exchange, std::string_view door, const Error& error) {
    const auto within =
        guesses_.count(std::string{door} + " " + http::network_of(exchange.request.peer));
    exchange.fail(within || !config_.limits ? error : within.error());
}

void Gateway::run(const ExchangePtr& exchange, std::size_t index) {
    const Route& route = routes()[index];
    if (route.adapter != nullptr) return run_channel(exchange, *route.adapter);
    if (route.own != Own::kNone) return run_own(exchange, route.own);
    if (!admit(exchange, false)) return;
    call(exchange, index);
}

bool Gateway::admit(const ExchangePtr& exchange, bool anonymous) {
    std::string who = http::network_of(exchange->request.peer);
    if (!anonymous) {
        if (auto known = sessions_.authenticate(*exchange); !known) {
            // A forgotten tab shows for ever what was good once: no guess.
            known.error().reason == "TOKEN_INVALID" ? refuse_guess(*exchange, "", known.error())
                                                    : exchange->fail(known.error());
            return false;
        }
        who = std::to_string(exchange->principal.tenant) + "/" + exchange->principal.id;
    }
    const auto within = limits_.take(who, anonymous ? config_.anonymous : config_.signed_in);
    if (!within) exchange->fail(within.error());
    return within.has_value();
}

void Gateway::call(const ExchangePtr& exchange, std::size_t index) {
    const Transcoder& transcoder = *transcoders_[index];
    if (auto allowed = transcoder.check(exchange->principal); !allowed) {
        return exchange->fail(allowed.error());
    }
    auto message = transcoder.request(exchange->request, exchange->bound);
    if (!message) return refuse(*exchange, message.error());
    clients_.call(transcoder.path(), *message, {exchange->deadline, exchange->token},
                  [exchange, &transcoder](Result<std::string> answer) {
                      if (!answer) return exchange->fail(answer.error());
                      exchange->send(transcoder.response(*answer));
                  });
}

void Gateway::run_own(const ExchangePtr& exchange, Own own) {
    switch (own) {
        case Own::kOpenApi:
            if (!admit(exchange, true)) return;
            return exchange->send({200, {{"Content-Type", "application/json"}}, open_api_});
        case Own::kSignIn:
            if (!admit(exchange, true)) return;
            return sessions_.sign_in(*exchange);
        case Own::kSignOut:
            if (!admit(exchange, false)) return;
            return sessions_.sign_out(*exchange);
        case Own::kEndSessions:
            if (!admit(exchange, false)) return;
            return sessions_.end_all(*exchange);
        case Own::kStream:
            return run_stream(exchange);
        case Own::kCallScreen:
            if (!admit(exchange, false)) return;
            return call_screen_.show(exchange);
        case Own::kNone:
            break;
    }
}

void Gateway::run_stream(const ExchangePtr& exchange) {
    if (!admit(exchange, false)) return;
    if (exchange->request.method == "HEAD") {
        return exchange->send({200, {{"Content-Type", "text/event-stream"}}, {}});
    }
    for (const char* role : {"agent", "lead", "manager", "dispatcher", "operator"}) {
        if (exchange->principal.has(role)) return live_.subscribe(*exchange);
    }
    exchange->fail(permission_denied("ROLE_NOT_ALLOWED", "the role is not allowed to listen"));
}

void Gateway::run_channel(const ExchangePtr& exchange, const Adapter& adapter) {
    if (adapter.open_to_all && !admit(exchange, true)) return;
    if (exchange->request.body.size() > adapter.max_body) {
        return exchange->fail(
            413, invalid_argument("body", "BODY_TOO_LARGE",
                                  "is longer than " + std::to_string(adapter.max_body) + " bytes"));
    }
    auto command = adapter.translate(exchange->request);
    if (!command) return exchange->fail(command.error());
    sessions_.act_as(*exchange, {std::string{adapter.principal}, {"channel"}, config_.tenant});
    clients_.call(command->path, command->request, {exchange->deadline, exchange->token},
                  [exchange, reply = std::move(command->reply)](Result<std::string> answer) {
                      if (!answer) return exchange->fail(answer.error());
                      exchange->send(reply(*answer));
                  });
}

}  // namespace hearth::gateway
