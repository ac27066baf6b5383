#include "libs/http/admin.hpp"

#include <stdexcept>
#include <utility>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::http {
namespace {

constexpr std::chrono::milliseconds kReadyWithin{2000};

Response text(int status, std::string body) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

Response set_log_level(const std::string& wanted) {
    const auto level = log::parse_level(wanted);
    if (!level) return problem(level.error(), {}, {});
    log::set_level(*level);
    return text(200, wanted + "\n");
}

std::string level_name() {
    switch (log::level()) {
        case log::Level::kDebug:
            return "debug";
        case log::Level::kInfo:
            return "info";
        case log::Level::kWarn:
            return "warn";
        case log::Level::kError:
            break;
    }
    return "error";
}

}  // namespace

Admin::Admin(const std::string& address, int port, std::function<bool()> ready, std::string config)
    : ready_(std::move(ready)),
      config_(std::move(config)),
      checks_("admin", {.threads = 1, .queue = 16}),
      server_({.address = address, .port = port, .max_connections = 64},
              [this](const Request& request, const std::shared_ptr<Responder>& responder) {
                  handle(request, responder);
              }) {}

Admin::~Admin() {
    stop(Deadline::after(std::chrono::milliseconds{0}));
}

void Admin::start() {
    if (auto started = server_.start(); !started) {
        throw std::runtime_error{started.error().message};
    }
}

void Admin::stop(Deadline deadline) {
    server_.stop(deadline);
}

void Admin::handle(const Request& request, const std::shared_ptr<Responder>& responder) {
    if (request.path == "/loglevel" && request.method == "PUT") {
        return responder->send(set_log_level(request.body));
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return responder->send(text(405, "only GET\n"));
    }
    if (request.path == "/livez") return responder->send(text(200, "ok\n"));
    if (request.path == "/loglevel") return responder->send(text(200, level_name() + "\n"));
    if (request.path == "/config") return responder->send(text(200, config_));
    if (request.path == "/metrics") {
        return responder->send(
            {200, {{"Content-Type", "text/plain; version=0.0.4"}}, metrics::render()});
    }
    if (request.path != "/readyz") return responder->send(text(404, "no such page\n"));
    const bool queued =
        checks_.try_submit(Deadline::after(kReadyWithin), [this, responder](bool late) {
            const bool ready = !late && ready_();
            responder->send(text(ready ? 200 : 503, ready ? "ready\n" : "not ready\n"));
        });
    if (!queued) responder->send(text(503, "not ready\n"));
}

}  // namespace hearth::http
