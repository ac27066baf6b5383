#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libs/http/beast.hpp"

namespace hearth::http {

/// Some addresses: "10.0.0.0/8", "fd00::/8", or one by itself.
class Networks {
public:
    /// What is none is left out: see `is_network`.
    explicit Networks(const std::vector<std::string>& written);
    [[nodiscard]] bool contains(const net::ip::address& address) const;
    [[nodiscard]] bool empty() const { return four_.empty() && six_.empty(); }

private:
    std::vector<net::ip::network_v4> four_;
    std::vector<net::ip::network_v6> six_;
};

/// The address that a request came from: the connection's own, or, where that is a proxy we trust,
/// the last of `forwarded` (an X-Forwarded-For header) that is none.
std::string client_of(const net::ip::address& peer, std::string_view forwarded,
                      const Networks& trusted);

}  // namespace hearth::http
