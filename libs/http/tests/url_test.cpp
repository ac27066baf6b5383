#include <catch2/catch.hpp>

#include "libs/http/http.hpp"

namespace hearth::http {

TEST_CASE("percent encoding goes both ways") {
    const std::string text = "a b/+%电\"~-._";
    CHECK(percent_encode(text) == "a%20b%2F%2B%25%E7%94%B5%22~-._");
    CHECK(percent_decode(percent_encode(text), true).value() == text);
    CHECK(percent_decode("a+b", false).value() == "a+b");
    CHECK(percent_decode("a+b", true).value() == "a b");
    for (const char* bad : {"%", "%4", "%g1", "a%", "%00"})
        CHECK(percent_decode(bad, false).error().reason == "BAD_ENCODING");
}

TEST_CASE("queries are names and values, in any number") {
    const auto query = parse_query("a=1&b=&c&&a=2&d=x=y").value();
    CHECK(query == Query{{"a", "1"}, {"a", "2"}, {"b", ""}, {"c", ""}, {"d", "x=y"}});
    CHECK(parse_query("").value().empty());
    CHECK_FALSE(parse_query("a=%"));
    Request request;
    request.query = query;
    request.headers = {{"If-Match", "x"}};
    CHECK(request.parameter("a") == "1");
    CHECK(request.parameter("z").empty());
    CHECK(request.header("if-match") == "x");
    CHECK(request.header("etag").empty());
}

}  // namespace hearth::http
