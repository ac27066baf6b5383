#include "libs/core/id.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <openssl/evp.h>

#include "libs/core/random.hpp"
namespace hearth {
namespace {

constexpr Uuid kNamespace{{0x6b, 0x1f, 0x0e, 0x3c, 0x52, 0x9d, 0x4a, 0x77, 0x9b, 0x5e, 0x0c, 0x21,
                           0xd4, 0x86, 0xfa, 0x13}};

void put_big_endian(std::uint8_t* to, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) {
        to[i] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)));
    }
}

void set_version(Uuid& id, unsigned version) {
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | (version << 4U));
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3fU) | 0x80U);
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool dash_before(std::size_t byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::string to_string(const Uuid& id) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (dash_before(i)) ++at;
        text[at++] = kDigits[id.bytes[i] >> 4U];
        text[at++] = kDigits[id.bytes[i] & 0x0fU];
    }
    return text;
}

Result<Uuid> parse_uuid(std::string_view text) {
    const auto bad = [] { return fail(invalid_argument("uuid", "BAD_UUID", "is not a UUID")); };
    if (text.size() != 36) return bad();
    Uuid id;
    std::size_t at = 0;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (dash_before(i) && text[at++] != '-') return bad();
        const int high = hex_value(text[at++]);
        const int low = hex_value(text[at++]);
        if (high < 0 || low < 0) return bad();
        id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return id;
}

/// RFC 9562, 6.2, method 1: 26 bits count on within a thread's millisecond, from where chance began
/// in the lower half of them; 48 are random.
Uuid new_uuid(Instant now) {
    constexpr std::uint64_t kLowerHalf = (1U << 25U) - 1;
    constexpr unsigned kLowBits = 14;
    thread_local std::int64_t last_ms = -1;
    thread_local std::uint64_t count = 0;
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    count = ms == last_ms ? count + 1 : random_bits() & kLowerHalf;
    last_ms = ms;
    Uuid id;
    put_big_endian(id.bytes.data(), static_cast<std::uint64_t>(ms), 6);
    put_big_endian(id.bytes.data() + 6, count >> kLowBits, 2);
    put_big_endian(id.bytes.data() + 8, count & ((1U << kLowBits) - 1), 2);
    put_big_endian(id.bytes.data() + 10, random_bits(), 6);
    set_version(id, 7);
    return id;
}

Uuid named_uuid(std::string_view kind, std::string_view name) {
    std::string words(kNamespace.bytes.begin(), kNamespace.bytes.end());
    // The length keeps ("a", "bc") and ("ab", "c") apart.
    words.append(std::to_string(kind.size())).append(":").append(kind).append(name);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    if (EVP_Digest(words.data(), words.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
        std::abort();
    }
    Uuid id;
    std::memcpy(id.bytes.data(), digest.data(), id.bytes.size());
    set_version(id, 5);
    return id;
}

}  // namespace hearth

std::size_t std::hash<hearth::Uuid>::operator()(const hearth::Uuid& id) const noexcept {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, id.bytes.data(), 8);
    std::memcpy(&low, id.bytes.data() + 8, 8);
    return high * 0x9e3779b97f4a7c15U ^ low;
}
