#include "libs/sql/document.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace hearth::sql {

TEST_CASE("a document holds no text that PostgreSQL does not take") {
    const auto written = [](const std::string& text) {
        return nlohmann::json::parse(document({{"text", text}})).at("text").get<std::string>();
    };
    CHECK(written("gas 12 ppm") == "gas 12 ppm");
    CHECK(written(std::string{"a\0b\0", 4}) == "ab");
    CHECK(written("a\xff"
                  "b") ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(written("\\u0000") == "\\u0000");
    CHECK(written(std::string{"\\\0\\", 3}) == "\\\\");
    CHECK(document({{std::string{"k\0", 2}, 1}}) == R"({"k":1})");
}

}  // namespace hearth::sql
