#include "libs/core/id.hpp"

#include <algorithm>
#include <set>
#include <thread>
#include <unordered_set>
#include <vector>

#include <catch2/catch.hpp>

namespace hearth {
namespace {

constexpr Instant kNow{std::chrono::microseconds{1'700'000'000'123'456}};

}  // namespace

TEST_CASE("a new id carries its millisecond, version and variant") {
    const std::string text = to_string(new_uuid(kNow));
    CHECK(text.substr(0, 13) == "018bcfe5-687b");
    CHECK(text[14] == '7');
    CHECK(std::string{"89ab"}.find(text[19]) != std::string::npos);
}

TEST_CASE("ids sort by the millisecond in which they were made") {
    CHECK(new_uuid(kNow) < new_uuid(kNow + std::chrono::milliseconds{1}));
}

TEST_CASE("ids of one moment sort as they were made") {
    Uuid last = new_uuid(kNow);
    for (int i = 0; i < 20'000; ++i) {
        const Uuid next = new_uuid(kNow);
        REQUIRE(last < next);
        last = next;
    }
}

TEST_CASE("ids of several threads differ") {
    std::vector<std::vector<Uuid>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made) {
        threads.emplace_back([&ids] {
            for (int i = 0; i < 20'000; ++i)
                ids.push_back(new_uuid(kNow));
        });
    }
    for (auto& thread : threads)
        thread.join();
    std::unordered_set<Uuid> all;
    for (const auto& ids : made)
        all.insert(ids.begin(), ids.end());
    CHECK(all.size() == 80'000);
}

TEST_CASE("an id reads back from its text") {
    const Uuid id = new_uuid(kNow);
    CHECK(parse_uuid(to_string(id)) == id);
    CHECK(parse_uuid("018BCFE5-687B-7000-8000-00000000000A") ==
          parse_uuid("018bcfe5-687b-7000-8000-00000000000a").value());
    for (const char* bad :
         {"", "018bcfe5687b70008000000000000000", "018bcfe5-687b-7000-8000-00000000000g",
          "018bcfe5-687b-7000-8000-00000000000a ", "018bcfe5+687b-7000-8000-00000000000a"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_uuid(bad));
    }
}

TEST_CASE("the same words give the same id, for ever") {
    CHECK(to_string(named_uuid("party", "P-1")) == "b30812ad-7101-57b8-a90f-868b6f819bbf");
    CHECK(named_uuid("party", "P-1") != named_uuid("party", "P-2"));
    CHECK(named_uuid("a", "bc") != named_uuid("ab", "c"));
}

}  // namespace hearth
