#include "libs/service/paging.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace hearth::service {
namespace {

std::string read(const PageTokens& tokens, std::string_view query, std::string_view token) {
    const auto key = tokens.read(query, token);
    if (key) return *key;
    CHECK(key.error().code == Code::kInvalidArgument);
    CHECK(key.error().fields.at(0).field == "page_token");
    return key.error().reason;
}

}  // namespace

TEST_CASE("a page is 50, at most 1000, never negative") {
    CHECK(page_size(0) == 50);
    CHECK(page_size(1) == 1);
    CHECK(page_size(1000) == 1000);
    CHECK(page_size(1001) == 1000);
    CHECK(page_size(-1).error().code == Code::kInvalidArgument);
}

TEST_CASE("a page token carries its key to the same query only") {
    const PageTokens tokens{"secret"};
    const std::string token = tokens.make("ListParties|1", "2026-01-01|王");
    CHECK(read(tokens, "ListParties|1", token) == "2026-01-01|王");
    CHECK(read(tokens, "ListParties|1", "").empty());
    CHECK(read(tokens, "ListParties|2", token) == "BAD_PAGE_TOKEN");
    CHECK(read(PageTokens{"other"}, "ListParties|1", token) == "BAD_PAGE_TOKEN");
    CHECK(read(tokens, "ListParties|12026-01-01|", token) == "BAD_PAGE_TOKEN");
}

TEST_CASE("a forged page token is refused") {
    const PageTokens tokens{"secret"};
    const std::string token = tokens.make("q", "key");
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CHECK(read(tokens, "q", forged) == "BAD_PAGE_TOKEN");
        if (i > 0) CHECK(read(tokens, "q", token.substr(0, i)) == "BAD_PAGE_TOKEN");
    }
    CHECK(read(tokens, "q", "%%%") == "BAD_PAGE_TOKEN");
    CHECK(rc::check("any text", [&](const std::string& text) {
        const auto key = tokens.read("q", text);
        RC_ASSERT(text.empty() == key.has_value());
    }));
    CHECK(rc::check("any key comes back", [&](const std::string& query, const std::string& key) {
        RC_PRE(!key.empty());
        RC_ASSERT(tokens.read(query, tokens.make(query, key)).value() == key);
    }));
}

}  // namespace hearth::service
