#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {

std::string crew_name(const std::string& code) {
    return code.empty() ? "" : "crews/" + code;
}

std::optional<Uuid> NameReader::optional(const std::string& field, std::string_view collection,
                                         const std::string& text) {
    auto id = read_name(text, collection, field);
    if (id) return *id;
    violations_.push_back(id.error().fields.front());
    return {};
}

Uuid NameReader::required(const std::string& field, std::string_view collection,
                          const std::string& text) {
    if (text.empty()) refuse(field, "REQUIRED", "is missing");
    return optional(field, collection, text).value_or(Uuid{});
}

std::vector<Uuid> NameReader::list(const std::string& field, std::string_view collection,
                                   const std::vector<std::string>& texts) {
    std::vector<Uuid> ids;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ids.push_back(required(field + '[' + std::to_string(i) + ']', collection, texts[i]));
    }
    return ids;
}

std::string NameReader::crew(const std::string& field, const std::string& text, bool required) {
    constexpr std::string_view kCollection = "crews/";
    if (text.empty()) {
        if (required) refuse(field, "REQUIRED", "is missing");
        return {};
    }
    if (text.size() > kCollection.size() && text.starts_with(kCollection)) {
        return text.substr(kCollection.size());
    }
    refuse(field, "BAD_NAME", "is not crews/<code>");
    return {};
}

void NameReader::refuse(const std::string& field, const char* reason, const char* message) {
    violations_.push_back({field, reason, message});
}

Result<void> NameReader::done() const {
    if (violations_.empty()) return {};
    return fail(invalid_argument(violations_));
}

}  // namespace hearth::dispatch
