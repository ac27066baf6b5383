#include "libs/runtime/failpoint.hpp"

#include <chrono>

#include <catch2/catch.hpp>

namespace hearth::runtime {

TEST_CASE("failpoints are armed only where they are allowed, and act on their passage") {
    CHECK(arm_failpoint("a.b", "fail").error().code == Code::kPermissionDenied);
    CHECK(failpoint("a.b"));
    allow_failpoints();
    REQUIRE(arm_failpoint("a.b", "fail@2"));
    CHECK(armed_failpoints() == std::vector<std::string>{"a.b=fail@2"});
    CHECK(failpoint("a.b"));
    CHECK(failpoint("other"));
    CHECK(failpoint("a.b").error().reason == "FAILPOINT");
    CHECK(failpoint("a.b"));

    REQUIRE(arm_failpoint("a.b", "sleep:30"));
    const auto start = std::chrono::steady_clock::now();
    CHECK(failpoint("a.b"));
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds{30});

    REQUIRE(arm_failpoint("a.b", "fail"));
    CHECK_FALSE(failpoint("a.b"));
    CHECK_FALSE(failpoint("a.b"));
    REQUIRE(arm_failpoint("a.b", "off"));
    CHECK(failpoint("a.b"));
    CHECK(armed_failpoints().empty());
}

TEST_CASE("a failpoint that says nothing known is refused") {
    allow_failpoints();
    for (const char* bad :
         {"", "explode", "sleep", "sleep:", "sleep:x", "sleep:-5", "fail@", "fail@0", "crash@x"}) {
        CAPTURE(bad);
        CHECK(arm_failpoint("a.b", bad).error().reason == "BAD_FAILPOINT");
    }
}

}  // namespace hearth::runtime
