#include "libs/kv/redis.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/stack.hpp"
#include "libs/testkit/tcp_gate.hpp"

namespace hearth::kv {
namespace {

using namespace std::chrono_literals;

Config config(std::chrono::milliseconds timeout = 2000ms) {
    Config made;
    made.host = testkit::stack().redis_host;
    made.port = testkit::stack().redis_port;
    std::string password;
    std::ifstream{testkit::stack().redis_password_file} >> password;
    made.password = config::Secret{password};
    made.timeout = timeout;
    return made;
}

std::string own(const std::string& key) {
    return "kv_test:" + std::to_string(::getpid()) + ':' + key;
}

struct Gated {
    explicit Gated(std::chrono::milliseconds timeout = 50ms)
        : gate(config().host, config().port), redis(through(gate.port(), timeout)) {}
    static Config through(int port, std::chrono::milliseconds timeout) {
        Config made = config(timeout);
        made.port = port;
        return made;
    }
    testkit::TcpGate gate;
    Redis redis;
};

template <typename T>
void check_unavailable(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    INFO(result.error().cause);
    CHECK(to_string(result.error().code) == "UNAVAILABLE");
    CHECK(result.error().retry_after.has_value());
}

template <typename Call>
std::chrono::milliseconds time_of(Call call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start);
}

}  // namespace

TEST_CASE("values of any bytes come back until they expire or are removed") {
    Redis redis{config()};
    const std::string bytes{"\0\r\n$5\xff", 6};
    const std::string key = own("bytes");
    CHECK(redis.get(key)->has_value() == false);
    REQUIRE(redis.set(key, bytes, 60s).has_value());
    CHECK(redis.get(key) == bytes);
    REQUIRE(redis.set(key, "", 60s).has_value());
    CHECK(redis.get(key) == "");
    REQUIRE(redis.remove(key).has_value());
    REQUIRE(redis.remove(key).has_value());
    CHECK(redis.get(key)->has_value() == false);
    REQUIRE(redis.set(key, "soon gone", 30ms).has_value());
    CHECK(testkit::eventually([&] { return !redis.get(key)->has_value(); }));
}

TEST_CASE("a script is loaded when it is missing") {
    Redis redis{config()};
    const std::string script =
        "-- " + own("script") +
        "\nreturn redis.call('INCRBY', KEYS[1], ARGV[1]) + tonumber(ARGV[2])";
    const std::string key = own("count");
    CHECK(redis.eval(script, {key}, {"5", "100"}) == 105);
    CHECK(redis.eval(script, {key}, {"5", "100"}) == 110);
    REQUIRE(redis.remove(key).has_value());
}

TEST_CASE("a script may return a list of texts") {
    Redis redis{config()};
    const std::string bytes{"\0\r\n", 3};
    CHECK(redis.list("return {ARGV[1], KEYS[1]}", {"k"}, {bytes}) ==
          std::vector<std::string>{bytes, "k"});
    CHECK(redis.list("return {}", {}, {}) == std::vector<std::string>{});
}

TEST_CASE("a mistake of ours is INTERNAL and breaks nothing") {
    Redis redis{config()};
    for (int i = 0; i < 10; ++i) {
        CHECK(redis.list("return 1", {}, {}).error().code == Code::kInternal);
        CHECK(redis.list("return {1}", {}, {}).error().code == Code::kInternal);
        CHECK(redis.eval("return nonsense(", {}, {}).error().code == Code::kInternal);
        CHECK(redis.eval("return 'text'", {}, {}).error().code == Code::kInternal);
    }
    CHECK(redis.get(own("none")).has_value());
}

TEST_CASE("a wrong password is UNAVAILABLE") {
    Config wrong = config();
    wrong.password = config::Secret{"wrong"};
    Redis redis{wrong};
    check_unavailable(redis.get("x"));
}

TEST_CASE("Redis hanging costs at most the timeout, then nothing, and it recovers") {
    Gated gated;
    REQUIRE(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
    gated.gate.hold(true);
    for (int i = 0; i < 5; ++i) {
        CHECK(time_of([&] { check_unavailable(gated.redis.get("x")); }) < 50ms + 100ms);
    }
    // Open: not even a connection is tried.
    const int accepted = gated.gate.accepted();
    CHECK(time_of([&] {
              for (int i = 0; i < 1000; ++i)
                  static_cast<void>(gated.redis.get("x"));
          }) < 500ms);
    CHECK(gated.gate.accepted() <= accepted + 1);
    gated.gate.hold(false);
    CHECK(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
    CHECK(gated.redis.get("x").has_value());
}

TEST_CASE("an answer that drips in is bounded as a whole") {
    Gated gated{100ms};
    REQUIRE(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
    gated.gate.delay(70ms);
    CHECK(time_of([&] { check_unavailable(gated.redis.get("x")); }) < 200ms);
    gated.gate.delay(0ms);
    CHECK(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
}

TEST_CASE("Redis gone is UNAVAILABLE at once, and back without a restart of ours") {
    Gated gated;
    REQUIRE(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
    gated.gate.refuse(true);
    for (int i = 0; i < 20; ++i)
        check_unavailable(gated.redis.get("x"));
    gated.gate.refuse(false);
    CHECK(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
}

TEST_CASE("connections cut while idle cost no caller anything") {
    Gated gated{2000ms};
    REQUIRE(gated.redis.get("x").has_value());
    gated.gate.cut();
    CHECK(testkit::eventually([&] { return gated.redis.get("x").has_value(); }));
}

TEST_CASE("many threads share few connections") {
    Redis redis{config()};
    const std::string key = own("shared");
    std::atomic<int> failed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 200; ++n) {
                if (!redis.eval("return redis.call('INCR', KEYS[1])", {key}, {})) ++failed;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(failed == 0);
    CHECK(redis.get(key) == "2400");
    REQUIRE(redis.remove(key).has_value());
}

}  // namespace hearth::kv
