#include "services/dispatch/storage/json.hpp"

namespace hearth::dispatch {
namespace {

constexpr char kBetween = '\x1f';

}  // namespace

json of(const std::optional<Uuid>& id) {
    return id ? json(to_string(*id)) : json{};
}
json of(Instant at) {
    return to_rfc3339(at);
}
json of(const std::optional<Instant>& at) {
    return at ? of(*at) : json{};
}
json text_or_null(const std::string& text) {
    return text.empty() ? json{} : json(text);
}
json of(const std::vector<Uuid>& ids) {
    json list = json::array();
    for (const auto& id : ids)
        list.push_back(to_string(id));
    return list;
}

std::vector<std::string> split(const std::string& joined) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (!joined.empty() && from <= joined.size()) {
        const auto to = std::min(joined.find(kBetween, from), joined.size());
        parts.push_back(joined.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

std::vector<Uuid> split_ids(const std::string& joined) {
    std::vector<Uuid> ids;
    for (const auto& part : split(joined))
        ids.push_back(parse_uuid(part).value_or(Uuid{}));
    return ids;
}

std::optional<GeoPoint> read_point(const sql::Row& row, std::string_view north,
                                   std::string_view east) {
    const auto latitude = row.get<std::optional<double>>(north);
    const auto longitude = row.get<std::optional<double>>(east);
    if (!latitude || !longitude) return {};
    return GeoPoint{*latitude, *longitude};
}

}  // namespace hearth::dispatch
