#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "libs/http/http.hpp"

namespace hearth::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<int> hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char small = lower(c);
    if (small >= 'a' && small <= 'f') return small - 'a' + 10;
    return std::nullopt;
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

bool CaseInsensitive::operator()(std::string_view left, std::string_view right) const {
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [](char a, char b) { return lower(a) < lower(b); });
}

std::string_view Request::header(std::string_view name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? std::string_view{} : std::string_view{at->second};
}

std::string_view Request::parameter(std::string_view name) const {
    const auto at = query.find(name);
    return at == query.end() ? std::string_view{} : std::string_view{at->second};
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            plain += ' ';
        } else if (text[i] != '%') {
            plain += text[i];
        } else {
            const auto high = i + 1 < text.size() ? hex(text[i + 1]) : std::nullopt;
            const auto low = i + 2 < text.size() ? hex(text[i + 2]) : std::nullopt;
            if (!high || !low) {
                return fail(invalid_argument("url", "BAD_ENCODING",
                                             "a % is not followed by two hexadecimal digits"));
            }
            plain += static_cast<char>(*high * 16 + *low);
            i += 2;
        }
    }
    if (plain.find('\0') != std::string::npos) {
        return fail(invalid_argument("url", "BAD_ENCODING", "must not contain a zero byte"));
    }
    return plain;
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += kDigits[byte >> 4U];
        encoded += kDigits[byte & 15U];
    }
    return encoded;
}

Result<Query> parse_query(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        if (!name) return fail(std::move(name).error());
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!value) return fail(std::move(value).error());
        query.emplace(std::move(*name), std::move(*value));
    }
    return query;
}

}  // namespace hearth::http
