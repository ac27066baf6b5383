#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "libs/http/http.hpp"
#include "libs/http/tests/wire.hpp"

namespace hearth::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGood =
    "POST /a/b?c=%41 HTTP/1.1\r\nHost: a\r\nAccept-Language: zh\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n";

/// A good request with bytes changed, dropped, doubled or moved, or plain noise.
std::string mutate(std::mt19937& random) {
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
    };
    std::string text{kGood};
    if (below(5) == 0) {
        text.resize(below(400) + 1);
        for (char& c : text)
            c = static_cast<char>(below(256));
    }
    for (std::size_t i = below(6) + 1; i > 0; --i) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text.erase(at, below(20));
                break;
            case 2:
                text.insert(at, text.substr(at, below(30)));
                break;
            default:
                text.insert(at, "\r\n");
                break;
        }
        if (text.empty()) text = "G";
    }
    return text;
}

}  // namespace

TEST_CASE("no bytes of a client harm the server") {
    Server server{{.idle = 2000ms, .body = 2000ms},
                  [](const Request& request, const std::shared_ptr<Responder>& responder) {
                      responder->send({200, {{"X", request.path}}, request.body});
                  }};
    REQUIRE(server.start());
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (int i = 0; i < 2000; ++i) {
        Wire wire{server.port()};
        wire.send(mutate(random));
        // Half of them wait for the answer, the others are gone before it.
        if (i % 2 == 0) wire.read("\r\n\r\n", 5ms);
    }
    const auto answer = fetch("POST", "http://127.0.0.1:" + std::to_string(server.port()) + "/ok",
                              {}, "fine", Deadline::after(10s));
    REQUIRE(answer);
    CHECK(answer->body == "fine");
}

}  // namespace hearth::http
