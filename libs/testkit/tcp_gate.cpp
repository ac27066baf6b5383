#include "libs/testkit/tcp_gate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <deque>
#include <list>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hearth::testkit {
namespace {

using Time = std::chrono::steady_clock::time_point;
constexpr std::size_t kMostChunks = 64;

sockaddr_in address_of(const std::string& host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        throw std::runtime_error("TcpGate wants an IPv4 address, not " + host);
    }
    return address;
}

int make_socket() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

struct Chunk {
    Time due;
    std::string bytes;
};

/// One direction of a connection.
struct Pipe {
    int from;
    int to;
    std::deque<Chunk> chunks{};
    bool ended = false;   ///< `from` sends no more
    bool closed = false;  ///< and `to` has been told

    [[nodiscard]] bool wants_input() const { return !ended && chunks.size() < kMostChunks; }

    bool read(Time due) {
        std::array<char, 16384> buffer{};
        const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
        if (count > 0) {
            chunks.push_back({due, {buffer.data(), static_cast<std::size_t>(count)}});
        } else if (count == 0) {
            ended = true;
        }
        return count >= 0 || errno == EAGAIN;
    }

    bool write(Time now) {
        while (!chunks.empty() && chunks.front().due <= now) {
            std::string& bytes = chunks.front().bytes;
            const ssize_t count = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0) return errno == EAGAIN;
            bytes.erase(0, static_cast<std::size_t>(count));
            if (bytes.empty()) chunks.pop_front();
        }
        if (ended && chunks.empty() && !closed) {
            ::shutdown(to, SHUT_WR);
            closed = true;
        }
        return true;
    }
};

class Connection {
public:
    Connection(int client, int server)
        : client_(client), server_(server), up_{client, server}, down_{server, client} {}
    ~Connection() {
        // Linger 0: the peers see a reset unless both have already said goodbye.
        const linger now{1, 0};
        if (!(up_.closed && down_.closed)) {
            ::setsockopt(client_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            ::setsockopt(server_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        ::close(client_);
        ::close(server_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void watch(std::vector<pollfd>& fds, bool held) const {
        for (const Pipe* pipe : {&up_, &down_}) {
            const Pipe& other = pipe == &up_ ? down_ : up_;
            const bool output =
                !other.chunks.empty() && other.chunks.front().due <= Time::clock::now();
            int events = 0;
            if (!held && pipe->wants_input()) events |= POLLIN;
            if (!held && output) events |= POLLOUT;
            // A descriptor without events would still report hang-ups, at full speed.
            fds.push_back({events == 0 ? -1 : pipe->from, static_cast<short>(events), 0});
        }
    }

    /// False when the connection is over.
    bool serve(std::chrono::milliseconds delay, short client_events, short server_events) {
        const Time now = Time::clock::now();
        if ((client_events & (POLLIN | POLLHUP | POLLERR)) != 0 && !up_.read(now + delay))
            return false;
        if ((server_events & (POLLIN | POLLHUP | POLLERR)) != 0 && !down_.read(now + delay))
            return false;
        if (!up_.write(now) || !down_.write(now)) return false;
        return !(up_.closed && down_.closed);
    }

    [[nodiscard]] bool waits() const { return !up_.chunks.empty() || !down_.chunks.empty(); }

private:
    int client_;
    int server_;
    Pipe up_;
    Pipe down_;
};

}  // namespace

struct TcpGate::Impl {
    sockaddr_in target{};
    int listener = -1;
    int wake = -1;
    int port = 0;
    std::atomic<std::int64_t> delay_ms{0};
    std::atomic<bool> held{false};
    std::atomic<bool> refused{false};
    std::atomic<int> cuts{0};
    std::atomic<int> accepted{0};
    std::atomic<bool> stopping{false};
    std::list<Connection> connections;
    std::thread thread;

    void poke() const {
        const std::uint64_t one = 1;
        static_cast<void>(::write(wake, &one, sizeof one));
    }

    void accept_one() {
        const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (client < 0) return;
        ++accepted;
        if (refused) {
            ::close(client);
            return;
        }
        const int on = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const int server = make_socket();
        const auto* to = reinterpret_cast<const sockaddr*>(&target);
        if (::connect(server, to, sizeof target) != 0 && errno != EINPROGRESS) {
            ::close(client);
            ::close(server);
            return;
        }
        connections.emplace_back(client, server);
    }

    void run() {
        int cuts_seen = 0;
        while (!stopping) {
            std::vector<pollfd> fds{{wake, POLLIN, 0}, {listener, POLLIN, 0}};
            bool waits = false;
            for (const Connection& connection : connections) {
                connection.watch(fds, held);
                waits = waits || connection.waits();
            }
            ::poll(fds.data(), fds.size(), waits && !held ? 1 : -1);
            if ((fds[0].revents & POLLIN) != 0) {
                std::uint64_t ignored = 0;
                static_cast<void>(::read(wake, &ignored, sizeof ignored));
            }
            if (cuts_seen != cuts || refused) connections.clear();
            cuts_seen = cuts;
            std::size_t at = 2;
            for (auto it = connections.begin(); it != connections.end(); at += 2) {
                const bool alive = held || it->serve(std::chrono::milliseconds{delay_ms},
                                                     fds[at].revents, fds[at + 1].revents);
                it = alive ? std::next(it) : connections.erase(it);
            }
            if ((fds[1].revents & POLLIN) != 0) accept_one();
        }
        connections.clear();
    }
};

TcpGate::TcpGate(const std::string& host, int port) : impl_(std::make_unique<Impl>()) {
    impl_->target = address_of(host, port);
    impl_->wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    impl_->listener = make_socket();
    sockaddr_in own = address_of("127.0.0.1", 0);
    socklen_t size = sizeof own;
    auto* generic = reinterpret_cast<sockaddr*>(&own);
    if (::bind(impl_->listener, generic, size) != 0 || ::listen(impl_->listener, 128) != 0 ||
        ::getsockname(impl_->listener, generic, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "listen");
    }
    impl_->port = ntohs(own.sin_port);
    impl_->thread = std::thread{[this] { impl_->run(); }};
}

TcpGate::~TcpGate() {
    impl_->stopping = true;
    impl_->poke();
    impl_->thread.join();
    ::close(impl_->listener);
    ::close(impl_->wake);
}

int TcpGate::port() const {
    return impl_->port;
}

void TcpGate::delay(std::chrono::milliseconds span) {
    impl_->delay_ms = span.count();
    impl_->poke();
}

void TcpGate::hold(bool held) {
    impl_->held = held;
    impl_->poke();
}

void TcpGate::refuse(bool refused) {
    impl_->refused = refused;
    impl_->poke();
}

void TcpGate::cut() {
    ++impl_->cuts;
    impl_->poke();
}

int TcpGate::accepted() const {
    return impl_->accepted;
}

}  // namespace hearth::testkit
