#include "libs/rpc/access.hpp"

#include <algorithm>

#include "hearth/common/v1/access.pb.h"

namespace hearth::rpc {
namespace {

constexpr std::string_view kAnyone = "anyone";

/// `anyone` stands for each role that there is, but is none itself.
bool names(const std::vector<std::string>& roles, std::string_view role) {
    if (role == kAnyone) return false;
    return std::any_of(roles.begin(), roles.end(),
                       [&](const std::string& named) { return named == role || named == kAnyone; });
}

}  // namespace

Access::Access(const google::protobuf::MethodDescriptor& method) {
    const auto& options = method.options();
    for (int i = 0; i < options.ExtensionSize(common::v1::access); ++i) {
        const common::v1::Access& access = options.GetExtension(common::v1::access, i);
        if (access.roles().empty()) continue;
        grants_.push_back({{access.roles().begin(), access.roles().end()},
                           access.whose() != common::v1::WHOSE_UNSPECIFIED});
    }
}

Result<void> Access::check(const auth::Principal& principal) const {
    if (grants_.empty())
        return fail(permission_denied("METHOD_CLOSED", "nobody may call this method"));
    bool own = false;
    for (const Grant& grant : grants_) {
        const bool named = std::any_of(principal.roles.begin(), principal.roles.end(),
                                       [&](const auto& role) { return names(grant.roles, role); });
        if (named && !grant.own_only) return {};
        own = own || named;
    }
    if (own) return fail(permission_denied("OWNER_UNKNOWN", "whose it is cannot be told yet"));
    return fail(permission_denied("ROLE_NOT_ALLOWED", "none of your roles may call this"));
}

bool Access::allows(std::string_view role) const {
    return std::any_of(grants_.begin(), grants_.end(), [&](const Grant& grant) {
        return !grant.own_only && names(grant.roles, role);
    });
}

std::vector<std::string> Access::roles() const {
    std::vector<std::string> all;
    for (const Grant& grant : grants_)
        all.insert(all.end(), grant.roles.begin(), grant.roles.end());
    return all;
}

}  // namespace hearth::rpc
