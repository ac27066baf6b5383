#include <atomic>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"
#include "libs/http/tests/wire.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::http {
namespace {

using namespace std::chrono_literals;

/// Says what it was asked.
void echo(const Request& request, const std::shared_ptr<Responder>& responder) {
    std::string text = request.method + " " + request.path;
    for (const auto& [name, value] : request.query)
        text.append(" ").append(name).append("=").append(value);
    responder->send({200, {{"X-Peer", request.peer}}, text + " " + request.body});
}

class Running {
public:
    explicit Running(Handler handler = echo, ServerConfig config = {})
        : server_(std::move(config), std::move(handler)) {
        REQUIRE(server_.start());
    }
    [[nodiscard]] int port() const { return server_.port(); }
    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port()) + path;
    }
    Server& server() { return server_; }

private:
    Server server_;
};

Result<Response> get(const std::string& url, const Fields& headers = {}) {
    return fetch("GET", url, headers, {}, Deadline::after(10s));
}

std::string reason(const Response& response) {
    return nlohmann::json::parse(response.body).at("reason").get<std::string>();
}

}  // namespace

TEST_CASE("a request comes as it was sent and is answered") {
    const Running running;
    const auto answer = fetch("POST", running.url("/a%20b/%E7%94%B5?x=1%2B1&x=2&y=a+b&z"), {},
                              "body", Deadline::after(10s));
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == "POST /a b/电 x=1+1 x=2 y=a b z= body");
    CHECK(answer->headers.at("x-peer") == "127.0.0.1");
    CHECK(answer->headers.count("Date") == 1);
}

TEST_CASE("pipelined requests are answered in their order") {
    // The first is answered last, from another thread.
    std::vector<std::thread> later;
    const Running running{[&](const Request& request, const std::shared_ptr<Responder>& responder) {
        if (request.path != "/1") return echo(request, responder);
        later.emplace_back([responder, request] { echo(request, responder); });
    }};
    Wire wire{running.port()};
    REQUIRE(
        wire.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                  "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    const std::string all = wire.read();
    const auto first = all.find("GET /1");
    const auto second = all.find("GET /2");
    const auto third = all.find("GET /3");
    CHECK(first < second);
    CHECK(second < third);
    CHECK(third != std::string::npos);
    CHECK(all.find("Connection: close") > second);
    for (std::thread& thread : later)
        thread.join();
}

TEST_CASE("HEAD, HTTP/1.0, absolute form and 100-continue") {
    const Running running;
    Wire head{running.port()};
    REQUIRE(head.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK(head.read("\r\n\r\n").find("Content-Length: 8") != std::string::npos);
    REQUIRE(head.send("GET http://a/y HTTP/1.1\r\nHost: a\r\n\r\n"));
    CHECK(head.read("GET /y").starts_with("HTTP/1.1 200"));
    Wire old{running.port()};
    REQUIRE(old.send("GET /z HTTP/1.0\r\n\r\n"));
    CHECK(old.read().ends_with("GET /z "));
    Wire careful{running.port()};
    REQUIRE(careful.send(
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    CHECK(careful.read("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    REQUIRE(careful.send("ab"));
    CHECK(careful.read("/p ab").starts_with("HTTP/1.1 200"));
}

TEST_CASE("what is no HTTP request is 400 and the connection ends") {
    const Running running;
    for (const char* bad :
         {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
          "GET /?a=%1 HTTP/1.1\r\n\r\n", "GET /%00 HTTP/1.1\r\n\r\n", "GET x HTTP/1.1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n"}) {
        INFO(bad);
        Wire wire{running.port()};
        REQUIRE(wire.send(bad));
        const std::string answer = wire.read();
        CHECK(answer.starts_with("HTTP/1.1 400"));
        CHECK(answer.find("application/problem+json") != std::string::npos);
        CHECK(wire.closed());
    }
}

TEST_CASE("a body that is too large is 413, a head 431, and the client gets to read it") {
    const Running running{echo, {.max_body = 1000, .max_headers = 4096}};
    for (const char* way :
         {"Content-Length: 4000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3d0900\r\n"}) {
        Wire wire{running.port()};
        REQUIRE(wire.send("POST / HTTP/1.1\r\nHost: a\r\n" + std::string{way}));
        wire.send(std::string(4000000, 'x'));
        const std::string answer = wire.read();
        CHECK(answer.starts_with("HTTP/1.1 413"));
        CHECK(answer.find("BODY_TOO_LARGE") != std::string::npos);
    }
    Wire wire{running.port()};
    wire.send("GET / HTTP/1.1\r\nX: " + std::string(8000, 'x') + "\r\n\r\n");
    CHECK(wire.read().starts_with("HTTP/1.1 431"));
    CHECK(get(running.url("/fine"))->status == 200);
}

TEST_CASE("a client that drips its head or its body is cut") {
    const Running running{echo, {.idle = 300ms, .body = 300ms}};
    for (const char* beginning :
         {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 90\r\n\r\n"}) {
        Wire wire{running.port()};
        REQUIRE(wire.send(beginning));
        // A byte now and then must not keep the connection alive.
        CHECK(testkit::eventually(
            [&] {
                wire.send("X");
                return wire.closed(20ms);
            },
            5s));
    }
    CHECK(get(running.url("/fine"))->status == 200);
}

TEST_CASE("idle connections end; more than allowed are told so") {
    const Running running{echo, {.max_connections = 1000, .idle = 3000ms}};
    std::vector<Wire> idle;
    idle.reserve(1000);
    for (int i = 0; i < 1000; ++i)
        idle.emplace_back(running.port());
    REQUIRE(testkit::eventually([&] {
        Wire one_more{running.port()};
        return one_more.read().starts_with("HTTP/1.1 503");
    }));
    CHECK(testkit::eventually([&] { return idle.front().closed(10ms); }, 20s));
    for (Wire& wire : idle)
        CHECK(wire.closed());
    CHECK(testkit::eventually([&] { return get(running.url("/fine"))->status == 200; }));
}

TEST_CASE("a handler that never answers is 503, one that throws 500, one that forgets 503") {
    std::shared_ptr<Responder> kept;
    const Running running{[&](const Request& request, std::shared_ptr<Responder> responder) {
                              if (request.path == "/keep") kept = std::move(responder);
                              if (request.path == "/throw") throw std::runtime_error{"secret"};
                          },
                          {.answer = 200ms}};
    const auto late = get(running.url("/keep"));
    REQUIRE(late);
    CHECK(late->status == 503);
    CHECK(reason(*late) == "NOT_ANSWERED");
    kept->send({200, {}, "too late"});
    const auto thrown = get(running.url("/throw"));
    CHECK(thrown->status == 500);
    CHECK(thrown->body.find("secret") == std::string::npos);
    CHECK(get(running.url("/forget"))->status == 503);
}

TEST_CASE("only the first answer counts, and headers cannot be smuggled in") {
    const Running running{[](const Request&, const std::shared_ptr<Responder>& responder) {
        responder->send({200, {{"X-Bad", "a\r\nX-Worse: b"}, {"X-Good", "c"}}, "one"});
        responder->send({200, {}, "two"});
        CHECK_FALSE(responder->stream({})->send("three"));
    }};
    const auto answer = get(running.url("/"));
    REQUIRE(answer);
    CHECK(answer->body == "one");
    CHECK(answer->headers.count("X-Worse") == 0);
    CHECK(answer->headers.at("X-Good") == "c");
    CHECK(get(running.url("/"))->body == "one");
}

TEST_CASE("stop lets an answer under way finish, and ends at its deadline when it does not") {
    std::mutex mutex;
    std::vector<std::shared_ptr<Responder>> held;
    const auto holding = [&] {
        const std::lock_guard lock{mutex};
        return held.size();
    };
    const Handler hold = [&](const Request&, std::shared_ptr<Responder> responder) {
        const std::lock_guard lock{mutex};
        held.push_back(std::move(responder));
    };
    SECTION("finishes") {
        Running running{hold};
        const Wire idle{running.port()};
        Wire busy{running.port()};
        REQUIRE(busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        REQUIRE(testkit::eventually([&] { return holding() == 1; }));
        std::thread stop{[&] { running.server().stop(Deadline::after(20s)); }};
        held.front()->send({200, {}, "done"});
        CHECK(busy.read().ends_with("done"));
        stop.join();
        CHECK_THROWS(Wire{running.port()});
    }
    SECTION("cut") {
        Running running{hold};
        Wire busy{running.port()};
        REQUIRE(busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        REQUIRE(testkit::eventually([&] { return holding() == 1; }));
        running.server().stop(Deadline::after(100ms));
        CHECK(busy.closed());
    }
    SECTION("a responder outlives its server") {
        {
            const Running running{hold};
            const Wire busy{running.port()};
            REQUIRE(busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
            REQUIRE(testkit::eventually([&] { return holding() == 1; }));
        }
        held.front()->send({200, {}, "to nobody"});
        held.clear();
    }
}

TEST_CASE("two servers cannot have one port; a client learns that nobody answers") {
    Running running;
    Server second{{.port = running.port()}, echo};
    const auto started = second.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().reason == "PORT_IN_USE");
    running.server().stop(Deadline::after(1s));
    CHECK(get(running.url("/")).error().reason == "HTTP_UNREACHABLE");
    CHECK(get("nonsense://x").error().code == Code::kInvalidArgument);
}

TEST_CASE("fetch ends at its deadline") {
    std::shared_ptr<Responder> kept;
    const Running running{
        [&](const Request&, std::shared_ptr<Responder> responder) { kept = std::move(responder); }};
    const auto answer = fetch("GET", running.url("/"), {}, {}, Deadline::after(100ms));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::kDeadlineExceeded);
}

bool is_answered(Wire& wire) {
    wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    return wire.read("\r\n").find(" 200 ") != std::string::npos;
}

TEST_CASE("finding 22: one client holds so many connections and no more") {
    const Running running{echo, {.max_connections_per_client = 2}};
    Wire one{running.port()};
    Wire two{running.port()};
    for (Wire* wire : {&one, &two})
        CHECK(is_answered(*wire));
    Wire three{running.port()};
    CHECK(three.read("\r\n").find(" 503 ") != std::string::npos);
    CHECK(three.closed());
}

TEST_CASE("a client from a network of ours has a bound of its own") {
    const Running running{echo,
                          {.max_connections_per_client = 1,
                           .own_networks = {"127.0.0.0/8"},
                           .max_connections_per_own_client = 2}};
    Wire one{running.port()};
    Wire two{running.port()};
    for (Wire* wire : {&one, &two})
        CHECK(is_answered(*wire));
    Wire three{running.port()};
    CHECK(three.read("\r\n").find(" 503 ") != std::string::npos);
}

TEST_CASE("X-Forwarded-For from somebody who is no trusted proxy is counted") {
    const auto counted = [] {
        const std::string all = metrics::render();
        const std::string name = "\nhearth_http_forwarded_untrusted_total ";
        const auto at = all.find(name);
        return at == std::string::npos ? -1 : std::stoi(all.substr(at + name.size()));
    };
    const Running strange{echo};
    const Running behind{echo, {.trusted_proxies = {"127.0.0.0/8"}}};
    const int before = counted();
    CHECK(get(strange.url("/"))->status == 200);
    CHECK(get(behind.url("/"), {{"X-Forwarded-For", "203.0.113.7"}})->status == 200);
    CHECK(counted() == before);
    CHECK(get(strange.url("/"), {{"X-Forwarded-For", "203.0.113.7"}})->status == 200);
    CHECK(counted() == before + 1);
}

TEST_CASE("finding 22: a proxy that we trust stands for many clients") {
    const Running running{echo,
                          {.max_connections_per_client = 1, .trusted_proxies = {"127.0.0.0/8"}}};
    Wire one{running.port()};
    one.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(one.read("\r\n").find(" 200 ") != std::string::npos);
    CHECK(get(running.url("/"))->status == 200);
}

TEST_CASE("finding 8: X-Forwarded-For says who asks where a trusted proxy wrote it") {
    const auto seen = [](const std::vector<std::string>& trusted, const std::string& forwarded) {
        const Running running{echo, {.trusted_proxies = trusted}};
        return get(running.url("/"), {{"X-Forwarded-For", forwarded}})->headers.at("X-Peer");
    };
    CHECK(seen({}, "203.0.113.7") == "127.0.0.1");
    CHECK(seen({"10.0.0.0/8"}, "203.0.113.7") == "127.0.0.1");
    CHECK(seen({"127.0.0.1"}, "203.0.113.7") == "203.0.113.7");
    // What the client itself wrote stands before what the proxy added.
    CHECK(seen({"127.0.0.1"}, "198.51.100.1, 203.0.113.7") == "203.0.113.7");
    CHECK(seen({"127.0.0.1", "10.0.0.0/8"}, "198.51.100.1, 203.0.113.7,10.1.2.3") == "203.0.113.7");
    CHECK(seen({"127.0.0.1"}, "nobody") == "127.0.0.1");
    CHECK(seen({"127.0.0.1"}, "[nobody") == "127.0.0.1");
    CHECK(seen({"127.0.0.1"}, ":") == "127.0.0.1");
    CHECK(seen({"127.0.0.1"}, "203.0.113.7:4711") == "203.0.113.7");
    CHECK(seen({"127.0.0.1"}, "[2001:db8::1]:4711") == "2001:db8::1");
    CHECK(seen({"127.0.0.1"}, "[2001:db8::1]") == "2001:db8::1");
    CHECK(seen({"127.0.0.1", "10.0.0.0/8"}, "203.0.113.7 ,\t10.1.2.3:80 ") == "203.0.113.7");
    CHECK(seen({"127.0.0.1"}, "2001:db8::1") == "2001:db8::1");
    CHECK(seen({"127.0.0.1", "2001:db8::/32"}, "203.0.113.7, 2001:db8::1") == "203.0.113.7");
}

TEST_CASE("finding 8: a client is an address, or the half of IPv6 that he cannot choose") {
    CHECK(network_of("203.0.113.7") == "203.0.113.7");
    CHECK(network_of("::ffff:203.0.113.7") == "203.0.113.7");
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1"));
    CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
    CHECK(is_network("10.0.0.0/8"));
    CHECK(is_network("fd00::/8"));
    CHECK_FALSE(is_network("10.0.0.0/33"));
    CHECK_FALSE(is_network("somewhere"));
}

}  // namespace hearth::http
