#include "libs/core/error.hpp"

#include <catch2/catch.hpp>

#include "libs/core/result.hpp"

namespace hearth {

TEST_CASE("codes have gRPC's names") {
    CHECK(to_string(Code::kOk) == "OK");
    CHECK(to_string(Code::kInvalidArgument) == "INVALID_ARGUMENT");
    CHECK(to_string(Code::kUnauthenticated) == "UNAUTHENTICATED");
    CHECK(to_string(static_cast<Code>(99)) == "UNKNOWN");
}

TEST_CASE("wrong fields are all listed and the first is told") {
    const Error error =
        invalid_argument({{"a.b", "REQUIRED", "is required"}, {"c", "TOO_LONG", "is too long"}});
    CHECK(error.code == Code::kInvalidArgument);
    CHECK(error.reason == "INVALID_FIELDS");
    CHECK(error.message == "the request is not valid: a.b: is required (and 1 more)");
    CHECK(error.fields.size() == 2);

    const Error one = invalid_argument("phone", "BAD_PHONE", "is not a phone number");
    CHECK(one.reason == "BAD_PHONE");
    CHECK(one.fields ==
          std::vector<FieldViolation>{{"phone", "BAD_PHONE", "is not a phone number"}});
}

TEST_CASE("an internal error keeps its cause from the caller") {
    const Error error = internal("SELECT failed");
    CHECK(error.message == "internal error");
    CHECK(error.cause == "SELECT failed");
}

TEST_CASE("what may pass says when to try again") {
    CHECK(unavailable("DATABASE_DOWN", "the database does not answer").retry_after ==
          std::chrono::milliseconds{500});
    CHECK_FALSE(not_found("the party").retry_after);
    const Result<int> failed = fail(not_found("the party"));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message == "the party does not exist");
}

TEST_CASE("a copy of a failure is the failure, also where the value could be made of it") {
    Result<bool> failed = fail(not_found("the flag"));
    const Result<bool> copy = failed;
    REQUIRE_FALSE(copy.has_value());
    CHECK(copy.error().reason == "NOT_FOUND");
    const Result<> nothing = {};
    CHECK(nothing.has_value());
}

}  // namespace hearth
