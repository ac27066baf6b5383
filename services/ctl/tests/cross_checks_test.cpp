#include "services/ctl/cross_checks.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace hearth::ctl;
using Lines = std::vector<std::string>;

const Committed kFirst{"id-1", "t", "k", 1, false};
const Committed kSecond{"id-2", "t", "k", 2, false};
const OnTopic kFirstSent{"id-1", "t", "k", 1, 0, 0};
const OnTopic kSecondSent{"id-2", "t", "k", 2, 0, 1};

Lines published(const std::vector<Committed>& history, const std::vector<OnTopic>& messages) {
    return check_published(history, history, messages).violations;
}

TEST_CASE("what is committed and what is published are the same") {
    CHECK(published({kFirst, kSecond}, {kFirstSent, kSecondSent}).empty());
    CHECK(published({kFirst}, {kFirstSent, kFirstSent}).empty());  // sent twice
    CHECK(check_published({}, std::vector{kFirst}, std::vector{kFirstSent}).violations.empty());
}

TEST_CASE("a lost and an invented event are found") {
    CHECK(published({kFirst, kSecond}, {kFirstSent}) ==
          Lines{"committed but not published: t k version 2 (event id-2)"});
    CHECK(published({kFirst}, {kFirstSent, kSecondSent}) ==
          Lines{"published but never committed: event id-2 at t partition 0 offset 1"});
    CHECK(published({{"id-1", "t", "other", 1, false}}, {kFirstSent}).size() == 1);
}

TEST_CASE("an event that waits in its outbox is not lost") {
    CHECK(published({{"id-1", "t", "k", 1, true}}, {}).empty());
}

TEST_CASE("events of an aggregate are 1, 2, 3") {
    CHECK(check_sequences(std::vector{kFirstSent, kSecondSent, kFirstSent}).violations.empty());
    CHECK(check_sequences(std::vector{kSecondSent}).violations ==
          Lines{"k jumps to version 2 after 0 at t partition 0 offset 1"});
    CHECK(check_sequences(std::vector{kFirstSent, OnTopic{"id-9", "t", "k", 1, 0, 2}}).violations ==
          Lines{"k has a second event of version 1 at t partition 0 offset 2"});
    CHECK(check_sequences(std::vector{kFirstSent, OnTopic{"id-2", "t", "k", 2, 3, 0}}).violations ==
          Lines{"k is on partition 0 too at t partition 3 offset 0"});
}

TEST_CASE("a step is open on both sides") {
    CHECK(check_steps({"a", "b"}, {"a", "b"}).violations.empty());
    CHECK(check_steps({"a"}, {"b"}).violations ==
          Lines{"a has nobody who works on it", "b is worked on for nobody"});
}

}  // namespace
