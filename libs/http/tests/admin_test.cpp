#include "libs/http/admin.hpp"

#include <atomic>
#include <future>

#include <catch2/catch.hpp>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::http {
namespace {

using namespace std::chrono_literals;

Response ask(const Admin& admin, const std::string& method, const std::string& path,
             std::string_view body = {}) {
    auto answer = fetch(method, "http://127.0.0.1:" + std::to_string(admin.port()) + path, {}, body,
                        Deadline::after(10s));
    REQUIRE(answer);
    return *answer;
}

}  // namespace

TEST_CASE("the administration port tells health, metrics, configuration and log level") {
    std::atomic<bool> ready{false};
    Admin admin{"127.0.0.1", 0, [&] { return ready.load(); }, "server:\n  port: 1\n"};
    admin.start();
    CHECK(ask(admin, "GET", "/livez").status == 200);
    CHECK(ask(admin, "GET", "/readyz").status == 503);
    ready = true;
    CHECK(ask(admin, "GET", "/readyz").status == 200);
    metrics::counter("admin_test_total", "A test's own.").add();
    CHECK(ask(admin, "GET", "/metrics").body.find("admin_test_total 1") != std::string::npos);
    CHECK(ask(admin, "GET", "/config").body == "server:\n  port: 1\n");
    CHECK(ask(admin, "PUT", "/loglevel", "debug").status == 200);
    CHECK(log::level() == log::Level::kDebug);
    CHECK(ask(admin, "PUT", "/loglevel", "loud").status == 400);
    CHECK(ask(admin, "GET", "/loglevel").body == "debug\n");
    CHECK(ask(admin, "POST", "/livez").status == 405);
    CHECK(ask(admin, "GET", "/nothing").status == 404);
    log::set_level(log::Level::kInfo);
}

TEST_CASE("a readiness check that hangs leaves /livez and the stop alone") {
    std::promise<void> hang;
    auto hanging = hang.get_future().share();
    Admin admin{"127.0.0.1", 0,
                [hanging] {
                    hanging.wait();
                    return true;
                },
                ""};
    admin.start();
    const auto waiting =
        fetch("GET", "http://127.0.0.1:" + std::to_string(admin.port()) + "/readyz", {}, {},
              Deadline::after(50ms));
    CHECK_FALSE(waiting);
    CHECK(ask(admin, "GET", "/livez").status == 200);
    hang.set_value();
}

}  // namespace hearth::http
