#include "libs/rpc/tests/fixture.hpp"

#include <future>

namespace hearth::rpc {
namespace {

/// Here so that the service is whole.
template <typename Request, typename Response>
void add_other(Methods& methods, const std::string& name) {
    methods.unary<Request, Response>(name, [](const Call&, const Request&, Response&) {
        return Result<void>{fail(failed_precondition("NOT_OF_THIS_TEST", "nobody asks for it"))};
    });
}

}  // namespace

Sample::Sample(runtime::Executor& executor, const auth::Verifier& verifier)
    : methods("hearth.common.v1.AdminService", executor, verifier) {
    methods.unary("SetClock", *this, &Sample::set_clock);
    methods.unary<proto::ArmFailpointRequest, proto::ArmFailpointResponse>(
        "ArmFailpoint",
        [this](const Call& call, const auto& asked, auto&) { return arm(call, asked); });
    add_other<proto::CheckInvariantsRequest, proto::CheckInvariantsResponse>(methods,
                                                                             "CheckInvariants");
    add_other<proto::ListOpenStepsRequest, proto::ListOpenStepsResponse>(methods, "ListOpenSteps");
    add_other<proto::ListEventsRequest, proto::ListEventsResponse>(methods, "ListEvents");
    add_other<proto::ListDeadLettersRequest, proto::ListDeadLettersResponse>(methods,
                                                                             "ListDeadLetters");
    add_other<proto::ReplayDeadLetterRequest, proto::ReplayDeadLetterResponse>(methods,
                                                                               "ReplayDeadLetter");
    add_other<proto::SkipDeadLetterRequest, proto::SkipDeadLetterResponse>(methods,
                                                                           "SkipDeadLetter");
}

Result<void> Sample::set_clock(const Call& /*call*/, const proto::SetClockRequest& asked,
                               proto::SetClockResponse& answer) const {
    answer.mutable_now()->set_seconds(asked.offset_us());
    return {};
}

Result<std::string> call_bytes_now(const std::shared_ptr<grpc::Channel>& channel,
                                   const std::string& method, const std::string& request,
                                   const Outgoing& outgoing) {
    std::promise<Result<std::string>> answer;
    call_bytes(channel, method, request, outgoing,
               [&](Result<std::string> result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
}

/// The health protocol by hand, since Debian ships no proto of it: field 1 is the name, and of the
/// answer the status.
Result<std::string> Running::health(const std::string& service_name) const {
    std::string request;
    if (!service_name.empty())
        request = std::string{"\x0a"} + static_cast<char>(service_name.size()) + service_name;
    auto answer =
        call_bytes_now(channel, "/grpc.health.v1.Health/Check", request, {Deadline::after(5s), ""});
    if (!answer) return answer;
    return *answer == "\x08\x01" ? "SERVING" : "NOT_SERVING";
}

}  // namespace hearth::rpc
