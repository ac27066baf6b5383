#include <nlohmann/json.hpp>

#include "libs/auth/auth.hpp"
#include "libs/auth/jwt.hpp"
#include "libs/auth/trust.hpp"

namespace hearth::auth {

struct Signer::Impl {
    Key key;
    std::string key_id;
    Audience audience;
};

Signer::Signer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;

Result<Signer> Signer::from_file(const std::string& private_key_pem_path, Audience audience) {
    auto key = private_key(private_key_pem_path);
    if (!key) return fail(std::move(key).error());
    std::string id = id_of(key->get());
    return Signer{std::make_unique<Impl>(Impl{*std::move(key), std::move(id), audience})};
}

std::string Signer::sign(const Principal& principal, Instant now, std::chrono::seconds valid_for,
                         std::string_view session) const {
    const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    const nlohmann::json header{{"alg", kAlgorithm}, {"typ", "JWT"}, {"kid", impl_->key_id}};
    nlohmann::json claims{{"iss", kIssuer},
                          {"aud", name_of(impl_->audience)},
                          {"sub", principal.id},
                          {"roles", principal.roles},
                          {"tenant", principal.tenant},
                          {"iat", issued.count()},
                          {"exp", (issued + valid_for).count()}};
    if (!session.empty()) claims["sid"] = session;
    const std::string text = base64url(header.dump()) + '.' + base64url(claims.dump());
    return text + '.' + base64url(sign_es256(impl_->key.get(), text));
}

}  // namespace hearth::auth
