#include "libs/rpc/client.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string_view>
#include <utility>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/client_interceptor.h>

#include "libs/rpc/grpc_log.hpp"
#include "libs/rpc/method_metrics.hpp"

namespace hearth::rpc {
namespace {

/// `name: [{}]` is every method. The throttle stops retries while more than half of the calls fail.
constexpr const char* kServiceConfig = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {"maxAttempts": 3, "initialBackoff": "0.05s", "maxBackoff": "0.3s",
                    "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}
  }],
  "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.5}
})";

constexpr int kFirstReconnectMs = 50;
constexpr int kMostReconnectMs = 800;
constexpr int kConnectWithinMs = 1000;
constexpr int kPingAfterMs = 5000;
constexpr int kPingWithinMs = 2000;

MethodMetrics& metrics_of(std::string_view method) {
    static std::shared_mutex mutex;
    static std::map<std::string, MethodMetrics, std::less<>> all;
    {
        const std::shared_lock lock{mutex};
        if (const auto found = all.find(method); found != all.end()) return found->second;
    }
    const std::lock_guard lock{mutex};
    return all
        .try_emplace(std::string{method}, "hearth_rpc_client_seconds",
                     "Time from a call to its answer, as the caller sees it.",
                     std::string{method.substr(1)})
        .first->second;
}

/// Measures one call, whichever way it was made.
class Timer : public grpc::experimental::Interceptor {
public:
    explicit Timer(MethodMetrics& metrics) : metrics_(metrics) {}
    void Intercept(grpc::experimental::InterceptorBatchMethods* batch) override {
        using grpc::experimental::InterceptionHookPoints;
        if (batch->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
            metrics_.observe(static_cast<Code>(batch->GetRecvStatus()->error_code()),
                             std::chrono::steady_clock::now() - began_);
        }
        batch->Proceed();
    }

private:
    MethodMetrics& metrics_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

class TimerFactory : public grpc::experimental::ClientInterceptorFactoryInterface {
public:
    grpc::experimental::Interceptor* CreateClientInterceptor(
        grpc::experimental::ClientRpcInfo* call) override {
        return new Timer{metrics_of(call->method())};
    }
};

/// What an asynchronous call needs until its answer is there.
struct Flight {
    grpc::ClientContext context;
    std::string method;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    std::function<void(Result<std::string>)> done;

    Result<std::string> result(const grpc::Status& status) {
        if (!status.ok()) return fail(from_status(status, context));
        std::vector<grpc::Slice> slices;
        if (!response.Dump(&slices).ok()) return fail(internal("an answer cannot be read"));
        std::string bytes;
        bytes.reserve(response.Length());
        for (const grpc::Slice& slice : slices)
            bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
        return bytes;
    }
};

/// gRPC ends the threads that run callbacks when the last channel or server which uses them goes.
/// The caller may drop a channel as soon as it has its answer, while the callback still holds it:
/// then a thread would wait for itself and the process abort. So the first channel stays.
void keep_callback_threads(const std::shared_ptr<grpc::Channel>& channel) {
    static const auto* const kept = new std::shared_ptr<grpc::Channel>(channel);
    static_cast<void>(kept);
}

}  // namespace

std::shared_ptr<grpc::Channel> connect(const std::string& target) {
    route_grpc_log();
    grpc::ChannelArguments arguments;
    arguments.SetServiceConfigJSON(kServiceConfig);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMostReconnectMs);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectWithinMs);
    arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kConnectWithinMs);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingAfterMs);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingWithinMs);
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
    // Our services talk to each other; a proxy of the environment is for the outside.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> timers;
    timers.push_back(std::make_unique<TimerFactory>());
    return grpc::experimental::CreateCustomChannelWithInterceptors(
        target, grpc::InsecureChannelCredentials(), arguments, std::move(timers));
}

void prepare(grpc::ClientContext& context, const Outgoing& outgoing) {
    context.set_deadline(std::chrono::system_clock::now() + outgoing.deadline.remaining());
    if (!outgoing.token.empty()) context.AddMetadata("authorization", "Bearer " + outgoing.token);
    if (const trace::Context& current = trace::current(); !current.trace_id.empty()) {
        context.AddMetadata("traceparent", trace::format_traceparent(current));
        if (!current.state.empty()) context.AddMetadata("tracestate", current.state);
    }
}

void call_bytes(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                const std::string& request, const Outgoing& outgoing,
                std::function<void(Result<std::string>)> done) {
    keep_callback_threads(channel);
    auto flight = std::make_shared<Flight>();
    prepare(flight->context, outgoing);
    flight->method = method;
    const grpc::Slice slice{request};
    flight->request = grpc::ByteBuffer{&slice, 1};
    flight->done = std::move(done);
    grpc::GenericStub stub{channel};
    auto& call = *flight;
    stub.UnaryCall(&call.context, call.method, {}, &call.request, &call.response,
                   [flight = std::move(flight)](const grpc::Status& status) {
                       flight->done(flight->result(status));
                   });
}

}  // namespace hearth::rpc
