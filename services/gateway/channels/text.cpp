#include "services/gateway/channels/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <memory>

#include <iconv.h>

#include "libs/core/text.hpp"

namespace hearth::gateway {
namespace {

struct Close {
    void operator()(iconv_t converter) const { ::iconv_close(converter); }
};
using Converter = std::unique_ptr<std::remove_pointer_t<iconv_t>, Close>;

Error bad_encoding(const std::string& field, std::string message) {
    return invalid_argument(field, "BAD_ENCODING", std::move(message));
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, const std::string& charset,
                            const std::string& field) {
    iconv_t opened = ::iconv_open("UTF-8", charset.c_str());
    // iconv's way of saying no.
    if (reinterpret_cast<std::intptr_t>(opened) == -1) {
        return fail(bad_encoding(field, "is in a character set that is not known"));
    }
    const Converter converter{opened};
    std::string input{bytes};
    char* from = input.data();
    std::size_t left = input.size();
    std::string text;
    std::array<char, 4096> part{};
    while (left > 0) {
        char* to = part.data();
        std::size_t room = part.size();
        const auto done = ::iconv(converter.get(), &from, &left, &to, &room);
        text.append(part.data(), part.size() - room);
        if (done == static_cast<std::size_t>(-1) && errno != E2BIG) {
            return fail(bad_encoding(field, "is not " + charset));
        }
    }
    if (text.find('\0') != std::string::npos) {
        return fail(bad_encoding(field, "must not contain a zero character"));
    }
    return text;
}

std::string charset_of(std::string_view content_type) {
    static constexpr std::string_view kName = "charset=";
    const std::string lower = lower_case(content_type);
    const auto at = lower.find(kName);
    if (at == std::string::npos) return {};
    std::string name = lower.substr(at + kName.size());
    name = name.substr(0, name.find(';'));
    std::erase_if(name, [](unsigned char c) { return c == '"' || std::isspace(c) != 0; });
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

std::string address_of(std::string_view written) {
    return std::string{written.size() > kLongestAddress ? std::string_view{} : written};
}

bool usable_id(std::string_view id, std::size_t most) {
    return !id.empty() && id.size() <= most &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace hearth::gateway
