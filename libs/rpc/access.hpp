#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"

namespace hearth::rpc {

/// Who may call one method: its options `hearth.common.v1.access`, read here and nowhere else.
class Access {
public:
    explicit Access(const google::protobuf::MethodDescriptor& method);
    /// PERMISSION_DENIED, reason ROLE_NOT_ALLOWED; METHOD_CLOSED when the method names no role;
    /// OWNER_UNKNOWN when the role may only reach what is its own, which nobody can tell yet.
    [[nodiscard]] Result<void> check(const auth::Principal& principal) const;
    /// True when a principal of this role may call it, whosever the thing is.
    [[nodiscard]] bool allows(std::string_view role) const;
    /// All roles that are named, in the order of the proto.
    [[nodiscard]] std::vector<std::string> roles() const;

private:
    struct Grant {
        std::vector<std::string> roles;
        bool own_only = false;
    };
    std::vector<Grant> grants_;
};

}  // namespace hearth::rpc
