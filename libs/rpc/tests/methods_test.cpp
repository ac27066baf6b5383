#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/rpc/tests/fixture.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::rpc {
namespace {

using testkit::eventually;

std::string reason(const Result<void>& result) {
    return result ? "OK" : result.error().reason;
}

/// Holds calls inside the handler until it is opened.
class Gate {
public:
    explicit Gate(Running& running) {
        running.service.arm = [this](const Call&, const proto::ArmFailpointRequest&) {
            ++inside;
            opened_.wait();
            return Result<void>{};
        };
    }
    ~Gate() { open(); }
    void open() {
        if (!std::exchange(is_open_, true)) open_.set_value();
    }
    std::atomic<int> inside{0};

private:
    std::promise<void> open_;
    std::shared_future<void> opened_ = open_.get_future().share();
    bool is_open_ = false;
};

}  // namespace

TEST_CASE("a handler gets what the caller sent, and the caller its answer") {
    Running running;
    std::vector<Call> calls;
    running.service.arm = [&](const Call& call, const proto::ArmFailpointRequest& request) {
        CHECK(request.name() == "here");
        calls.push_back(call);
        CHECK(trace::current().trace_id == call.trace.trace_id);
        return Result<void>{};
    };
    const trace::Context context = trace::new_root();
    {
        const trace::Span span{"test", context};
        CHECK(reason(running.arm("here")) == "OK");
    }
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].principal.id == "operators/T1");
    CHECK(calls[0].principal.tenant == 1);
    CHECK(calls[0].method == "/hearth.common.v1.AdminService/ArmFailpoint");
    CHECK(calls[0].trace.trace_id == context.trace_id);
    CHECK(calls[0].trace.span_id != context.span_id);

    proto::SetClockRequest request;
    request.set_offset_us(17);
    const auto answer = call(*running.stub, &proto::AdminService::Stub::SetClock, request,
                             {Deadline::after(5s), keys().token("operator")});
    REQUIRE(answer);
    CHECK(answer->now().seconds() == 17);
}

TEST_CASE("who may not call is refused before the handler") {
    Running running;
    std::atomic<int> ran{0};
    running.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        ++ran;
        return Result<void>{};
    };
    const auto missing = running.arm("", 5s, "");
    CHECK(reason(missing) == "TOKEN_MISSING");
    CHECK(missing.error().code == Code::kUnauthenticated);
    CHECK(reason(running.arm("", 5s, "x.y.z")) == "TOKEN_INVALID");
    const auto agent = running.arm("", 5s, keys().token("agent"));
    CHECK(reason(agent) == "ROLE_NOT_ALLOWED");
    CHECK(agent.error().code == Code::kPermissionDenied);
    CHECK(ran == 0);
}

TEST_CASE("an error comes through whole, but for its cause") {
    Running running;
    running.service.arm = [](const Call&, const proto::ArmFailpointRequest& request) {
        Error error;
        if (request.name() == "fields") {
            error = invalid_argument({{"party.needs[2]", "UNKNOWN_NEED", "is not a need 王"},
                                      {"party.language", "REQUIRED", "is required"}});
        } else if (request.name() == "hint") {
            error = unavailable("DATABASE_DOWN", "the database cannot be reached", 700ms);
        } else if (request.name() == "many") {
            error = invalid_argument(
                std::vector<FieldViolation>(10'000, {"rows[1].field", "BAD", "is not good"}));
        } else {
            error = internal("SELECT secret");
        }
        return Result<void>{fail(std::move(error))};
    };
    const auto fields = running.arm("fields");
    REQUIRE_FALSE(fields);
    CHECK(fields.error().code == Code::kInvalidArgument);
    CHECK(fields.error().reason == "INVALID_FIELDS");
    REQUIRE(fields.error().fields.size() == 2);
    CHECK(fields.error().fields[0] ==
          FieldViolation{"party.needs[2]", "UNKNOWN_NEED", "is not a need 王"});
    const auto hint = running.arm("hint");
    CHECK(reason(hint) == "DATABASE_DOWN");
    CHECK(hint.error().retry_after == 700ms);
    const auto many = running.arm("many");
    CHECK(reason(many) == "INVALID_FIELDS");
    CHECK(many.error().fields.size() > 50);
    const auto broken = running.arm("other");
    CHECK(reason(broken) == "INTERNAL");
    CHECK(broken.error().message == "internal error");
    CHECK(broken.error().cause.empty());
}

TEST_CASE("a rule of the database that nobody put into words is no fault of the caller's") {
    Running running;
    running.service.arm = [](const Call&, const proto::ArmFailpointRequest& request) {
        const bool exists = request.name() == "exists";
        Error error = exists ? already_exists("NOTICE_ONCE_KEY", "such a row exists already")
                             : failed_precondition("STEP_STATE_CHECK", "the change breaks a rule");
        if (request.name() != "worded") error.cause = "statement x: SQLSTATE 23505";
        return Result<void>{fail(std::move(error))};
    };
    const auto broken = running.arm("check");
    CHECK(reason(broken) == "INTERNAL");
    CHECK(broken.error().code == Code::kInternal);
    CHECK(broken.error().message == "internal error");
    const auto second = running.arm("exists");
    CHECK(reason(second) == "TWIN_FASTER");
    CHECK(second.error().code == Code::kAborted);
    CHECK(second.error().message.find("NOTICE_ONCE_KEY") == std::string::npos);
    CHECK(reason(running.arm("worded")) == "STEP_STATE_CHECK");
}

TEST_CASE("an exception becomes INTERNAL and says nothing outside") {
    Running running;
    running.service.arm = [](const Call&, const proto::ArmFailpointRequest& request) {
        if (request.name() == "int") throw 7;
        throw std::runtime_error("secret detail");
        return Result<void>{};
    };
    for (const char* name : {"int", "runtime_error"}) {
        const auto thrown = running.arm(name);
        REQUIRE_FALSE(thrown);
        CHECK(thrown.error().code == Code::kInternal);
        CHECK(thrown.error().message == "internal error");
    }
    running.service.arm = [](const Call&, const proto::ArmFailpointRequest&) {
        return Result<void>{};
    };
    CHECK(reason(running.arm()) == "OK");
}

TEST_CASE("handlers that block do not delay a ping") {
    Running running{{12, 64}};
    Gate gate{running};
    std::vector<std::future<Result<void>>> calls;
    calls.reserve(12);
    for (int i = 0; i < 12; ++i)
        calls.push_back(std::async(std::launch::async, [&] { return running.arm("", 20s); }));
    REQUIRE(eventually([&] { return gate.inside == 12; }));
    const auto start = std::chrono::steady_clock::now();
    CHECK(running.health("") == "SERVING");
    CHECK(std::chrono::steady_clock::now() - start < 500ms);
    gate.open();
    for (auto& call : calls)
        CHECK(reason(call.get()) == "OK");
}

TEST_CASE("a full executor refuses with a retry hint, and serves again when it is empty") {
    Running running{{1, 2}};
    Gate gate{running};
    std::vector<std::future<Result<void>>> calls;
    calls.push_back(std::async(std::launch::async, [&] { return running.arm("", 20s); }));
    REQUIRE(eventually([&] { return gate.inside == 1; }));
    for (int i = 0; i < 2; ++i)
        calls.push_back(std::async(std::launch::async, [&] { return running.arm("", 20s); }));
    REQUIRE(eventually([] {
        return metrics::render().find("hearth_executor_queue_depth{class=\"test\"} 2\n") !=
               std::string::npos;
    }));
    const auto refused = running.arm();
    CHECK(reason(refused) == "OVERLOADED");
    CHECK(refused.error().code == Code::kResourceExhausted);
    CHECK(refused.error().retry_after.value_or(0ms) > 0ms);
    gate.open();
    for (auto& call : calls)
        CHECK(reason(call.get()) == "OK");
    CHECK(reason(running.arm()) == "OK");
}

TEST_CASE("a call has two seconds when the caller named no deadline, thirty at most") {
    Running running;
    std::atomic<std::int64_t> remaining_ms{0};
    running.service.arm = [&](const Call& call, const proto::ArmFailpointRequest&) {
        remaining_ms = call.deadline.remaining().count();
        return Result<void>{};
    };
    grpc::ClientContext bare;
    bare.AddMetadata("authorization", "Bearer " + keys().token("operator"));
    proto::ArmFailpointResponse response;
    REQUIRE(running.stub->ArmFailpoint(&bare, {}, &response).ok());
    CHECK(remaining_ms <= 2000);
    CHECK(remaining_ms > 1000);
    REQUIRE(running.arm("", 1h));
    CHECK(remaining_ms <= 30'000);
    CHECK(remaining_ms > 29'000);
    REQUIRE(running.arm("", 10s));
    CHECK(remaining_ms <= 10'000);
}

TEST_CASE("a call that waited past its deadline is not run") {
    Running running{{1, 8}};
    Gate gate{running};
    auto first = std::async(std::launch::async, [&] { return running.arm("", 20s); });
    REQUIRE(eventually([&] { return gate.inside == 1; }));
    CHECK(reason(running.arm("", 50ms)) == "DEADLINE_EXCEEDED");
    gate.open();
    CHECK(reason(first.get()) == "OK");
    running.executor.stop(Deadline::after(5s));
    CHECK(gate.inside == 1);
}

TEST_CASE("each call is counted with its method and code") {
    Running running;
    REQUIRE(running.arm());
    CHECK_FALSE(running.arm("", 5s, ""));
    const std::string all = metrics::render();
    CHECK(all.find("hearth_rpc_server_seconds_count{code=\"OK\",method=\"hearth.common.v1."
                   "AdminService/ArmFailpoint\"}") != std::string::npos);
    CHECK(all.find("hearth_rpc_server_seconds_count{code=\"UNAUTHENTICATED\"") !=
          std::string::npos);
    CHECK(all.find("hearth_rpc_client_seconds_count{code=\"OK\",method=\"hearth.common.v1."
                   "AdminService/ArmFailpoint\"}") != std::string::npos);
}

TEST_CASE("a server does not start with methods that are missing or wrong") {
    runtime::Executor executor{"test", {1, 1}};
    const auto verifier = auth::Verifier::from_folder(keys().trusted_dir);
    CHECK_THROWS(Methods{"hearth.no.v1.Such", executor, *verifier});

    Methods methods{"hearth.common.v1.AdminService", executor, *verifier};
    const auto nothing = [](const Call&, const auto&, auto&) { return Result<void>{}; };
    methods.unary<proto::SetClockRequest, proto::SetClockResponse>("SetClock", nothing)
        .unary<proto::SetClockRequest, proto::SetClockResponse>("SetClock", nothing)
        .unary<proto::SetClockRequest, proto::SetClockResponse>("ArmFailpoint", nothing)
        .unary<proto::SetClockRequest, proto::SetClockResponse>("SetTheClock", nothing);
    const std::vector<std::string> wrong{
        "SetClock has two functions", "ArmFailpoint takes or gives another message",
        "SetTheClock is not in the proto", "CheckInvariants has no function"};
    const auto faults = methods.faults();
    for (std::size_t i = 0; i < wrong.size(); ++i)
        CHECK(faults.at(i) == "hearth.common.v1.AdminService." + wrong[i]);
    CHECK(faults.size() == 3 + 6);

    Server server{{}, {&methods}};
    const auto started = server.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().reason == "METHODS_WRONG");
    CHECK(started.error().message.find("SkipDeadLetter has no function") != std::string::npos);
    CHECK(Sample{executor, *verifier}.methods.faults().empty());
}

}  // namespace hearth::rpc
