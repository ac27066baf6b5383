#include "libs/sql/document.hpp"

#include <nlohmann/json.hpp>

namespace hearth::sql {

std::string document(const nlohmann::json& rows) {
    constexpr std::string_view kNul = "\\u0000";
    auto text = rows.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
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

}  // namespace hearth::sql
