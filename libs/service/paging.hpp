#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::service {

/// 0 means 50; above 1000 means 1000; negative is INVALID_ARGUMENT.
Result<int> page_size(std::int32_t asked);

/// An opaque, signed page token: the last key of the page, bound to the query it belongs to. A
/// token that is forged, or used with another query, is INVALID_ARGUMENT, reason BAD_PAGE_TOKEN.
class PageTokens {
public:
    explicit PageTokens(std::string secret);
    [[nodiscard]] std::string make(std::string_view query, std::string_view last_key) const;
    /// Empty for an empty token: the first page.
    [[nodiscard]] Result<std::string> read(std::string_view query, std::string_view token) const;

private:
    std::string secret_;
};

}  // namespace hearth::service
