#include "services/gateway/path_template.hpp"

#include <algorithm>

namespace hearth::gateway {
namespace {

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto slash = text.find('/');
        parts.push_back(text.substr(0, slash));
        if (slash == std::string_view::npos) return parts;
        text.remove_prefix(slash + 1);
    }
}

/// Cuts "…:verb" off the last segment. A colon inside a variable does not occur.
std::string_view cut_verb(std::string_view& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.find('/', colon) != std::string_view::npos)
        return {};
    const std::string_view verb = text.substr(colon + 1);
    text = text.substr(0, colon);
    return verb;
}

}  // namespace

PathTemplate::PathTemplate(std::string_view text) {
    verb_ = std::string{cut_verb(text)};
    text.remove_prefix(1);
    while (!text.empty()) {
        if (text.front() == '{') {
            const auto close = text.find('}');
            const auto equals = text.find('=');
            Variable variable{std::string{text.substr(1, equals - 1)}, segments_.size(), 0};
            for (const std::string_view part : split(text.substr(equals + 1, close - equals - 1)))
                segments_.emplace_back(part);
            variable.end = segments_.size();
            variables_.push_back(std::move(variable));
            text.remove_prefix(close + 1);
        } else {
            const auto slash = std::min(text.find('/'), text.size());
            segments_.emplace_back(text.substr(0, slash));
            text.remove_prefix(slash);
        }
        if (!text.empty()) text.remove_prefix(1);
    }
}

std::optional<std::vector<std::pair<std::string, std::string>>> PathTemplate::match(
    std::string_view path) const {
    if (!path.starts_with('/')) return std::nullopt;
    if (cut_verb(path) != verb_) return std::nullopt;
    path.remove_prefix(1);
    const auto parts = split(path);
    const bool same = std::equal(parts.begin(), parts.end(), segments_.begin(), segments_.end(),
                                 [](std::string_view part, const std::string& segment) {
                                     return segment == "*" ? !part.empty() : part == segment;
                                 });
    if (!same) return std::nullopt;
    std::vector<std::pair<std::string, std::string>> bound;
    for (const Variable& variable : variables_) {
        std::string value;
        for (std::size_t i = variable.first; i < variable.end; ++i)
            value.append(value.empty() ? "" : "/").append(parts[i]);
        bound.emplace_back(variable.field, std::move(value));
    }
    return bound;
}

std::vector<std::string> PathTemplate::fields() const {
    std::vector<std::string> fields;
    fields.reserve(variables_.size());
    for (const Variable& variable : variables_)
        fields.push_back(variable.field);
    return fields;
}

std::string PathTemplate::open_api() const {
    std::string path;
    for (const std::string& segment : segments_)
        path.append("/").append(segment == "*" ? "{id}" : segment);
    return verb_.empty() ? path : path + ":" + verb_;
}

}  // namespace hearth::gateway
