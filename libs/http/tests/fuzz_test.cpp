#include <string>

#include <catch2/catch.hpp>

#include "libs/http/http.hpp"
#include "libs/http/tests/wire.hpp"
#include "libs/testkit/damage.hpp"

namespace hearth::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGood =
    "POST /a/b?c=%41 HTTP/1.1\r\nHost: a\r\nAccept-Language: zh\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n";

}  // namespace

TEST_CASE("no bytes of a client harm the server") {
    Server server{{.idle = 2000ms, .body = 2000ms},
                  [](const Request& request, const std::shared_ptr<Responder>& responder) {
                      responder->send({200, {{"X", request.path}}, request.body});
                  }};
    REQUIRE(server.start());
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < 2000; ++i) {
        Wire wire{server.port()};
        wire.send(damage(kGood));
        // Half of them wait for the answer, the others are gone before it.
        if (i % 2 == 0) wire.read("\r\n\r\n", 5ms);
    }
    const auto answer = fetch("POST", "http://127.0.0.1:" + std::to_string(server.port()) + "/ok",
                              {}, "fine", Deadline::after(10s));
    REQUIRE(answer);
    CHECK(answer->body == "fine");
}

}  // namespace hearth::http
