#include "libs/kv/breaker.hpp"

#include <catch2/catch.hpp>

namespace hearth::kv {

using namespace std::chrono_literals;

TEST_CASE("a breaker opens after failures in a row, lets one probe, closes on success") {
    const Breaker::Time start{};
    Breaker breaker{3, 1000ms};
    breaker.failed(start);
    breaker.failed(start);
    breaker.succeeded();
    for (int i = 0; i < 3; ++i) {
        CHECK(breaker.pass(start));
        breaker.failed(start);
    }
    CHECK(breaker.open());
    CHECK_FALSE(breaker.pass(start + 999ms));
    CHECK(breaker.pass(start + 1000ms));
    CHECK_FALSE(breaker.pass(start + 1001ms));
    breaker.failed(start + 1050ms);
    CHECK_FALSE(breaker.pass(start + 2049ms));
    CHECK(breaker.pass(start + 2050ms));
    breaker.succeeded();
    CHECK_FALSE(breaker.open());
    CHECK(breaker.pass(start + 2051ms));
    CHECK(breaker.pass(start + 2051ms));
}

TEST_CASE("a probe that never reports does not keep the breaker shut for ever") {
    const Breaker::Time start{};
    Breaker breaker{1, 1000ms};
    breaker.failed(start);
    CHECK(breaker.pass(start + 1000ms));
    CHECK_FALSE(breaker.pass(start + 1999ms));
    CHECK(breaker.pass(start + 2000ms));
}

}  // namespace hearth::kv
