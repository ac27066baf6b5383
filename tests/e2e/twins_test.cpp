#include <future>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using contact::v1::ServiceRequest;
using e2e::world;

/// A fault of which only a description of the place is known.
ServiceRequest open_somewhere() {
    contact::v1::OpenRequestRequest open;
    open.set_request_id(unique("twin"));
    open.mutable_report()->set_class_("no_supply.electricity");
    open.mutable_report()->mutable_location()->set_words("behind the school");
    open.mutable_report()->set_phone("13912345678");
    return must(*world().doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, open,
                world().doors.as(kAgent))
        .answer()
        .service_request();
}

Result<contact::v1::RelocateRequestResponse> relocate(const ServiceRequest& request,
                                                      const std::string& premise) {
    contact::v1::RelocateRequestRequest move;
    move.set_name(request.name());
    move.set_premise(premise);
    Result<contact::v1::RelocateRequestResponse> moved;
    for (int tries = 0; tries < 50; ++tries) {
        move.set_request_id(unique("move"));
        move.set_etag(world().story.request(request.name()).service_request().etag());
        moved = rpc::call(*world().doors.stub<ContactService>(),
                          &ContactService::Stub::RelocateRequest, move, world().doors.as(kAgent));
        // A clock of its own may have run meanwhile.
        if (moved || moved.error().reason != "STALE_ETAG") return moved;
    }
    return moved;
}

TEST_CASE("requests that all turn out to be of one place become one, whoever comes first") {
    constexpr int kRounds = 6;
    constexpr int kAtOnce = 6;
    const auto homes = households(world().suite);
    for (int round = 0; round < kRounds; ++round) {
        const auto& premise = homes[homes.size() - 1 - static_cast<std::size_t>(round)].premise;
        std::vector<ServiceRequest> requests;
        for (int i = 0; i < kAtOnce; ++i)
            requests.push_back(open_somewhere());
        std::vector<std::future<Result<contact::v1::RelocateRequestResponse>>> moves;
        for (const auto& request : requests)
            moves.push_back(
                std::async(std::launch::async, [&] { return relocate(request, premise); }));
        for (auto& move : moves) {
            const auto moved = move.get();
            INFO((moved ? std::string{} : moved.error().reason));
            CHECK(moved);
        }
        // Whoever asks for one that was merged is shown the one that holds the matter.
        std::set<std::string> open;
        for (const auto& request : requests)
            open.insert(world().story.request(request.name()).service_request().name());
        REQUIRE(open.size() == 1);
        contact::v1::WithdrawRequestRequest withdraw;
        withdraw.set_name(*open.begin());
        withdraw.set_reason("customer");
        CHECK(testkit::eventually([&] {
            withdraw.set_request_id(unique("over"));
            withdraw.set_etag(world().story.request(*open.begin()).service_request().etag());
            return static_cast<bool>(rpc::call(*world().doors.stub<ContactService>(),
                                               &ContactService::Stub::WithdrawRequest, withdraw,
                                               world().doors.as(kAgent)));
        }));
    }
}

}  // namespace
