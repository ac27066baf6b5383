#include "libs/rpc/tests/fixture.hpp"

#include <future>

namespace hearth::rpc {

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
