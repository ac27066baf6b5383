#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "libs/core/result.hpp"
#include "libs/rpc/owners.hpp"

namespace hearth::rpc {

/// Who may call one method, and whose the things must be that it is asked for: its options
/// `hearth.common.v1.access`, read here and nowhere else.
class Access {
public:
    explicit Access(const google::protobuf::MethodDescriptor& method);
    /// By role alone. PERMISSION_DENIED, reason ROLE_NOT_ALLOWED; METHOD_CLOSED when the method
    /// names no role.
    [[nodiscard]] Result<void> check(const auth::Principal& principal) const;
    /// By role and by what the request names: true when the caller reaches it as its owner only.
    /// PERMISSION_DENIED, reason NOT_YOURS, for what is another's and for what does not exist
    /// alike; UNAVAILABLE, reason OWNER_UNKNOWN, when `owners` cannot look.
    [[nodiscard]] Result<bool> check(const Call& call, const google::protobuf::Message& request,
                                     const Owners& owners) const;
    /// How far a role reaches: nothing; anybody's, WHOSE_UNSPECIFIED; only its own.
    [[nodiscard]] std::optional<common::v1::Whose> reach(std::string_view role) const;
    /// True when a principal of this role may call it, whosever the thing is.
    [[nodiscard]] bool allows(std::string_view role) const;
    /// All roles that are named, in the order of the proto.
    [[nodiscard]] std::vector<std::string> roles() const;
    /// Paths of the request's fields that name the things of this role; none where it reaches
    /// anybody's.
    [[nodiscard]] std::vector<std::string> things(std::string_view role) const;
    /// True when a role reaches only its own.
    [[nodiscard]] bool has_owners() const;
    /// What is wrong with the options, a sentence each: an owner's thing without a field, a field
    /// that is not there, a name in the request of which no owner is asked.
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

private:
    using Path = std::vector<const google::protobuf::FieldDescriptor*>;
    struct Grant {
        std::vector<std::string> roles;
        common::v1::Whose whose = common::v1::WHOSE_UNSPECIFIED;
        std::vector<std::string> things;
        std::vector<Path> paths;
        bool or_self = false;
    };
    void read_things(const google::protobuf::Descriptor& request, Grant& grant);
    static Result<bool> is_own(const Grant& grant, const Call& call,
                               const google::protobuf::Message& request, const Owners& owners);

    std::vector<Grant> grants_;
    std::vector<std::string> faults_;
};

}  // namespace hearth::rpc
