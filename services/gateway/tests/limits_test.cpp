#include "services/gateway/limits.hpp"

#include <catch2/catch.hpp>

namespace hearth::gateway {

using namespace std::chrono_literals;

TEST_CASE("a bucket gives its burst, then its rate, and says how long to wait") {
    const Bucket::Time start{};
    Bucket bucket{{.per_second = 10, .burst = 3}, start};
    for (int i = 0; i < 3; ++i)
        CHECK(bucket.take(start) == 0ms);
    CHECK(bucket.take(start) == 100ms);
    CHECK(bucket.take(start + 50ms) == 50ms);
    CHECK(bucket.take(start + 100ms) == 0ms);
    CHECK(bucket.take(start + 100ms) == 100ms);
    CHECK_FALSE(bucket.full(start + 200ms));
    CHECK(bucket.full(start + 10s));
    for (int i = 0; i < 3; ++i)
        CHECK(bucket.take(start + 10s) == 0ms);
    CHECK(bucket.take(start + 10s) == 100ms);
    // Time never runs backwards for it.
    CHECK(bucket.take(start) == 100ms);
}

}  // namespace hearth::gateway
