#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace hearth::http {

/// A bare connection to a server on loopback, for requests that no proper client would send.
class Wire {
public:
    explicit Wire(int port);
    ~Wire();
    Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// False when the server has closed the connection.
    bool send(std::string_view bytes) const;
    /// Everything until the server closes, or until `end` has come, or until `bound` has passed.
    std::string read(std::string_view end = {},
                     std::chrono::milliseconds bound = std::chrono::seconds{10});
    /// True when the server closes within `bound`; what it still says is dropped.
    bool closed(std::chrono::milliseconds bound = std::chrono::seconds{10});
    /// Closes with a reset, as a client that crashes.
    void reset();

private:
    bool fill(std::chrono::steady_clock::time_point until);
    int fd_;
    std::string unread_;
    bool eof_ = false;
};

}  // namespace hearth::http
