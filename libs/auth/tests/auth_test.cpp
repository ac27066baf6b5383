#include "libs/auth/auth.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <rapidcheck.h>

#include "libs/auth/jwt.hpp"
#include "libs/auth/trust.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::auth {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

Instant now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

constexpr const char* kCeilings = R"(gateway:
  audience: hearth-internal
  tenants: [all]
  speaks_for: {agents/*: [agent], crews/*: [crew, dispatcher]}
registry:
  audience: hearth-internal
  tenants: [1, 2]
  speaks_for: {services/registry: [service]}
edge:
  audience: hearth-edge
  tenants: [all]
  speaks_for: {agents/*: [agent]}
)";

/// A private key in a file, and in a folder its public half, as that of a signer.
struct Pair {
    testkit::TempDir dir;
    std::string trusted = dir.path();
    std::string private_path = dir.path() / "gateway.key";
    std::string public_path = dir.path() / "gateway.pub";

    Pair() : Pair("prime256v1") {}
    explicit Pair(const char* curve) {
        const Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)};
        std::FILE* file = std::fopen(private_path.c_str(), "wb");
        PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        file = std::fopen(public_path.c_str(), "wb");
        PEM_write_PUBKEY(file, key.get());
        std::fclose(file);
        static_cast<void>(dir.write("ceilings.yaml", kCeilings));
    }
    /// Trusts another's key, too, as one of `signer`.
    void trust(const Pair& other, const std::string& signer) const {
        std::filesystem::copy_file(other.public_path, dir.path() / (signer + ".pub"));
    }
};

/// How long a changed folder may go unseen.
bool soon(const std::function<bool()>& holds) {
    return testkit::eventually(holds, 10s);
}

std::string verdict(const Verifier& verifier, std::string_view token) {
    const auto principal = verifier.verify(token);
    return principal ? principal->id : principal.error().reason;
}

const Pair& pair() {
    static const Pair made;
    return made;
}

Json claims() {
    const auto issued = std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count();
    return {{"iss", "hearth"},       {"aud", "hearth-internal"},
            {"sub", "agents/A0007"}, {"roles", {"agent"}},
            {"tenant", 1},           {"exp", issued + 60}};
}

/// Signed with our key whatever it says.
std::string token_of(Json header, const Json& body) {
    const auto key = private_key(pair().private_path);
    header.emplace("kid", id_of(key->get()));
    const std::string text = base64url(header.dump()) + '.' + base64url(body.dump());
    return text + '.' + base64url(sign_es256(key->get(), text));
}

std::string token_of(const Json& body) {
    return token_of({{"alg", "ES256"}, {"typ", "JWT"}}, body);
}

std::string verdict(std::string_view token) {
    static const auto verifier = Verifier::from_folder(pair().trusted);
    const auto principal = verifier->verify(token);
    if (principal) return principal->id;
    CHECK(principal.error().code == Code::kUnauthenticated);
    return principal.error().reason;
}

std::string sign(std::chrono::seconds valid_for) {
    return Signer::from_file(pair().private_path)
        ->sign({"crews/C03", {"crew", "dispatcher"}, 7}, now(), valid_for);
}

}  // namespace

TEST_CASE("a token says who asks, first and from the cache") {
    const auto verifier = Verifier::from_folder(pair().trusted);
    REQUIRE(verifier);
    const std::string token = sign(60s);
    for (int i = 0; i < 3; ++i) {
        const auto principal = verifier->verify(token);
        REQUIRE(principal);
        CHECK(principal->id == "crews/C03");
        CHECK(principal->tenant == 7);
        CHECK(principal->has("crew"));
        CHECK(principal->has("dispatcher"));
        CHECK_FALSE(principal->has("operator"));
    }
}

TEST_CASE("a token ends, also in the cache") {
    CHECK(verdict(sign(0s)) == "TOKEN_EXPIRED");
    CHECK(verdict(sign(-60s)) == "TOKEN_EXPIRED");
    const std::string brief = sign(2s);
    CHECK(verdict(brief) == "crews/C03");
    Json past = claims();
    past["exp"] = 0;
    CHECK(verdict(token_of(past)) == "TOKEN_EXPIRED");
}

TEST_CASE("the algorithm is pinned") {
    CHECK(verdict(token_of(claims())) == "agents/A0007");
    const std::string body = base64url(claims().dump());
    for (const std::string alg : {"none", "None", "NONE", ""}) {
        const std::string head = base64url(Json{{"alg", alg}}.dump());
        CHECK(verdict(head + '.' + body + '.') == "TOKEN_INVALID");
    }
    CHECK(verdict(token_of({{"alg", "ES384"}}, claims())) == "TOKEN_INVALID");
    CHECK(verdict(token_of({{"typ", "JWT"}}, claims())) == "TOKEN_INVALID");
    CHECK(verdict(token_of({{"alg", "ES256"}, {"crit", {"exp"}}}, claims())) == "TOKEN_INVALID");
}

TEST_CASE("HS256 with the public key as secret is refused") {
    std::ifstream in{pair().public_path};
    const std::string secret{std::istreambuf_iterator<char>{in}, {}};
    const std::string text =
        base64url(Json{{"alg", "HS256"}, {"typ", "JWT"}}.dump()) + '.' + base64url(claims().dump());
    std::array<unsigned char, 32> mac{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
    const std::string_view signature{reinterpret_cast<const char*>(mac.data()), size};
    CHECK(verdict(text + '.' + base64url(signature)) == "TOKEN_INVALID");
}

TEST_CASE("a token of another issuer, for another audience, or not yet good is refused") {
    const auto changed = [](const char* key, const Json& value) {
        Json body = claims();
        body[key] = value;
        return verdict(token_of(body));
    };
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count();
    CHECK(changed("iss", "someone") == "TOKEN_INVALID");
    CHECK(changed("aud", "hearth-web") == "TOKEN_INVALID");
    CHECK(changed("aud", {"hearth-internal", "x"}) == "TOKEN_INVALID");
    CHECK(changed("nbf", seconds + 60) == "TOKEN_INVALID");
    CHECK(changed("nbf", "tomorrow") == "TOKEN_INVALID");
    CHECK(changed("nbf", seconds - 60) == "agents/A0007");
    CHECK(changed("iat", seconds + 60) == "TOKEN_INVALID");
    CHECK(changed("iat", seconds + 5LL * 365 * 24 * 3600) == "TOKEN_INVALID");
    CHECK(changed("iat", "tomorrow") == "TOKEN_INVALID");
    CHECK(changed("iat", seconds) == "agents/A0007");
    CHECK(changed("exp", "never") == "TOKEN_INVALID");
    CHECK(changed("exp", 1e300) == "TOKEN_INVALID");
    CHECK(changed("tenant", -1) == "TOKEN_INVALID");
    CHECK(changed("tenant", 1LL << 40) == "TOKEN_INVALID");
    CHECK(changed("roles", "agent") == "TOKEN_INVALID");
    CHECK(changed("roles", {1}) == "TOKEN_INVALID");
    CHECK(changed("sub", nullptr) == "TOKEN_INVALID");
    for (const char* key : {"iss", "aud", "sub", "roles", "tenant", "exp"}) {
        Json body = claims();
        body.erase(key);
        CHECK(verdict(token_of(body)) == "TOKEN_INVALID");
    }
}

TEST_CASE("a token that was touched anywhere is refused") {
    const std::string good = sign(60s);
    REQUIRE(verdict(good) == "crews/C03");
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string touched = good;
        touched[i] = touched[i] == 'A' ? 'B' : 'A';
        INFO("at " << i);
        CHECK(verdict(touched) == "TOKEN_INVALID");
        CHECK(verdict(good.substr(0, i)) == (i == 0 ? "TOKEN_MISSING" : "TOKEN_INVALID"));
    }
    CHECK(verdict(good + "=") == "TOKEN_INVALID");
    CHECK(verdict(good + ".x") == "TOKEN_INVALID");
    const std::string signature(64, '\0');
    const std::string zero = good.substr(0, good.rfind('.') + 1) + base64url(signature);
    CHECK(verdict(zero) == "TOKEN_INVALID");
    const Pair other;
    const std::string foreign =
        Signer::from_file(other.private_path)->sign({"crews/C03", {"crew"}, 7}, now(), 60s);
    CHECK(verdict(foreign) == "TOKEN_INVALID");
}

TEST_CASE("garbage is refused") {
    CHECK(verdict("") == "TOKEN_MISSING");
    CHECK(verdict(".") == "TOKEN_INVALID");
    CHECK(verdict("..") == "TOKEN_INVALID");
    CHECK(verdict("Bearer x") == "TOKEN_INVALID");
    CHECK(verdict(std::string(1'000'000, 'A')) == "TOKEN_INVALID");
    CHECK(rc::check("any text", [](const std::string& text) {
        RC_ASSERT(verdict(text).starts_with("TOKEN_"));
    }));
}

TEST_CASE("base64url comes back, in one form only") {
    CHECK(rc::check("round trip", [](const std::string& bytes) {
        RC_ASSERT(from_base64url(base64url(bytes)) == bytes);
    }));
    CHECK(rc::check("one form", [](const std::string& text) {
        const auto bytes = from_base64url(text);
        RC_ASSERT(base64url(bytes.value_or("")) == (bytes ? text : ""));
    }));
    CHECK(base64url("\xfb\xff") == "-_8");
    CHECK_FALSE(from_base64url("-_9"));
    CHECK_FALSE(from_base64url("AA=="));
    CHECK_FALSE(from_base64url("A"));
}

TEST_CASE("only P-256 keys are taken") {
    const Pair other{"P-384"};
    CHECK(Signer::from_file(other.private_path).error().reason == "BAD_KEY_FILE");
    CHECK(Verifier::from_folder(other.trusted).error().reason == "BAD_KEY_FILE");
    CHECK(Verifier::from_folder("/no/such/folder").error().message.find("/no/such/folder") !=
          std::string::npos);
    CHECK_FALSE(Signer::from_file(pair().public_path));
}

TEST_CASE("finding 22: each key speaks for its own and for nobody else") {
    const Pair gateway;
    const Pair registry;
    gateway.trust(registry, "registry");
    const auto verifier = Verifier::from_folder(gateway.trusted);
    REQUIRE(verifier);
    const auto stolen = Signer::from_file(registry.private_path);
    const auto says = [&](const Principal& principal) {
        return verdict(*verifier, stolen->sign(principal, now(), 60s));
    };
    CHECK(says({"services/registry", {"service"}, 1}) == "services/registry");
    CHECK(says({"services/registry", {"service"}, 2}) == "services/registry");
    CHECK(says({"services/registry", {"service"}, 3}) == "TOKEN_BEYOND_KEY");
    CHECK(says({"services/contact", {"service"}, 1}) == "TOKEN_BEYOND_KEY");
    CHECK(says({"services/registry", {"service", "operator"}, 1}) == "TOKEN_BEYOND_KEY");
    CHECK(says({"operators/O1", {"operator"}, 1}) == "TOKEN_BEYOND_KEY");
    CHECK(says({"agents/A0001", {"agent"}, 1}) == "TOKEN_BEYOND_KEY");
    CHECK(says({"services/registry", {}, 1}) == "TOKEN_BEYOND_KEY");
    const auto own = Signer::from_file(gateway.private_path);
    CHECK(verdict(*verifier, own->sign({"agents/A1", {"agent"}, 9}, now(), 60s)) == "agents/A1");
    CHECK(verdict(*verifier, own->sign({"agents/A1", {"crew"}, 9}, now(), 60s)) ==
          "TOKEN_BEYOND_KEY");
}

TEST_CASE("finding 22: a browser's token opens no service, a service's token no gateway") {
    const Pair gateway;
    const Pair edge;
    gateway.trust(edge, "edge");
    const auto inside = Verifier::from_folder(gateway.trusted);
    const auto outside = Verifier::from_folder(gateway.trusted, Audience::kEdge);
    REQUIRE(inside);
    REQUIRE(outside);
    const Principal agent{"agents/A1", {"agent"}, 1};
    const auto token = [&](const Pair& key, Audience audience) {
        return Signer::from_file(key.private_path, audience)->sign(agent, now(), 60s, "s-1");
    };
    CHECK(verdict(*outside, token(edge, Audience::kEdge)) == "agents/A1");
    CHECK(verdict(*inside, token(edge, Audience::kEdge)) == "TOKEN_INVALID");
    CHECK(verdict(*inside, token(gateway, Audience::kInternal)) == "agents/A1");
    CHECK(verdict(*outside, token(gateway, Audience::kInternal)) == "TOKEN_INVALID");
    // Nor does a key get there by writing the other audience.
    CHECK(verdict(*inside, token(edge, Audience::kInternal)) == "TOKEN_BEYOND_KEY");
    CHECK(verdict(*outside, token(gateway, Audience::kEdge)) == "TOKEN_BEYOND_KEY");
    const auto proof = outside->prove(token(edge, Audience::kEdge));
    REQUIRE(proof);
    CHECK(proof->session == "s-1");
    CHECK(proof->expires_at - proof->issued_at == 60s);
}

TEST_CASE("finding 22: a key is changed without a restart, the old one good until it is removed") {
    const Pair old;
    const Pair next;
    const auto verifier = Verifier::from_folder(old.trusted);
    REQUIRE(verifier);
    const Principal agent{"agents/A1", {"agent"}, 1};
    const std::string by_old = Signer::from_file(old.private_path)->sign(agent, now(), 600s);
    const std::string by_next = Signer::from_file(next.private_path)->sign(agent, now(), 600s);
    CHECK(verdict(*verifier, by_old) == "agents/A1");
    CHECK(verdict(*verifier, by_next) == "TOKEN_INVALID");
    old.trust(next, "gateway.next");
    CHECK(soon([&] { return verdict(*verifier, by_next) == "agents/A1"; }));
    CHECK(verdict(*verifier, by_old) == "agents/A1");
    std::filesystem::remove(old.public_path);
    CHECK(soon([&] { return verdict(*verifier, by_old) == "TOKEN_INVALID"; }));
    CHECK(verdict(*verifier, by_next) == "agents/A1");
    // A folder that cannot be read changes nothing.
    static_cast<void>(old.dir.write("ceilings.yaml", "gateway: ["));
    CHECK_FALSE(
        testkit::eventually([&] { return verdict(*verifier, by_next) != "agents/A1"; }, 3s));
}

TEST_CASE("a key file that is no good is passed over, and what is gone is gone") {
    const Pair old;
    const Pair next;
    old.trust(next, "gateway.next");
    const auto verifier = Verifier::from_folder(old.trusted);
    REQUIRE(verifier);
    const Principal agent{"agents/A1", {"agent"}, 1};
    const std::string by_old = Signer::from_file(old.private_path)->sign(agent, now(), 600s);
    const std::string by_next = Signer::from_file(next.private_path)->sign(agent, now(), 600s);
    const auto proof = verifier->prove(by_old);
    REQUIRE(proof);
    CHECK(verifier->trusts(*proof));
    const std::string half = old.dir.write("gateway.half.pub", "-----BEGIN PUBLIC KEY-----\nMFkw");
    std::filesystem::remove(old.public_path);
    CHECK(soon([&] { return !verifier->trusts(*proof); }));
    CHECK(verdict(*verifier, by_old) == "TOKEN_INVALID");
    CHECK(verdict(*verifier, by_next) == "agents/A1");
    const auto passed_over = [&](const std::string& count) {
        static_cast<void>(verifier->trusts(*proof));
        return metrics::render().find("hearth_trusted_keys_passed_over " + count + "\n") !=
               std::string::npos;
    };
    CHECK(passed_over("1"));
    std::filesystem::remove(half);
    CHECK(soon([&] { return passed_over("0"); }));
    // Not even ceilings that cannot be read keep a key.
    static_cast<void>(old.dir.write("ceilings.yaml", "gateway: ["));
    CHECK(soon([&] { return passed_over("1"); }));
    CHECK(verdict(*verifier, by_next) == "agents/A1");
    std::filesystem::remove(old.dir.path() / "gateway.next.pub");
    CHECK(soon([&] { return verdict(*verifier, by_next) == "TOKEN_INVALID"; }));
}

TEST_CASE("finding 22: a folder of keys says which file is wrong") {
    const Pair one;
    const auto fault = [&] {
        const auto verifier = Verifier::from_folder(one.trusted);
        return verifier ? std::string{} : verifier.error().message;
    };
    one.trust(one, "gateway.next");
    CHECK(fault().find("gateway.pub") != std::string::npos);
    std::filesystem::remove(one.dir.path() / "gateway.next.pub");
    CHECK(fault().empty());
    const Pair stranger;
    one.trust(stranger, "stranger");
    CHECK(fault().find("stranger.pub") != std::string::npos);
    std::filesystem::remove(one.dir.path() / "stranger.pub");
    static_cast<void>(one.dir.write("ceilings.yaml", "gateway: {tenants: [all]}"));
    CHECK(fault().find("gateway.audience") != std::string::npos);
}

}  // namespace hearth::auth
