#include <grpcpp/grpcpp.h>

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "services/dispatch/tests/service_fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using Stub = v1::DispatchService::Stub;

namespace {

/// Contact as far as a crew's package needs it.
class ContactDouble final : public contact::v1::ContactService::Service {
public:
    ContactDouble() {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
        builder.RegisterService(this);
        server_ = builder.BuildAndStart();
    }
    grpc::Status GetJobContact(grpc::ServerContext*,
                               const contact::v1::GetJobContactRequest* request,
                               contact::v1::GetJobContactResponse* response) override {
        if (request->request() == unknown) return {grpc::StatusCode::NOT_FOUND, "no such request"};
        response->set_name("Wang");
        response->set_phone("+8613900000000");
        response->add_needs("deaf");
        return grpc::Status::OK;
    }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    std::string unknown;

private:
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace

TEST_CASE("a package names whom to meet, asked of contact and never stored") {
    const Town town;
    ContactDouble contact;
    const auto known = named_uuid("request", "known caller");
    const auto unknown = named_uuid("request", "unknown caller");
    contact.unknown = name("serviceRequests", unknown);
    Server server{town, {{"HEARTH_PEERS__CONTACT", contact.address()}}};
    REQUIRE(server.becomes_ready());
    server.import_crews();
    town.report(known);
    town.report(unknown);
    const auto order = server.order_of(known, "assigned");
    REQUIRE_FALSE(server.order_of(unknown, "assigned").name().empty());
    const auto package =
        server.call(&Stub::PullPackage, v1::PullPackageRequest{}, "crew", order.crew());
    REQUIRE(package);
    CHECK(package->missing_parts().empty());
    for (const auto& job : package->jobs()) {
        CAPTURE(job.ShortDebugString());
        const bool asked = job.work_order().name() == order.name();
        if (asked) CHECK(job.contact().phone() == "+8613900000000");
        if (job.work_order().request() == contact.unknown) CHECK_FALSE(job.has_contact());
    }
    CHECK(town.sql(
              "SELECT count(*) FROM history WHERE position('13900000000'::bytea in payload) > 0") ==
          "0");
}

TEST_CASE("a crew that worked offline uploads hours later, and its times stand") {
    const Town town;
    Server server{town};
    REQUIRE(server.becomes_ready());
    server.import_crews();
    const auto request = named_uuid("request", "offline");
    town.report(request);
    const auto order = server.order_of(request, "assigned");
    const auto crew = order.crew().substr(6);
    auto there = mutation(1, order, "on_site");
    auto restored = mutation(2, order, "supply_restored");
    auto done = mutation(3, order, "done");
    done.mutable_args()->mutable_result()->set_cause("fuse");
    // The device's clock is right; it only had no network since.
    const auto base = there.observed_time().seconds() - 7200;
    there.mutable_observed_time()->set_seconds(base);
    restored.mutable_observed_time()->set_seconds(base + 1800);
    done.mutable_observed_time()->set_seconds(base + 2400);
    const auto pushed = server.push(crew, "offline device", {there, restored, done});
    REQUIRE(pushed);
    const auto& after = pushed->answers(2).work_order();
    CHECK(after.state() == "done");
    CHECK(after.on_site_time().seconds() == base);
    CHECK(after.supply_restored_time().seconds() == base + 1800);
    CHECK(after.done_time().seconds() == base + 2400);
}

TEST_CASE("how long a change takes with many live orders [.measure]") {
    const Town town;
    Server server{town};
    REQUIRE(server.becomes_ready());
    server.import_crews();
    constexpr int kLive = 1000;
    for (int i = 0; i < kLive; ++i) {
        town.report(named_uuid("live", std::to_string(i)), 1, "", "no_supply.electricity", i % 40);
    }
    REQUIRE(testkit::eventually(
        [&] { return town.sql("SELECT count(*) FROM work_order") == std::to_string(kLive); },
        120s));
    std::vector<double> milliseconds;
    for (int i = 0; i < 50; ++i) {
        v1::SetCrewStateRequest request;
        request.set_request_id("state-" + std::to_string(i));
        request.set_name("crews/C01");
        request.set_state("available");
        const auto from = std::chrono::steady_clock::now();
        REQUIRE(server.call(&Stub::SetCrewState, request));
        const std::chrono::duration<double, std::milli> span =
            std::chrono::steady_clock::now() - from;
        milliseconds.push_back(span.count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    WARN("change with " << kLive << " live orders: p50 " << milliseconds[25] << " ms");
}
