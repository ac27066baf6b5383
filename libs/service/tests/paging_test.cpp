#include "libs/service/paging.hpp"

#include <algorithm>
#include <string>
#include <vector>

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

/// What a list's request has of protobuf.
struct Ask {
    std::string state;
    int size = 0;
    std::string token;

    [[nodiscard]] int page_size() const { return size; }
    [[nodiscard]] const std::string& page_token() const { return token; }
    void clear_page_size() { size = 0; }
    void clear_page_token() { token.clear(); }
    [[nodiscard]] std::string GetTypeName() const { return "Ask"; }
    [[nodiscard]] std::string SerializeAsString() const {
        return state + '|' + std::to_string(size) + '|' + token;
    }
};

/// What a store would answer: up to `rows` numbers below `end`, after the key.
std::vector<int> numbers(const Page& page, int end) {
    std::vector<int> found;
    for (int i = page.after().empty() ? 0 : std::stoi(page.after()) + 1; i < end; ++i) {
        if (static_cast<int>(found.size()) == page.rows()) break;
        found.push_back(i);
    }
    return found;
}

}  // namespace

TEST_CASE("pages of any size give each row of a list once and in order") {
    const PageTokens tokens{"secret"};
    CHECK(rc::check("any list", [&] {
        const int end = *rc::gen::inRange(0, 40);
        Ask ask{"open", *rc::gen::inRange(1, 12), ""};
        std::vector<int> all;
        do {
            const auto page = Page::of(tokens, ask).value();
            auto rows = numbers(page, end);
            ask.token = page.cut(rows, [](int last) { return std::to_string(last); });
            RC_ASSERT(static_cast<int>(rows.size()) <= ask.size);
            all.insert(all.end(), rows.begin(), rows.end());
        } while (!ask.token.empty());
        RC_ASSERT(static_cast<int>(all.size()) == end);
        RC_ASSERT(std::is_sorted(all.begin(), all.end()));
    }));
    CHECK(Page::of(tokens, Ask{"open", -1, ""}).error().fields.at(0).field == "page_size");
}

TEST_CASE("a page's token serves the same question, in pages of another size too") {
    const PageTokens tokens{"secret"};
    std::vector<int> rows{1, 2, 3};
    const auto token = Page::of(tokens, Ask{"open", 2, ""})->cut(rows, [](int last) {
        return std::to_string(last);
    });
    CHECK(rows == std::vector{1, 2});
    CHECK(Page::of(tokens, Ask{"open", 5, token})->after() == "2");
    CHECK(Page::of(tokens, Ask{"closed", 2, token}).error().reason == "BAD_PAGE_TOKEN");
}

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
