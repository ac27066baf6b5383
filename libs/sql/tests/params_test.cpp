#include <catch2/catch.hpp>

#include "libs/sql/values.hpp"

namespace hearth::sql {

TEST_CASE("text of an array is quoted, whatever is in it") {
    const Params params =
        Params::of(std::vector<std::string>{"", "a,b", "q\"", "b\\", "NULL", "{}"},
                   std::vector<std::optional<std::string>>{"x", std::nullopt},
                   std::vector<bool>{true, false}, std::vector<std::int64_t>{});
    CHECK(params.values()[0].data == R"({"","a,b","q\"","b\\","NULL","{}"})");
    CHECK(params.values()[1].data == R"({"x",NULL})");
    CHECK(params.values()[2].data == "{t,f}");
    CHECK(params.values()[3].data == "{}");
}

TEST_CASE("an empty optional is NULL, bytes are binary") {
    const Params params =
        Params::of(std::optional<int>{}, std::optional<int>{7}, Bytes{"\0x"}, nullptr);
    CHECK(params.values()[0].null);
    CHECK(params.values()[1].data == "7");
    CHECK(params.values()[2].binary);
    CHECK(params.values()[3].null);
}

}  // namespace hearth::sql
