#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "libs/http/beast.hpp"
#include "libs/http/http.hpp"
#include "libs/http/networks.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::http {

class Session;

/// Keeps responders on other threads away from an I/O context that is gone.
struct Gate {
    std::mutex mutex;
    bool open = true;
};

/// What the sessions of one server share.
struct Core {
    Core(ServerConfig wanted, Handler wanted_handler)
        : config(std::move(wanted)),
          handler(std::move(wanted_handler)),
          proxies(config.trusted_proxies),
          own(config.own_networks) {}

    const ServerConfig config;
    const Handler handler;
    const Networks proxies;
    const Networks own;
    const std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    std::atomic<bool> stopping{false};
    metrics::Gauge& connections =
        metrics::gauge("hearth_http_connections", "Open HTTP connections.");
    metrics::Counter& forwarded_untrusted =
        metrics::counter("hearth_http_forwarded_untrusted_total",
                         "Requests with X-Forwarded-For from somebody who is no trusted proxy.");
    std::atomic<bool> forwarded_told{false};
    std::mutex mutex;
    std::condition_variable changed;
    std::unordered_set<Session*> sessions;
    std::unordered_map<std::string, std::size_t> by_client;  ///< sessions, by `network_of`
    net::io_context io;
};

/// What waits to be written to one event stream; shared by the session and the stream's owners.
struct Backlog {
    std::mutex mutex;
    std::deque<std::string> chunks;
    std::size_t bytes = 0;
    bool open = true;    ///< the client is there and not too slow
    bool ended = false;  ///< the owners have let go
};

/// One connection: reads a request, hands it over, writes the answer, and again. All members run on
/// the connection's strand.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Core& core, net::ip::tcp::socket socket, const net::ip::address& peer);
    ~Session();

    void start();
    void answer(std::uint64_t exchange, Response response);
    void begin_stream(std::uint64_t exchange, const Fields& headers,
                      std::shared_ptr<Backlog> backlog);
    /// Writes what waits in the backlog, or the end of the stream.
    void pump();
    void shut_down();
    void close();
    [[nodiscard]] auto executor() { return stream_.get_executor(); }

private:
    enum class State { kIdle, kReading, kWorking, kWriting, kStreaming, kLingering };

    void read_head();
    void on_head(error_code error);
    void read_body();
    void on_body(error_code error);
    void refuse(error_code error);
    void name_client(Request& request);
    void hand_over(Request request);
    void write(Response response, bool keep_alive);
    void written(bool keep_alive);
    void watch_client();
    void end_stream();
    void linger();
    void drain(std::size_t left);

    Core& core_;
    beast::tcp_stream stream_;
    net::steady_timer timer_;
    beast::flat_buffer buffer_;
    std::optional<wire::request_parser<wire::string_body>> parser_;
    std::optional<wire::response<wire::string_body>> response_;
    net::ip::address peer_;
    const std::string network_;
    State state_ = State::kIdle;
    std::uint64_t exchange_ = 0;  ///< number of the request that may be answered
    bool keep_alive_ = true;
    bool head_ = false;  ///< the request was a HEAD: no body in the answer
    bool chunked_ = true;
    std::string language_;
    std::shared_ptr<Backlog> backlog_;
    std::string writing_;  ///< chunks on their way to the client
};

/// Runs `work(session)` on the session's strand if both still live. Any thread.
template <typename Work>
void deliver(const std::shared_ptr<Gate>& gate, const std::weak_ptr<Session>& to, Work work) {
    const std::lock_guard lock{gate->mutex};
    if (!gate->open) return;
    if (auto session = to.lock()) {
        auto strand = session->executor();
        net::post(strand, [session = std::move(session), work = std::move(work)]() mutable {
            work(*session);
        });
    }
}

/// The responder of one request.
std::shared_ptr<Responder> make_responder(std::shared_ptr<Gate> gate,
                                          std::weak_ptr<Session> session, std::uint64_t exchange);

}  // namespace hearth::http
