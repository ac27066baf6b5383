#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// The page of a list that a request asks for. The list is read in the order of a key, one row
/// longer than the page, which tells whether there is a next one. As long-lived as the tokens.
class Page {
public:
    /// From `page_size` and `page_token`; all else of the request is the query that the token is
    /// bound to.
    template <typename Request>
    static Result<Page> of(const PageTokens& tokens, Request request) {
        const auto size = page_size(request.page_size());
        if (!size) return fail(size.error());
        const std::string token = request.page_token();
        request.clear_page_size();
        request.clear_page_token();
        std::string query = request.GetTypeName() + ' ' + request.SerializeAsString();
        auto after = tokens.read(query, token);
        if (!after) return fail(std::move(after).error());
        return Page{tokens, std::move(query), *size, *std::move(after)};
    }

    [[nodiscard]] int rows() const { return size_ + 1; }  ///< How many to read.
    /// The key of the last row before the page; empty on the first one.
    [[nodiscard]] const std::string& after() const { return after_; }
    /// Drops the row beyond the page. The token of the next page: empty when this is the last.
    template <typename Row, typename KeyOf>
    [[nodiscard]] std::string cut(std::vector<Row>& rows, const KeyOf& key_of) const {
        if (rows.size() <= static_cast<std::size_t>(size_)) return {};
        rows.resize(static_cast<std::size_t>(size_));
        return tokens_->make(query_, key_of(rows.back()));
    }

private:
    Page(const PageTokens& tokens, std::string query, int size, std::string after)
        : tokens_(&tokens), query_(std::move(query)), size_(size), after_(std::move(after)) {}

    const PageTokens* tokens_;
    std::string query_;
    int size_;
    std::string after_;
};

}  // namespace hearth::service
