#include "libs/rpc/methods.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>

#include <google/protobuf/descriptor.h>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/rpc/access.hpp"
#include "libs/rpc/method_metrics.hpp"
#include "libs/rpc/server.hpp"

namespace hearth::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Steady = std::chrono::steady_clock;
using Body = std::function<Result<void>(const Call&)>;

constexpr std::chrono::milliseconds kDefaultDeadline{2000};
constexpr std::chrono::milliseconds kMostDeadline{30000};
constexpr std::chrono::milliseconds kRetryWhenFull{200};

/// What is known of a method before any call.
struct Known {
    explicit Known(const google::protobuf::MethodDescriptor& described)
        : descriptor(described),
          path('/' + descriptor.service()->full_name() + '/' + descriptor.name()),
          access(descriptor),
          request_id(descriptor.input_type()->FindFieldByName("request_id")),
          metrics("hearth_rpc_server_seconds", "Time from a call's arrival to its answer.",
                  path.substr(1)) {}

    const google::protobuf::MethodDescriptor& descriptor;
    const std::string path;
    const Access access;
    const FieldDescriptor* const request_id;
    MethodMetrics metrics;
};

std::string_view header(const grpc::CallbackServerContext& context, const char* name) {
    const auto& all = context.client_metadata();
    const auto found = all.find(name);
    if (found == all.end()) return {};
    return {found->second.data(), found->second.size()};
}

std::string_view token(const grpc::CallbackServerContext& context) {
    constexpr std::string_view kBearer = "Bearer ";
    const std::string_view text = header(context, "authorization");
    return text.starts_with(kBearer) ? text.substr(kBearer.size()) : std::string_view{};
}

trace::Context trace_of(const grpc::CallbackServerContext& context) {
    const auto parent = trace::parse_traceparent(header(context, "traceparent"));
    if (!parent) return trace::new_root();
    trace::Context child = trace::child_of(*parent);
    child.state = header(context, "tracestate");
    return child;
}

Deadline deadline_of(const grpc::CallbackServerContext& context) {
    const auto at = context.deadline();
    if (at == std::chrono::system_clock::time_point::max())
        return Deadline::after(kDefaultDeadline);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        at - std::chrono::system_clock::now());
    return Deadline::after(std::min(left, kMostDeadline));
}

/// Words for the log on an error that blames the caller mean that nobody put it into words for him:
/// a rule of the database was broken, whose name he can do nothing about. Of rows that may be once
/// he was second: his repeat finds the first one.
Result<void> owned(Result<void> result) {
    if (result || result.error().cause.empty()) return result;
    const Error& error = result.error();
    const std::string cause = error.reason + ": " + error.cause;
    if (error.code == Code::kFailedPrecondition) return fail(internal(cause));
    if (error.code != Code::kAlreadyExists) return result;
    Error second =
        aborted("TWIN_FASTER", "somebody did the same in this moment: repeat the request");
    second.cause = cause;
    return fail(std::move(second));
}

/// One call between its arrival and its answer. Whatever happens to it, the reactor is finished
/// exactly once: one that never is would keep the server from ever shutting down.
class Job {
public:
    Job(Known& method, const Owners& owners, grpc::CallbackServerContext& context,
        grpc::ServerUnaryReactor& reactor, const Message& request, Body work)
        : method_(method),
          owners_(owners),
          context_(context),
          reactor_(reactor),
          request_(request),
          work_(std::move(work)),
          call_{{}, deadline_of(context), trace_of(context), method.path} {}
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job() {
        if (!finished_) finish(fail(internal("the call was dropped")));
    }

    [[nodiscard]] Deadline deadline() const { return call_.deadline; }

    /// Refused at the door, on gRPC's thread, before it costs a place in the queue.
    [[nodiscard]] Result<void> admit(const auth::Verifier& verifier) {
        auto principal = verifier.verify(token(context_));
        if (!principal) return fail(std::move(principal).error());
        call_.principal = *std::move(principal);
        return method_.access.check(call_.principal);
    }

    void run(bool late) {
        trace::Span span{method_.path, call_.trace};
        const auto result = late ? fail(deadline_exceeded("the call")) : owned(guarded_work());
        if (!result) span.failed();
        finish(result);
    }

    void finish(const Result<void>& result) {
        finished_ = true;
        const auto taken = Steady::now() - arrived_;
        const Code code = result ? Code::kOk : result.error().code;
        method_.metrics.observe(code, taken);
        write_log(result, code, taken);
        reactor_.Finish(result ? grpc::Status::OK : to_status(result.error(), &context_));
    }

private:
    [[nodiscard]] Result<void> guarded_work() {
        if (context_.IsCancelled()) {
            Error error;
            error.code = Code::kCancelled;
            error.reason = "CANCELLED";
            error.message = "the caller has gone";
            return fail(std::move(error));
        }
        return guarded([this]() -> Result<void> {
            const auto own = method_.access.check(call_, request_, owners_);
            if (!own) return fail(own.error());
            call_.as_owner = *own;
            return work_(call_);
        });
    }

    void write_log(const Result<void>& result, Code code, Steady::duration taken) const {
        std::string scratch;
        const std::string_view request_id = method_.request_id == nullptr
                                                ? std::string_view{}
                                                : request_.GetReflection()->GetStringReference(
                                                      request_, method_.request_id, &scratch);
        const log::Scope scope{call_.trace.trace_id, call_.trace.span_id, request_id};
        const bool broken = code == Code::kInternal || code == Code::kUnknown ||
                            code == Code::kDataLoss || code == Code::kUnavailable ||
                            (code == Code::kAborted && !result.error().cause.empty());
        if (broken) log::failure("rpc_failed", result.error());
        log::info("rpc", {{"method", method_.path},
                          {"code", to_string(code)},
                          {"reason", result ? std::string_view{} : result.error().reason},
                          {"seconds", std::chrono::duration<double>(taken).count()},
                          {"principal", call_.principal.id},
                          {"tenant", call_.principal.tenant}});
    }

    Known& method_;
    const Owners& owners_;
    grpc::CallbackServerContext& context_;
    grpc::ServerUnaryReactor& reactor_;
    const Message& request_;
    const Body work_;
    Call call_;
    const Steady::time_point arrived_ = Steady::now();
    bool finished_ = false;
};

}  // namespace

struct Methods::Method : Known {
    using Known::Known;
    bool served = false;
};

struct Methods::Impl {
    const std::string service;
    runtime::Executor& executor;
    const auth::Verifier& verifier;
    std::map<std::string, Method, std::less<>> methods;
    std::vector<std::string> faults;
    int added = 0;
    Owners owners = {};
};

Methods::Methods(std::string service, runtime::Executor& executor, const auth::Verifier& verifier)
    : impl_(new Impl{std::move(service), executor, verifier, {}, {}, 0}) {
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(impl_->service);
    if (descriptor == nullptr)
        throw std::logic_error("no such service is linked: " + impl_->service);
    for (int i = 0; i < descriptor->method_count(); ++i)
        impl_->methods.try_emplace(descriptor->method(i)->name(), *descriptor->method(i));
}

Methods::~Methods() = default;

std::vector<std::string> Methods::faults() const {
    std::vector<std::string> all = impl_->faults;
    for (const auto& [name, method] : impl_->methods) {
        const std::string path = impl_->service + '.' + name;
        if (!method.served) all.push_back(path + " has no function");
        for (const std::string& fault : method.access.faults())
            all.push_back(path + ": its " + fault);
        if (method.access.has_owners() && !impl_->owners)
            all.push_back(path + " is for owners, and nobody tells whose a thing is");
    }
    return all;
}

Methods& Methods::owned_by(Owners owners) {
    impl_->owners = std::move(owners);
    return *this;
}

Methods::Method* Methods::find(const std::string& name, const Descriptor& request,
                               const Descriptor& response) {
    const auto fault = [&](const char* what) {
        impl_->faults.push_back(impl_->service + '.' + name + ' ' + what);
        return nullptr;
    };
    const auto found = impl_->methods.find(name);
    if (found == impl_->methods.end()) return fault("is not in the proto");
    Method& method = found->second;
    if (method.served) return fault("has two functions");
    method.served = true;
    const bool same =
        method.descriptor.input_type() == &request && method.descriptor.output_type() == &response;
    return same ? &method : fault("takes or gives another message");
}

void Methods::add(Method& method, grpc::internal::MethodHandler* handler) {
    const int index = impl_->added++;
    // gRPC keeps the name by pointer: the method outlives it.
    AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(),
                                                   grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodCallback(index, handler);
}

grpc::ServerUnaryReactor* Methods::start(grpc::CallbackServerContext& context, Method& method,
                                         const Message& request, Body work) {
    auto* reactor = context.DefaultReactor();
    auto job =
        std::make_shared<Job>(method, impl_->owners, context, *reactor, request, std::move(work));
    if (auto admitted = job->admit(impl_->verifier); !admitted) {
        job->finish(admitted);
    } else if (!impl_->executor.try_submit(job->deadline(), [job](bool late) { job->run(late); })) {
        job->finish(fail(
            resource_exhausted("OVERLOADED", "too many calls wait here already", kRetryWhenFull)));
    }
    return reactor;
}

}  // namespace hearth::rpc
