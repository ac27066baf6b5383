#include "libs/outbox/aside.hpp"

#include <catch2/catch.hpp>

namespace hearth::outbox {

using namespace std::chrono_literals;

TEST_CASE("what failed is left out for a while, longer each time, until it goes in") {
    Aside aside{"test"};
    const Instant now{};
    const Uuid item = new_uuid(now);
    const Error why = internal("bad");
    CHECK(aside.left_out(now).empty());
    aside.put(item, why, now);
    CHECK(aside.left_out(now + 29s) == std::vector{item});
    CHECK(aside.left_out(now + 30s).empty());
    aside.put(item, why, now + 30s);
    CHECK(aside.left_out(now + 89s) == std::vector{item});
    CHECK(aside.left_out(now + 90s).empty());
    for (int i = 0; i < 20; ++i)
        aside.put(item, why, now);
    CHECK(aside.left_out(now + 59min) == std::vector{item});
    CHECK(aside.left_out(now + 1h).empty());
    aside.done(item);
    aside.put(item, why, now);
    CHECK(aside.left_out(now + 30s).empty());
}

TEST_CASE("no more than ten thousand are left out") {
    Aside aside{"many"};
    const Instant now{};
    for (int i = 0; i < 10500; ++i)
        aside.put(new_uuid(now), internal("bad"), now + std::chrono::seconds{i});
    CHECK(aside.left_out(now).size() == 10000);
}

}  // namespace hearth::outbox
