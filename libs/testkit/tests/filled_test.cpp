#include "libs/testkit/filled.hpp"

#include <catch2/catch.hpp>

namespace hearth::testkit {
namespace {

enum class Colour { kRed = 1, kGreen };

struct Inner {
    bool yes = false;
    std::optional<Instant> at;
};

struct Outer {
    std::string text;
    std::optional<std::string> maybe;
    Inner inner;
    std::vector<Inner> more;
    std::vector<std::pair<std::string, std::string>> details;
    std::optional<Uuid> id;
    std::optional<Inner> last;
    Colour colour = Colour::kRed;
    double share = 0;
    std::int64_t version = 0;
};

TEST_CASE("every member is filled, and differs from that of the next seed") {
    const auto one = filled<Outer>(1);
    const auto two = filled<Outer>(2);
    CHECK(one.text != two.text);
    CHECK(one.maybe.value() != two.maybe.value());
    CHECK(one.inner.yes != two.inner.yes);
    CHECK(one.inner.at.value() != two.inner.at.value());
    REQUIRE(one.more.size() == 2);
    CHECK(one.more[1].at.value() != two.more[1].at.value());
    CHECK(one.more[0].at != one.more[1].at);
    CHECK(one.details[0].second != two.details[0].second);
    CHECK(one.id.value() != two.id.value());
    CHECK(one.last.value().at.value() != two.last.value().at.value());
    CHECK(one.colour != two.colour);
    CHECK(one.share != two.share);
    CHECK(one.version != two.version);
    CHECK(one.version != 0);
}

}  // namespace
}  // namespace hearth::testkit
