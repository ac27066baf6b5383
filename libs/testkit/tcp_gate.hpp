#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace hearth::testkit {

/// A forwarder on loopback between a client and a server, which can be slow, deaf, or cut.
/// Thread-safe.
///
/// It cannot stand before Kafka: the broker tells its clients its own address.
class TcpGate {
public:
    TcpGate(const std::string& host, int port);
    ~TcpGate();
    TcpGate(const TcpGate&) = delete;
    TcpGate& operator=(const TcpGate&) = delete;

    [[nodiscard]] int port() const;
    /// Every byte, in both directions, arrives this much later.
    void delay(std::chrono::milliseconds span);
    /// While held, connections are accepted and nothing passes: a server that hangs. Then all flows
    /// on.
    void hold(bool held);
    /// While refused, new connections are closed at once and old ones are cut: a server that is
    /// gone.
    void refuse(bool refused);
    /// Resets every connection, as a crash of the server does.
    void cut();
    /// Connections so far.
    [[nodiscard]] int accepted() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::testkit
