#include <set>

#include <catch2/catch.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/kannel.hpp"
#include "services/gateway/tests/fixture.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

constexpr const char* kAttempt = "0190163d-8694-739b-aea5-966c26f8ad91";

}  // namespace

TEST_CASE("SMS come and go through a real Kannel, Chinese whole, with their reports") {
    FakeServices services;
    services.on("RecordInteraction", contact::v1::RecordInteractionResponse{});
    services.on("RecordDelivery", contact::v1::RecordDeliveryResponse{});
    Gateway::Config config;
    config.channel_secrets.emplace("sms", config::Secret{"geheim"});
    const TestGateway gateway{services.target(), config};
    testkit::Kannel kannel{gateway.url("/channels/sms/kannel?secret=geheim&id=%I")};

    kannel.deliver("+8613800138000", "95598", "阳光花园3栋停电了 come quick");
    REQUIRE(testkit::eventually([&] { return services.seen().size() == 1; }));
    const auto record = services.last<contact::v1::RecordInteractionRequest>("RecordInteraction");
    CHECK(record.text() == "阳光花园3栋停电了 come quick");
    CHECK(record.from() == "+8613800138000");
    CHECK(record.to() == "95598");
    CHECK(record.has_observed_time());
    CHECK(record.request_id() == "sms:" + record.message_id());
    CHECK(record.message_id().size() == 36);

    const std::string report =
        gateway.url("/channels/sms/kannel/delivery?secret=geheim&time=%T&status=%d&attempt=") +
        kAttempt;
    const auto sent = http::fetch(
        "GET",
        kannel.send_url() + "?username=hearth&password=geheim&from=95598&to=13800138000&text=" +
            http::percent_encode("已受理") +
            "&charset=utf-8&coding=2&dlr-mask=31&dlr-url=" + http::percent_encode(report),
        {}, {}, Deadline::after(10s));
    REQUIRE(sent);
    CHECK(sent->status == 202);
    CHECK(testkit::eventually([&] {
        const auto received = kannel.received();
        return received.size() == 1 && received[0].text == "已受理";
    }));
    // Kannel reports acceptance and delivery side by side, in any order.
    CHECK(testkit::eventually([&] {
        std::set<std::string> told;
        for (const auto& call : services.seen()) {
            contact::v1::RecordDeliveryRequest delivery;
            if (call.method.ends_with("/RecordDelivery") && delivery.ParseFromString(call.request))
                told.insert(delivery.status());
        }
        return told == std::set<std::string>{"accepted", "delivered"};
    }));
}

}  // namespace hearth::gateway
