#include "libs/service/command.hpp"

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.pb.h"

namespace hearth::service {
namespace {

namespace proto = common::v1;

const rpc::Call kCall{
    {"agents/A1", {"agent"}, 3}, Deadline::after(std::chrono::seconds{60}), {}, "/s/M"};

Result<outbox::Command> command(const std::string& id, const std::string& request_id,
                                std::initializer_list<std::string_view> resend_fields = {}) {
    proto::SkipDeadLetterRequest request;
    request.set_id(id);
    request.set_reason("because");
    return command_of(kCall, request, request_id, Instant{}, resend_fields);
}

}  // namespace

TEST_CASE("a command knows who, what, under which name") {
    const auto made = command("x", "r-1");
    REQUIRE(made);
    CHECK(made->cause.tenant == 3);
    CHECK(made->cause.actor == "agents/A1");
    CHECK(made->cause.request_id == "r-1");
    CHECK(made->method == "/s/M");
}

TEST_CASE("the body is what means something") {
    CHECK(command("x", "r-1")->body == command("x", "r-2")->body);
    CHECK(command("x", "r-1")->body != command("y", "r-1")->body);
    CHECK(command("x", "r", {"id"})->body == command("y", "r", {"id", "no_such"})->body);
}

TEST_CASE("a request id is short and printable") {
    CHECK(command("x", ""));
    CHECK(command("x", std::string(128, 'a')));
    for (const std::string& bad :
         {std::string(129, 'a'), std::string{"a b"}, std::string{"a\n"}, std::string{"王"}}) {
        const auto refused = command("x", bad);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason == "BAD_REQUEST_ID");
    }
}

}  // namespace hearth::service
