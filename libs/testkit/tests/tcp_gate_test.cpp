#include "libs/testkit/tcp_gate.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <thread>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/testkit/eventually.hpp"

namespace hearth::testkit {
namespace {

using namespace std::chrono_literals;

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Sends back what comes, to one client after the other, each on its own thread.
class Echo {
public:
    Echo() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(fd_, generic, size) == 0);
        REQUIRE(::listen(fd_, 8) == 0);
        REQUIRE(::getsockname(fd_, generic, &size) == 0);
        port = ntohs(address.sin_port);
        thread_ = std::thread{[this] {
            for (int client = 0; (client = ::accept(fd_, nullptr, nullptr)) >= 0;) {
                std::array<char, 4096> buffer{};
                for (ssize_t n = 0; (n = ::recv(client, buffer.data(), buffer.size(), 0)) > 0;) {
                    ::send(client, buffer.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL);
                }
                ::close(client);
            }
        }};
    }
    ~Echo() {
        ::shutdown(fd_, SHUT_RDWR);
        thread_.join();
        ::close(fd_);
    }
    int port = 0;

private:
    int fd_;
    std::thread thread_;
};

class Client {
public:
    explicit Client(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const sockaddr_in address = loopback(port);
        REQUIRE(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    ~Client() { ::close(fd_); }
    void send(const std::string& text) const {
        ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    /// What came within `bound`; "-" when nothing did, "" when the connection is over.
    [[nodiscard]] std::string receive(std::chrono::milliseconds bound) const {
        pollfd fd{fd_, POLLIN, 0};
        if (::poll(&fd, 1, static_cast<int>(bound.count())) == 0) return "-";
        std::array<char, 4096> buffer{};
        const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
        return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
    }
    void end() const { ::shutdown(fd_, SHUT_WR); }

private:
    int fd_;
};

}  // namespace

TEST_CASE("an open gate forwards both ways and both ends") {
    const Echo echo;
    const TcpGate gate{"127.0.0.1", echo.port};
    const Client client{gate.port()};
    client.send("hello");
    CHECK(client.receive(5s) == "hello");
    client.end();
    CHECK(client.receive(5s).empty());
    CHECK(gate.accepted() == 1);
}

TEST_CASE("a gate may be slow") {
    const Echo echo;
    TcpGate gate{"127.0.0.1", echo.port};
    gate.delay(100ms);
    const Client client{gate.port()};
    const auto start = std::chrono::steady_clock::now();
    client.send("hello");
    CHECK(client.receive(5s) == "hello");
    CHECK(std::chrono::steady_clock::now() - start >= 200ms);
}

TEST_CASE("a held gate loses nothing") {
    const Echo echo;
    TcpGate gate{"127.0.0.1", echo.port};
    const Client client{gate.port()};
    gate.hold(true);
    client.send("hello");
    CHECK(client.receive(100ms) == "-");
    gate.hold(false);
    CHECK(client.receive(5s) == "hello");
}

TEST_CASE("a gate may cut and refuse") {
    const Echo echo;
    TcpGate gate{"127.0.0.1", echo.port};
    const Client client{gate.port()};
    client.send("hello");
    CHECK(client.receive(5s) == "hello");
    gate.cut();
    CHECK(client.receive(5s).empty());
    gate.refuse(true);
    CHECK(Client{gate.port()}.receive(5s).empty());
    gate.refuse(false);
    const Client again{gate.port()};
    again.send("hello");
    CHECK(again.receive(5s) == "hello");
}

}  // namespace hearth::testkit
