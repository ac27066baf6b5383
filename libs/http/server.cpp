#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>

#include "libs/http/session.hpp"
#include "libs/log/log.hpp"

namespace hearth::http {
namespace {

using net::ip::tcp;

/// Out of file descriptors, usually: some will be free soon.
constexpr std::chrono::milliseconds kAcceptPause{100};

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
    "close\r\n\r\n";

}  // namespace

struct Server::Impl {
    Impl(ServerConfig config, Handler handler)
        : core(std::move(config), std::move(handler)), acceptor(core.io), pause(core.io) {}

    Core core;
    tcp::acceptor acceptor;
    net::steady_timer pause;
    metrics::Counter& refused = metrics::counter("hearth_http_connections_refused_total",
                                                 "Connections refused: too many, of all or one.");
    int port = 0;
    std::vector<std::thread> threads;

    error_code listen() {
        error_code error;
        const auto address = net::ip::make_address(core.config.address, error);
        if (error) return error;
        const tcp::endpoint endpoint{address, static_cast<unsigned short>(core.config.port)};
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(net::socket_base::reuse_address{true}, error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(1024, error);
        if (!error) port = acceptor.local_endpoint(error).port();
        return error;
    }

    void accept() {
        acceptor.async_accept(net::make_strand(core.io),
                              [this](error_code error, tcp::socket socket) {
                                  if (core.stopping || error == net::error::operation_aborted)
                                      return;
                                  if (error) return accept_later(error);
                                  take(std::move(socket));
                                  accept();
                              });
    }

    void accept_later(error_code error) {
        log::warn("http_accept_failed", {{"cause", error.message()}});
        pause.expires_after(kAcceptPause);
        pause.async_wait([this](error_code cancelled) {
            if (!cancelled) accept();
        });
    }

    bool has_room(const net::ip::address& peer) {
        const std::size_t most = core.own.contains(peer)
                                     ? core.config.max_connections_per_own_client
                                     : core.config.max_connections_per_client;
        const bool bounded = most > 0 && !core.proxies.contains(peer);
        const std::lock_guard lock{core.mutex};
        if (core.sessions.size() >= core.config.max_connections) return false;
        if (!bounded) return true;
        const auto known = core.by_client.find(network_of(peer.to_string()));
        return known == core.by_client.end() || known->second < most;
    }

    void take(tcp::socket socket) {
        error_code ignored;
        const auto peer = socket.remote_endpoint(ignored).address();
        if (has_room(peer)) {
            std::make_shared<Session>(core, std::move(socket), peer)->start();
            return;
        }
        refused.add();
        socket.non_blocking(true, ignored);
        socket.write_some(net::buffer(kFull.data(), kFull.size()), ignored);
    }

    void each_session(void (Session::*action)()) {
        const std::lock_guard lock{core.mutex};
        for (Session* session : core.sessions) {
            if (auto alive = session->weak_from_this().lock()) {
                auto strand = alive->executor();
                net::post(strand, [alive = std::move(alive), action] { (*alive.*action)(); });
            }
        }
    }

    bool wait_gone(Deadline deadline) {
        std::unique_lock lock{core.mutex};
        return core.changed.wait_until(lock, deadline.at(),
                                       [this] { return core.sessions.empty(); });
    }

    void stop(Deadline deadline) {
        if (threads.empty()) return;
        core.stopping = true;
        net::post(acceptor.get_executor(), [this] {
            error_code ignored;
            acceptor.close(ignored);
            pause.cancel();
        });
        each_session(&Session::shut_down);
        if (!wait_gone(deadline)) {
            log::warn("http_connections_cut");
            each_session(&Session::close);
            wait_gone(Deadline::after(std::chrono::milliseconds{200}));
        }
        core.io.stop();
        for (std::thread& thread : threads)
            thread.join();
        threads.clear();
        error_code ignored;
        acceptor.close(ignored);
    }
};

Server::Server(ServerConfig config, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(handler))) {}

Server::~Server() {
    stop(Deadline::after(std::chrono::milliseconds{0}));
    // From here on no responder touches the I/O context, which dies with `impl_`.
    const std::lock_guard lock{impl_->core.gate->mutex};
    impl_->core.gate->open = false;
}

Result<void> Server::start() {
    if (const error_code error = impl_->listen(); error) {
        return fail(unavailable("PORT_IN_USE", "cannot listen on " + impl_->core.config.address +
                                                   ":" + std::to_string(impl_->core.config.port) +
                                                   ": " + error.message()));
    }
    impl_->accept();
    for (int i = 0; i < std::max(1, impl_->core.config.threads); ++i) {
        impl_->threads.emplace_back([this] {
            // The acceptor's pending operation keeps the context busy until `stop`.
            impl_->core.io.run();
        });
        ::pthread_setname_np(impl_->threads.back().native_handle(), "http");
    }
    return {};
}

int Server::port() const {
    return impl_->port;
}

void Server::stop(Deadline deadline) {
    impl_->stop(deadline);
}

}  // namespace hearth::http
