#include "services/gateway/channels/adapter.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;
using Record = contact::v1::RecordInteractionRequest;

TEST_CASE("a channel that says neither its secret nor that it is open is closed to all") {
    const Adapter silent;
    Adapter asked;
    asked.secret = "new";
    Adapter open;
    open.open_to_all = true;
    const http::Request request{"POST", "/channels/new", {}, {{"X-Channel-Secret", "x"}}, "", {}};
    const config::Secret none;
    const config::Secret secret{"x"};
    for (const bool development : {false, true}) {
        CHECK_FALSE(may_speak(silent, request, none, development));
        CHECK(may_speak(asked, request, none, development) == development);
        CHECK(may_speak(asked, request, secret, development));
        CHECK(may_speak(open, request, none, development));
    }
    CHECK_FALSE(may_speak(asked, {}, secret, true));
}

/// The example of the channel, whose sender is written so, as contact is told of it.
Record record_of(std::string_view path, const std::string& address) {
    const auto found = std::find_if(adapters().begin(), adapters().end(),
                                    [&](const Adapter* one) { return one->path == path; });
    REQUIRE(found != adapters().end());
    http::Request request = (*found)->example(0, "煤气味", Instant{});
    request.headers["X-Kannel-From"] = address;
    request.headers["X-Kannel-To"] = address;
    if (request.header("Content-Type") == "application/json") {
        Json body = Json::parse(request.body);
        for (const char* key : {"from", "to", "phone"}) {
            if (body.contains(key)) body[key] = address;
        }
        request.body = body.dump();
    }
    const auto command = (*found)->translate(request);
    Record record;
    REQUIRE(command);
    REQUIRE(record.ParseFromString(command->request));
    return record;
}

TEST_CASE("an address that is too long to be one is withheld, and its event taken") {
    const std::string longest(200, '7');
    for (const char* path : {"/channels/cti/events", "/channels/sms/kannel"}) {
        INFO(path);
        CHECK(record_of(path, longest).from() == longest);
        CHECK(record_of(path, longest).to() == longest);
        CHECK(record_of(path, longest + "7").from().empty());
        CHECK(record_of(path, longest + "7").to().empty());
    }
    const auto form = record_of("/channels/web/reports", longest + "7");
    CHECK(form.from().empty());
    CHECK(form.report().phone().empty());
    CHECK(form.text() == "煤气味");
    CHECK(record_of("/channels/web/reports", longest).report().phone() == longest);
}

}  // namespace
}  // namespace hearth::gateway
