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

/// Text from outside is UTF-8 by then; what is not would be replaced, never thrown over. NUL, which
/// no column takes, is left out.
std::string document(const json& rows) {
    constexpr std::string_view kNul = "\\u0000";
    auto text = rows.dump(-1, ' ', false, json::error_handler_t::replace);
    std::size_t from = 0;
    while ((from = text.find('\\', from)) != std::string::npos) {
        if (text.compare(from, kNul.size(), kNul) == 0) {
            text.erase(from, kNul.size());
        } else {
            from += 2;  // the escaped character may be a backslash itself
        }
    }
    return text;
}

}  // namespace hearth::dispatch
