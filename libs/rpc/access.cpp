#include "libs/rpc/access.hpp"

#include <algorithm>

#include "hearth/common/v1/access.pb.h"

namespace hearth::rpc {

Access::Access(const google::protobuf::MethodDescriptor& method) {
    const auto& options = method.options();
    for (int i = 0; i < options.ExtensionSize(common::v1::allowed_roles); ++i) {
        roles_.push_back(options.GetExtension(common::v1::allowed_roles, i));
        anyone_ = anyone_ || roles_.back() == "anyone";
    }
}

Result<void> Access::check(const auth::Principal& principal) const {
    if (roles_.empty())
        return fail(permission_denied("METHOD_CLOSED", "nobody may call this method"));
    const bool allowed =
        anyone_ ? !principal.roles.empty()
                : std::any_of(roles_.begin(), roles_.end(),
                              [&](const std::string& role) { return principal.has(role); });
    if (!allowed) {
        return fail(permission_denied("ROLE_NOT_ALLOWED", "none of your roles may call this"));
    }
    return {};
}

}  // namespace hearth::rpc
