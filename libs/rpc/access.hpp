#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"

namespace hearth::rpc {

/// Who may call one method: its option `hearth.common.v1.allowed_roles`.
class Access {
public:
    explicit Access(const google::protobuf::MethodDescriptor& method);
    /// PERMISSION_DENIED, reason ROLE_NOT_ALLOWED, or METHOD_CLOSED when the method names no role.
    [[nodiscard]] Result<void> check(const auth::Principal& principal) const;

private:
    std::vector<std::string> roles_;
    bool anyone_ = false;
};

}  // namespace hearth::rpc
