#include "libs/rpc/access.hpp"

#include <algorithm>

#include "hearth/common/v1/constraints.pb.h"

namespace hearth::rpc {
namespace {

using common::v1::Whose;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kAnyone = "anyone";

/// `anyone` stands for each role that there is, but is none itself.
bool names(const std::vector<std::string>& roles, std::string_view role) {
    if (role == kAnyone) return false;
    return std::any_of(roles.begin(), roles.end(),
                       [&](const std::string& named) { return named == role || named == kAnyone; });
}

bool names(const std::vector<std::string>& roles, const auth::Principal& principal) {
    return std::any_of(principal.roles.begin(), principal.roles.end(),
                       [&](const auto& role) { return names(roles, role); });
}

/// Fields from the message down to a text; empty when there is no such path.
std::vector<const FieldDescriptor*> path_of(const Descriptor& message, std::string_view dotted) {
    std::vector<const FieldDescriptor*> path;
    const Descriptor* at = &message;
    while (at != nullptr) {
        const auto dot = dotted.find('.');
        const FieldDescriptor* field = at->FindFieldByName(std::string{dotted.substr(0, dot)});
        if (field == nullptr || field->is_repeated()) return {};
        path.push_back(field);
        at = field->message_type();
        if (dot == std::string_view::npos) break;
        dotted.remove_prefix(dot + 1);
    }
    const bool text = !path.empty() && path.back()->type() == FieldDescriptor::TYPE_STRING;
    return text ? path : std::vector<const FieldDescriptor*>{};
}

std::string value_at(const std::vector<const FieldDescriptor*>& path, const Message& request) {
    const Message* at = &request;
    for (const FieldDescriptor* field : path) {
        if (field == path.back()) return at->GetReflection()->GetString(*at, field);
        at = &at->GetReflection()->GetMessage(*at, field);
    }
    return {};
}

/// Paths of the texts that must be resource names, but for those of repeated fields.
void add_names(const Descriptor& message, const std::string& before,
               std::vector<std::string>& found) {
    constexpr std::size_t kDeepest = 100;
    if (before.size() > kDeepest) return;
    for (int i = 0; i < message.field_count(); ++i) {
        const FieldDescriptor& field = *message.field(i);
        if (field.is_repeated()) continue;
        const std::string path = before + field.name();
        if (field.message_type() != nullptr)
            add_names(*field.message_type(), path + '.', found);
        else if (!field.options().GetExtension(common::v1::constraints).collection().empty())
            found.push_back(path);
    }
}

/// The collection in which a caller of that kind stands himself; empty for no kind there is.
std::string_view collection_of(Whose whose) {
    switch (whose) {
        case common::v1::WHOSE_OWN_PARTY:
        case common::v1::WHOSE_OWN_REQUEST:
            return "parties/";
        case common::v1::WHOSE_OWN_CREW:
            return "crews/";
        default:
            return {};
    }
}

}  // namespace

Access::Access(const google::protobuf::MethodDescriptor& method) {
    const auto& options = method.options();
    for (int i = 0; i < options.ExtensionSize(common::v1::access); ++i) {
        const common::v1::Access& access = options.GetExtension(common::v1::access, i);
        if (access.roles().empty()) continue;
        Grant grant{{access.roles().begin(), access.roles().end()},
                    access.whose(),
                    {access.things().begin(), access.things().end()},
                    {},
                    access.or_self()};
        if (grant.whose != common::v1::WHOSE_UNSPECIFIED) read_things(*method.input_type(), grant);
        grants_.push_back(std::move(grant));
    }
}

void Access::read_things(const Descriptor& request, Grant& grant) {
    const auto blame = [&](const std::string& what) { faults_.push_back("access " + what); };
    if (collection_of(grant.whose).empty()) blame("is for owners of a kind that there is not");
    if (grant.things.empty()) blame("is for owners, but no field names the thing");
    for (const std::string& thing : grant.things) {
        grant.paths.push_back(path_of(request, thing));
        if (grant.paths.back().empty()) blame("names no text of the request: " + thing);
    }
    std::vector<std::string> all;
    add_names(request, "", all);
    for (const std::string& name : all) {
        if (std::find(grant.things.begin(), grant.things.end(), name) == grant.things.end())
            blame("lets owners name any " + name);
    }
}

Result<void> Access::check(const auth::Principal& principal) const {
    if (grants_.empty())
        return fail(permission_denied("METHOD_CLOSED", "nobody may call this method"));
    for (const Grant& grant : grants_) {
        if (names(grant.roles, principal)) return {};
    }
    return fail(permission_denied("ROLE_NOT_ALLOWED", "none of your roles may call this"));
}

Result<bool> Access::check(const Call& call, const Message& request, const Owners& owners) const {
    if (auto role = check(call.principal); !role) return fail(std::move(role).error());
    for (const Grant& grant : grants_) {
        if (grant.whose == common::v1::WHOSE_UNSPECIFIED && names(grant.roles, call.principal))
            return false;
    }
    for (const Grant& grant : grants_) {
        if (!names(grant.roles, call.principal)) continue;
        const auto own = is_own(grant, call, request, owners);
        if (!own || *own) return own;
    }
    return fail(permission_denied("NOT_YOURS", "it is not yours, or there is no such thing"));
}

Result<bool> Access::is_own(const Grant& grant, const Call& call, const Message& request,
                            const Owners& owners) {
    const std::string_view collection = collection_of(grant.whose);
    if (collection.empty() || !call.principal.id.starts_with(collection)) return false;
    std::vector<std::string> others;
    bool given = false;
    for (const Path& path : grant.paths) {
        std::string thing = value_at(path, request);
        given = given || !thing.empty();
        if (!thing.empty() && thing != call.principal.id) others.push_back(std::move(thing));
    }
    if (!given) return grant.or_self;
    if (others.empty()) return true;
    if (!owners) return false;
    auto own = owners(call, grant.whose, others);
    if (own) return own;
    Error unknown = unavailable("OWNER_UNKNOWN", "whose it is cannot be told now");
    unknown.cause = own.error().reason + ": " + own.error().message + ' ' + own.error().cause;
    return fail(std::move(unknown));
}

std::optional<Whose> Access::reach(std::string_view role) const {
    std::optional<Whose> widest;
    for (const Grant& grant : grants_) {
        if (!names(grant.roles, role)) continue;
        if (grant.whose == common::v1::WHOSE_UNSPECIFIED) return grant.whose;
        widest = grant.whose;
    }
    return widest;
}

bool Access::allows(std::string_view role) const {
    return reach(role) == common::v1::WHOSE_UNSPECIFIED;
}

std::vector<std::string> Access::roles() const {
    std::vector<std::string> all;
    for (const Grant& grant : grants_)
        all.insert(all.end(), grant.roles.begin(), grant.roles.end());
    return all;
}

std::vector<std::string> Access::things(std::string_view role) const {
    if (allows(role)) return {};
    for (const Grant& grant : grants_) {
        if (names(grant.roles, role)) return grant.things;
    }
    return {};
}

bool Access::has_owners() const {
    return std::any_of(grants_.begin(), grants_.end(), [](const Grant& grant) {
        return grant.whose != common::v1::WHOSE_UNSPECIFIED;
    });
}

}  // namespace hearth::rpc
