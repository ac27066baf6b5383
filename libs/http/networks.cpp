#include "libs/http/networks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "libs/http/http.hpp"

namespace hearth::http {
namespace {

/// 10.0.0.1 of ::ffff:10.0.0.1, which is how a socket for both kinds shows it.
net::ip::address plain(const net::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
}

std::string with_length(const std::string& text, bool four) {
    if (text.find('/') != std::string::npos) return text;
    return text + (four ? "/32" : "/128");
}

bool is_four(const std::string& text) {
    return text.find(':') == std::string::npos;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// The address of "203.0.113.7:4711", "[2001:db8::1]:4711" or one without a port, as proxies write
/// it.
std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
    const auto colon = text.find(':');
    return colon == text.rfind(':') ? text.substr(0, colon) : text;
}

}  // namespace

bool is_network(const std::string& text) {
    error_code wrong;
    is_four(text) ? static_cast<void>(net::ip::make_network_v4(with_length(text, true), wrong))
                  : static_cast<void>(net::ip::make_network_v6(with_length(text, false), wrong));
    return !wrong;
}

Networks::Networks(const std::vector<std::string>& written) {
    for (const std::string& text : written) {
        if (!is_network(text)) continue;
        if (is_four(text)) {
            four_.push_back(net::ip::make_network_v4(with_length(text, true)).canonical());
        } else {
            six_.push_back(net::ip::make_network_v6(with_length(text, false)).canonical());
        }
    }
}

bool Networks::contains(const net::ip::address& address) const {
    const auto known = plain(address);
    if (known.is_v4()) {
        return std::ranges::any_of(four_, [&](const auto& network) {
            return net::ip::network_v4{known.to_v4(), network.prefix_length()}.canonical() ==
                   network;
        });
    }
    return std::ranges::any_of(six_, [&](const auto& network) {
        return net::ip::network_v6{known.to_v6(), network.prefix_length()}.canonical() == network;
    });
}

std::string client_of(const net::ip::address& peer, std::string_view forwarded,
                      const Networks& trusted) {
    auto client = plain(peer);
    while (trusted.contains(client) && !forwarded.empty()) {
        const auto comma = forwarded.rfind(',');
        std::string_view last =
            comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1);
        forwarded = comma == std::string_view::npos ? "" : forwarded.substr(0, comma);
        last = without_port(trimmed(last));
        error_code wrong;
        const auto next = net::ip::make_address(std::string{last}, wrong);
        if (wrong) break;
        client = plain(next);
    }
    return client.to_string();
}

std::string network_of(const std::string& address) {
    error_code wrong;
    const auto known = net::ip::make_address(address, wrong);
    if (wrong || plain(known).is_v4()) return wrong ? address : plain(known).to_string();
    constexpr unsigned short kHouse = 64;
    return net::ip::network_v6{known.to_v6(), kHouse}.canonical().to_string();
}

}  // namespace hearth::http
