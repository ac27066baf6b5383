#include "libs/auth/jwt.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>

namespace hearth::auth {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kHalf = 32;

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

template <typename Read>
Result<Key> read_key(const std::string& path, Read read) {
    const std::unique_ptr<std::FILE, Freed<std::fclose>> file{std::fopen(path.c_str(), "rb")};
    Key key{file ? read(file.get()) : nullptr};
    std::array<char, 64> group{};
    if (!key || EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), nullptr) != 1 ||
        std::string_view{group.data()} != "prime256v1") {
        return fail(invalid_argument(path, "BAD_KEY_FILE", "holds no P-256 key in PEM form"));
    }
    return key;
}

}  // namespace

std::string base64url(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 4 / 3 + 3);
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            out += kAlphabet[(held >> (bits - 6)) & 63U];
    }
    if (bits > 0) out += kAlphabet[(held << (6 - bits)) & 63U];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) return {};
        held = (held << 6U) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((held >> bits) & 0xffU);
        }
    }
    if (text.size() % 4 == 1 || (held & ((1U << bits) - 1)) != 0) return {};
    return out;
}

Result<Key> private_key(const std::string& pem_path) {
    return read_key(pem_path, [](std::FILE* file) {
        return PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
    });
}

Result<Key> public_key(const std::string& pem_path) {
    return read_key(
        pem_path, [](std::FILE* file) { return PEM_read_PUBKEY(file, nullptr, nullptr, nullptr); });
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string sign_es256(EVP_PKEY* key, std::string_view text) {
    const Context context{EVP_MD_CTX_new()};
    std::array<unsigned char, 128> der{};
    std::size_t size = der.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), der.data(), &size, bytes(text), text.size()) != 1) {
        throw std::runtime_error("OpenSSL cannot sign with a key it has read");
    }
    const unsigned char* at = der.data();
    const Signature parts{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size))};
    std::string signature(2UL * kHalf, '\0');
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out, kHalf);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out + kHalf, kHalf);
    return signature;
}

bool verify_es256(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    if (signature.size() != 2UL * kHalf) return false;
    const Signature parts{ECDSA_SIG_new()};
    ECDSA_SIG_set0(parts.get(), BN_bin2bn(bytes(signature), kHalf, nullptr),
                   BN_bin2bn(bytes(signature) + kHalf, kHalf, nullptr));
    std::array<unsigned char, 128> der{};
    unsigned char* at = der.data();
    const int size = i2d_ECDSA_SIG(parts.get(), &at);
    const Context context{EVP_MD_CTX_new()};
    return size > 0 &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(size), bytes(text),
                            text.size()) == 1;
}

}  // namespace hearth::auth
