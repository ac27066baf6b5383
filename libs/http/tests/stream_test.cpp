#include <atomic>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/http/http.hpp"
#include "libs/http/tests/wire.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGet = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";

/// A server whose streams are kept for the test to write to.
class Streaming {
public:
    Streaming()
        : server({}, [this](const Request&, const std::shared_ptr<Responder>& responder) {
              auto begun = responder->stream({{"X-Cursor", "c"}});
              const std::lock_guard lock{mutex_};
              stream_ = std::move(begun);
          }) {
        REQUIRE(server.start());
    }
    std::shared_ptr<Stream> wait() {
        REQUIRE(testkit::eventually([&] {
            const std::lock_guard lock{mutex_};
            return stream_ != nullptr;
        }));
        const std::lock_guard lock{mutex_};
        return std::exchange(stream_, nullptr);
    }

private:
    std::mutex mutex_;
    std::shared_ptr<Stream> stream_;

public:
    Server server;
};

}  // namespace

TEST_CASE("events arrive while the stream is open, and it ends with its owner") {
    Streaming streaming;
    Wire wire{streaming.server.port()};
    REQUIRE(wire.send(kGet));
    auto stream = streaming.wait();
    const std::string head = wire.read("\r\n\r\n");
    CHECK(head.find("Content-Type: text/event-stream") != std::string::npos);
    CHECK(head.find("X-Cursor: c") != std::string::npos);
    CHECK(stream->send("data: 1\n\n"));
    CHECK(wire.read("\n\n\r\n") == "9\r\ndata: 1\n\n\r\n");
    CHECK(stream->send("data: 22\n\n"));
    stream.reset();
    CHECK(wire.read() == "a\r\ndata: 22\n\n\r\n0\r\n\r\n");
}

TEST_CASE("a client of HTTP/1.0 gets events without chunks") {
    Streaming streaming;
    Wire wire{streaming.server.port()};
    REQUIRE(wire.send("GET /events HTTP/1.0\r\n\r\n"));
    auto stream = streaming.wait();
    CHECK(stream->send("data: 1\n\n"));
    stream.reset();
    CHECK(wire.read().ends_with("\r\n\r\ndata: 1\n\n"));
}

TEST_CASE("a client that has gone closes the stream") {
    Streaming streaming;
    for (const bool crash : {false, true}) {
        std::shared_ptr<Stream> stream;
        {
            Wire wire{streaming.server.port()};
            REQUIRE(wire.send(kGet));
            stream = streaming.wait();
            wire.read("\r\n\r\n");
            if (crash) wire.reset();
        }
        CHECK(testkit::eventually([&] { return !stream->open(); }));
        CHECK_FALSE(stream->send("data: x\n\n"));
    }
}

TEST_CASE("a client that does not read is dropped when it is too far behind") {
    Streaming streaming;
    Wire wire{streaming.server.port()};
    REQUIRE(wire.send(kGet));
    auto stream = streaming.wait();
    const std::string chunk(100000, 'x');
    // The kernel's buffers hold a few megabytes besides our one.
    std::size_t sent = 0;
    while (stream->send(chunk) && sent < 100U << 20U)
        sent += chunk.size();
    CHECK(sent < 100U << 20U);
    CHECK_FALSE(stream->open());
    CHECK(wire.closed());
}

TEST_CASE("shutdown with open streams does not hang, and threads that send get to know") {
    Streaming streaming;
    Wire wire{streaming.server.port()};
    REQUIRE(wire.send(kGet));
    auto stream = streaming.wait();
    wire.read("\r\n\r\n");
    std::atomic<bool> refused{false};
    std::thread sender{[&] {
        while (stream->send("data: 1\n\n"))
            std::this_thread::yield();
        refused = true;
    }};
    bool closed = false;
    std::thread reader{[&] { closed = wire.closed(30s); }};
    const auto before = std::chrono::steady_clock::now();
    streaming.server.stop(Deadline::after(20s));
    CHECK(std::chrono::steady_clock::now() - before < 5s);
    sender.join();
    reader.join();
    CHECK(closed);
    CHECK(refused);
}

}  // namespace hearth::http
