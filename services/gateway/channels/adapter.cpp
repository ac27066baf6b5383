#include "services/gateway/channels/adapter.hpp"

#include <vector>

namespace hearth::gateway {
namespace {

/// Takes the same time wherever the difference is.
bool equal(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i] ^ right[i]);
    return difference == 0;
}

std::string from_base64(std::string_view text) {
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto digit = kDigits.find(c);
        if (digit == std::string_view::npos) break;
        held = (held << 6U) | static_cast<unsigned>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>((held >> static_cast<unsigned>(bits)) & 0xFFU);
    }
    return bytes;
}

std::string basic_password(std::string_view header) {
    static constexpr std::string_view kScheme = "Basic ";
    if (!header.starts_with(kScheme)) return {};
    const std::string pair = from_base64(header.substr(kScheme.size()));
    const auto colon = pair.find(':');
    return colon == std::string::npos ? "" : pair.substr(colon + 1);
}

}  // namespace

std::span<const Adapter* const> adapters() {
    static const std::vector<const Adapter*> all = [] {
        std::vector<const Adapter*> found;
        for (const ChannelFile& file : channel_files()) {
            for (const Adapter& adapter : file.make())
                found.push_back(&adapter);
        }
        return found;
    }();
    return all;
}

bool may_speak(const Adapter& adapter, const http::Request& request, const config::Secret& secret,
               bool development) {
    if (adapter.open_to_all) return true;
    if (secret.empty()) return development && !adapter.secret.empty();
    const std::string& wanted = secret.reveal();
    const auto authorization = request.header("Authorization");
    return equal(authorization, "Bearer " + wanted) ||
           equal(basic_password(authorization), wanted) ||
           equal(request.header("X-Channel-Secret"), wanted) ||
           equal(request.parameter("secret"), wanted);
}

}  // namespace hearth::gateway
