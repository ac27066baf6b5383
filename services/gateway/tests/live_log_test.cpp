#include "services/gateway/live_log.hpp"

#include <catch2/catch.hpp>

#include "libs/testkit/damage.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

const LiveLog::Time kStart{};

LiveLog::Event event(int partition, std::int64_t offset, LiveLog::Time at = kStart) {
    LiveLog::Event made;
    made.topic = "contact.service_request";
    made.partition = partition;
    made.offset = offset;
    made.value = std::to_string(partition) + "/" + std::to_string(offset);
    made.at = at;
    return made;
}

std::string render(const LiveLog::Event& event) {
    return event.value == "0/11" ? "" : "data: " + event.value + "\n";
}

Positions at(std::int64_t first, std::int64_t second) {
    return {{{"contact.service_request", 0}, first}, {{"contact.service_request", 1}, second}};
}

}  // namespace

TEST_CASE("a cursor comes back as it was") {
    const Positions positions{{{"contact.service_request", 0}, 12},
                              {{"contact.service_request", 3}, 0},
                              {{"dispatch.plan", 1}, 900719925474099}};
    CHECK(decode_cursor(encode_cursor(positions)).value() == positions);
    CHECK(decode_cursor("").value().empty());
    for (const char* bad : {"x", "~1~2~", "a~1~2", "a~-1~2~", "a~1~-2~", "a~x~2~",
                            "a~1~99999999999999999999~", "a~1~", "a~"})
        CHECK(decode_cursor(bad).error().reason == "BAD_CURSOR");
    CHECK_FALSE(decode_cursor(std::string(100000, '~')));
}

TEST_CASE("a damaged cursor is another or is refused") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < 10000; ++i) {
        const auto positions = decode_cursor(damage(encode_cursor(at(10, 20))));
        if (positions) {
            REQUIRE(decode_cursor(encode_cursor(*positions)).value() == *positions);
        } else {
            REQUIRE(positions.error().reason == "BAD_CURSOR");
        }
    }
}

TEST_CASE("a client goes on where its cursor says, whatever order events came in") {
    int rendered = 0;
    LiveLog log{{}, [&](const LiveLog::Event& event) {
                    ++rendered;
                    return render(event);
                }};
    log.begin_at(at(10, 20));
    log.append(event(0, 10));
    log.append(event(1, 20));
    log.append(event(0, 11));
    CHECK(log.positions() == at(12, 21));
    CHECK(rendered == 0);
    for (int times = 0; times < 2; ++times) {
        CHECK(log.text(1) == "id: " + encode_cursor(at(11, 21)) + "\ndata: 1/20\n\n");
        CHECK(log.text(2).empty());
    }
    CHECK(rendered == 2);
    CHECK(log.resume(at(10, 20)).value() == 0);
    CHECK(log.resume(at(11, 20)).value() == 1);
    CHECK(log.resume(at(11, 21)).value() == 2);
    CHECK(log.resume(at(12, 21)).value() == 3);
    // Another replica was ahead of this one.
    CHECK(log.resume(at(50, 50)).value() == 3);
    CHECK(log.resume(at(9, 20)).error().reason == "STALE_CURSOR");
    CHECK(log.resume({}).error().reason == "STALE_CURSOR");
}

TEST_CASE("memory is bounded by age and by size; what is forgotten makes cursors stale") {
    LiveLog log{{.age = 60s, .bytes = 10000}, render};
    log.begin_at(at(0, 0));
    log.append(event(0, 0, kStart));
    log.append(event(0, 1, kStart + 30s));
    log.forget(kStart + 61s);
    CHECK(log.first() == 1);
    CHECK(log.end() == 2);
    CHECK(log.resume(at(0, 0)).error().reason == "STALE_CURSOR");
    CHECK(log.resume(at(1, 0)).value() == 1);
    for (int i = 2; i < 100; ++i) {
        log.append(event(1, i, kStart + 60s));
        CHECK_FALSE(log.text(log.end() - 1).empty());
    }
    CHECK(log.end() == 100);
    CHECK(log.end() - log.first() < 50);
    CHECK(log.end() > log.first());
}

}  // namespace hearth::gateway
