#include <atomic>
#include <future>
#include <optional>

#include "libs/rpc/tests/fixture.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/tcp_gate.hpp"

namespace hearth::rpc {
namespace {

using testkit::eventually;

std::string address(int port) {
    return "127.0.0.1:" + std::to_string(port);
}

bool arms(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds within) {
    const auto stub = proto::AdminService::NewStub(channel);
    return call(*stub, &proto::AdminService::Stub::ArmFailpoint, proto::ArmFailpointRequest{},
                {Deadline::after(within), keys().token("operator")})
        .has_value();
}

}  // namespace

TEST_CASE("a channel may go as soon as its last answer has come") {
    const std::string nobody = address(testkit::free_port());
    for (int i = 0; i < 200; ++i) {
        const auto answer = call_bytes_now(connect(nobody), "/no.such.Service/Call", "",
                                           {Deadline::after(3ms), ""});
        CHECK_FALSE(answer);
    }
}

TEST_CASE("health follows readiness, for the server and each service") {
    Running running;
    for (const char* name : {"", "hearth.common.v1.AdminService"}) {
        running.server.set_serving(true);
        CHECK(running.health(name) == "SERVING");
        running.server.set_serving(false);
        CHECK(running.health(name) == "NOT_SERVING");
    }
    CHECK(running.health("no.such.Service").error().code == Code::kNotFound);
}

TEST_CASE("a server that is not ready yet says so") {
    runtime::Executor executor{"test", {1, 1}};
    const auto verifier = auth::Verifier::from_folder(keys().trusted_dir);
    Sample service{executor, *verifier};
    Server server{{}, {&service.methods}};
    CHECK(server.port() == 0);
    REQUIRE(server.start());
    const auto channel = connect(address(server.port()));
    const auto answer =
        call_bytes_now(channel, "/grpc.health.v1.Health/Check", "", {Deadline::after(5s), ""});
    REQUIRE(answer);
    CHECK(*answer != "\x08\x01");
}

TEST_CASE("an address in use stops the start") {
    const Running running;
    Server second{{.address = address(running.server.port())}, {}};
    const auto started = second.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().reason == "ADDRESS_IN_USE");
}

TEST_CASE("a call that runs may finish while the server stops") {
    Running running;
    std::atomic<bool> inside{false};
    std::promise<void> open;
    running.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        inside = true;
        open.get_future().wait();
        return Result<void>{};
    };
    auto running_call = std::async(std::launch::async, [&] { return running.arm("", 20s); });
    REQUIRE(eventually([&] { return inside.load(); }));
    auto stopping =
        std::async(std::launch::async, [&] { running.server.stop(Deadline::after(20s)); });
    CHECK(stopping.wait_for(100ms) == std::future_status::timeout);
    open.set_value();
    stopping.get();
    CHECK(running_call.get());
    CHECK_FALSE(running.arm("", 1s));
}

TEST_CASE("at the end of its time the server cancels what runs, and does not hang on it") {
    Running running;
    std::atomic<bool> inside{false};
    std::promise<void> open;
    running.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        inside = true;
        open.get_future().wait();
        return Result<void>{};
    };
    auto running_call = std::async(std::launch::async, [&] { return running.arm("", 20s); });
    REQUIRE(eventually([&] { return inside.load(); }));
    auto stopping =
        std::async(std::launch::async, [&] { running.server.stop(Deadline::after(100ms)); });
    CHECK_FALSE(running_call.get());
    open.set_value();
    CHECK(stopping.wait_for(5s) == std::future_status::ready);
}

TEST_CASE("calls that still wait when the executor stops are answered, so the server can stop") {
    Running running{{1, 8}};
    std::atomic<int> inside{0};
    std::promise<void> open;
    const auto opened = open.get_future().share();
    running.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        ++inside;
        opened.wait();
        return Result<void>{};
    };
    std::vector<std::future<Result<void>>> calls;
    calls.reserve(4);
    for (int i = 0; i < 4; ++i)
        calls.push_back(std::async(std::launch::async, [&] { return running.arm("", 20s); }));
    REQUIRE(eventually([&] { return inside == 1; }));
    auto stopping =
        std::async(std::launch::async, [&] { running.executor.stop(Deadline::after(0ms)); });
    CHECK(eventually([&] {
        const auto refused = running.arm("", 1s);
        return !refused && refused.error().code == Code::kResourceExhausted;
    }));
    open.set_value();
    stopping.get();
    int answered = 0;
    for (auto& call : calls)
        answered += call.get() ? 1 : 0;
    CHECK(answered == inside);
    running.server.stop(Deadline::after(5s));
}

TEST_CASE("a client finds a restarted server again within a second") {
    std::optional<Running> first;
    first.emplace();
    const int port = first->server.port();
    const auto channel = connect(address(port));
    REQUIRE(arms(channel, 5s));
    first.reset();
    CHECK_FALSE(arms(channel, 1s));
    const Running second{{4, 64}, {.address = address(port)}};
    const auto start = std::chrono::steady_clock::now();
    CHECK(eventually([&] { return arms(channel, 1s); }));
    CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("calls go to all replicas, and to those that are left") {
    std::optional<Running> first;
    first.emplace();
    Running second;
    std::atomic<int> at_second{0};
    second.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        ++at_second;
        return Result<void>{};
    };
    const auto channel =
        connect("ipv4:" + address(first->server.port()) + ',' + address(second.server.port()));
    REQUIRE(eventually([&] { return arms(channel, 1s) && at_second > 0; }));
    REQUIRE(eventually([&] {
        const int before = at_second;
        return arms(channel, 1s) && at_second == before;
    }));
    first.reset();
    for (int i = 0; i < 20; ++i)
        CHECK(arms(channel, 2s));
}

TEST_CASE("a peer that hangs is noticed, and one call's fate is not the next one's") {
    const Running running;
    testkit::TcpGate gate{"127.0.0.1", running.server.port()};
    const auto channel = connect(address(gate.port()));
    REQUIRE(arms(channel, 5s));
    gate.hold(true);
    const auto start = std::chrono::steady_clock::now();
    CHECK_FALSE(arms(channel, 300ms));
    CHECK(std::chrono::steady_clock::now() - start < 1s);
    CHECK_FALSE(arms(channel, 25s));
    CHECK(std::chrono::steady_clock::now() - start < 20s);
    gate.hold(false);
    CHECK(eventually([&] { return arms(channel, 1s); }));
}

TEST_CASE("a lost connection is tried again behind the caller's back") {
    const Running running;
    testkit::TcpGate gate{"127.0.0.1", running.server.port()};
    const auto channel = connect(address(gate.port()));
    for (int i = 0; i < 10; ++i) {
        REQUIRE(arms(channel, 5s));
        gate.cut();
    }
}

TEST_CASE("an unreachable peer is UNAVAILABLE with a retry hint") {
    const auto channel = connect(address(testkit::free_port()));
    const auto stub = proto::AdminService::NewStub(channel);
    const auto answer = call(*stub, &proto::AdminService::Stub::ArmFailpoint,
                             proto::ArmFailpointRequest{}, {Deadline::after(5s), "x"});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::kUnavailable);
    CHECK(answer.error().retry_after);
    CHECK_FALSE(answer.error().cause.empty());
}

TEST_CASE("what we call unavailable ourselves is answered once") {
    Running running;
    std::atomic<int> attempts{0};
    running.service.arm = [&](const Call&, const proto::ArmFailpointRequest&) {
        ++attempts;
        return Result<void>{fail(unavailable("DATABASE_DOWN", "down"))};
    };
    CHECK_FALSE(running.arm());
    CHECK(attempts == 1);
}

TEST_CASE("bytes travel by method name") {
    const Running running;
    proto::SetClockRequest request;
    request.set_offset_us(42);
    const auto answer = call_bytes_now(running.channel, "/hearth.common.v1.AdminService/SetClock",
                                       request.SerializeAsString(),
                                       {Deadline::after(5s), keys().token("operator")});
    REQUIRE(answer);
    proto::SetClockResponse response;
    REQUIRE(response.ParseFromString(*answer));
    CHECK(response.now().seconds() == 42);
    const auto refused = call_bytes_now(running.channel, "/hearth.common.v1.AdminService/SetClock",
                                        "", {Deadline::after(5s), ""});
    CHECK(refused.error().reason == "TOKEN_MISSING");
    CHECK(call_bytes_now(running.channel, "/hearth.common.v1.AdminService/No", "",
                         {Deadline::after(5s), ""})
              .error()
              .code == Code::kUnimplemented);
}

}  // namespace hearth::rpc
