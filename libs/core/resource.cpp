#include "libs/core/resource.hpp"

namespace hearth {

std::string resource_name(std::string_view collection, const Uuid& id) {
    return std::string{collection} + '/' + to_string(id);
}

std::string resource_name(std::string_view collection, const std::optional<Uuid>& id) {
    return id ? resource_name(collection, *id) : std::string{};
}

Result<Uuid> require_name(std::string_view name, std::string_view collection,
                          std::string_view field) {
    if (name.size() > collection.size() && name.starts_with(collection) &&
        name[collection.size()] == '/') {
        if (const auto id = parse_uuid(name.substr(collection.size() + 1))) return *id;
    }
    return fail(invalid_argument(std::string{field}, name.empty() ? "REQUIRED" : "BAD_NAME",
                                 "is not of the form " + std::string{collection} + "/<uid>"));
}

Result<std::optional<Uuid>> read_name(std::string_view name, std::string_view collection,
                                      std::string_view field) {
    if (name.empty()) return std::optional<Uuid>{};
    const auto id = require_name(name, collection, field);
    if (!id) return fail(id.error());
    return std::optional<Uuid>{*id};
}

std::optional<Uuid> uid_of(std::string_view name) {
    const auto id = parse_uuid(name.substr(name.rfind('/') + 1));
    return id ? std::optional<Uuid>{*id} : std::nullopt;
}

Result<void> require_etag(std::string_view etag) {
    if (!etag.empty()) return {};
    return fail(invalid_argument("etag", "REQUIRED", "is missing: read first, then change"));
}

Result<void> check_etag(std::string_view etag, std::int64_t version) {
    if (etag.empty() || etag == std::to_string(version)) return {};
    return fail(aborted("STALE_ETAG", "it was changed meanwhile: read it again; it is at version " +
                                          std::to_string(version) + " now"));
}

}  // namespace hearth
