#include "libs/http/tests/wire.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hearth::http {

Wire::Wire(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        throw std::runtime_error{"cannot connect"};
    }
}

Wire::~Wire() {
    if (fd_ >= 0) ::close(fd_);
}

bool Wire::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::fill(std::chrono::steady_clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (eof_ || left.count() <= 0) return false;
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
    std::array<char, 65536> bytes{};
    const ssize_t size = ::recv(fd_, bytes.data(), bytes.size(), 0);
    eof_ = size <= 0;
    if (!eof_) unread_.append(bytes.data(), static_cast<std::size_t>(size));
    return !eof_;
}

std::string Wire::read(std::string_view end, std::chrono::milliseconds bound) {
    const auto until = std::chrono::steady_clock::now() + bound;
    while (true) {
        const auto at = end.empty() ? std::string::npos : unread_.find(end);
        if (at != std::string::npos) {
            std::string text = unread_.substr(0, at + end.size());
            unread_.erase(0, at + end.size());
            return text;
        }
        if (!fill(until)) return std::exchange(unread_, {});
    }
}

bool Wire::closed(std::chrono::milliseconds bound) {
    const auto until = std::chrono::steady_clock::now() + bound;
    while (fill(until)) {
    }
    return eof_;
}

void Wire::reset() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(std::exchange(fd_, -1));
}

}  // namespace hearth::http
