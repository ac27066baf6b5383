#include "libs/service/request.hpp"

#include <catch2/catch.hpp>

#include <google/protobuf/descriptor.pb.h>

namespace hearth::service {

TEST_CASE("times go there and back to the microsecond, before 1970 too") {
    for (const std::int64_t us : {0L, 1L, -1L, 1'772'503'200'123'456L, -1'000'001L}) {
        const Instant at{Duration{us}};
        CHECK(from_proto(to_proto(at)) == at);
        CHECK(to_proto(at).nanos() >= 0);
    }
    auto time = to_proto(Instant{});
    time.set_nanos(1'999);
    CHECK(from_proto(time) == Instant{Duration{1}});
    CHECK(from_proto(true, time) == Instant{Duration{1}});
    CHECK(from_proto(false, time) == std::nullopt);
}

TEST_CASE("a command has a request id") {
    CHECK(require_request_id("x"));
    const auto missing = require_request_id("");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().fields.front() ==
          FieldViolation{"request_id", "REQUIRED", missing.error().fields.front().message});
}

TEST_CASE("violations are told by the path that the caller wrote") {
    const auto error = prefixed(
        invalid_argument({{"name_zh", "REQUIRED", "x"}, {"needs[1]", "UNKNOWN_WORD", "y"}}),
        "party.");
    REQUIRE(error.fields.size() == 2);
    CHECK(error.fields[0].field == "party.name_zh");
    CHECK(error.fields[1].field == "party.needs[1]");
    CHECK(prefixed(not_found("x"), "party.").fields.empty());
}

TEST_CASE("an enum's value has a word") {
    google::protobuf::FileDescriptorProto file;
    file.set_name("state.proto");
    auto& state = *file.add_enum_type();
    state.set_name("RequestState");
    int number = 0;
    for (const char* name :
         {"REQUEST_STATE_UNSPECIFIED", "REQUEST_STATE_OPEN", "REQUEST_STATE_IN_PROGRESS"}) {
        auto& value = *state.add_value();
        value.set_name(name);
        value.set_number(number++);
    }
    google::protobuf::DescriptorPool pool;
    const auto* built = pool.BuildFile(file);
    REQUIRE(built != nullptr);
    const auto& type = *built->enum_type(0);
    CHECK(word_of(type, 1) == "open");
    CHECK(word_of(type, 2) == "in_progress");
    CHECK(word_of(type, 0).empty());
    CHECK(word_of(type, 9).empty());
}

}  // namespace hearth::service
