#include "libs/outbox/guard.hpp"

#include <catch2/catch.hpp>

namespace hearth::outbox {

TEST_CASE("the guard lets a key's versions through one after the other") {
    KeyState state;
    CHECK(judge(state, 1) == Verdict::kApply);
    CHECK(judge(state, 1) == Verdict::kDuplicate);
    CHECK(judge(state, 2) == Verdict::kApply);
    CHECK(state.last == 2);
    CHECK(judge(state, 4) == Verdict::kGap);
    CHECK(state.blocked);
    CHECK(judge(state, 3) == Verdict::kBehind);
    CHECK(judge(state, 5) == Verdict::kBehind);
    CHECK(judge(state, 2) == Verdict::kDuplicate);
    CHECK(state.last == 2);
}

TEST_CASE("a key that is new starts with version 1") {
    KeyState state;
    CHECK(judge(state, 2) == Verdict::kGap);
}

TEST_CASE("only failures that say nothing about the event are repeated") {
    for (const Code code : {Code::kUnavailable, Code::kDeadlineExceeded, Code::kResourceExhausted,
                            Code::kAborted, Code::kCancelled}) {
        CHECK(is_passing(code));
    }
    for (const Code code : {Code::kInvalidArgument, Code::kFailedPrecondition, Code::kInternal,
                            Code::kNotFound, Code::kAlreadyExists, Code::kUnknown}) {
        CHECK_FALSE(is_passing(code));
    }
}

}  // namespace hearth::outbox
