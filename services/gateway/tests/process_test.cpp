#include "libs/testkit/process.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <iterator>
#include <map>

#include <catch2/catch.hpp>
#include <manifest_gen/gateway.hpp>

#include "libs/http/tests/wire.hpp"
#include "libs/testkit/eventually.hpp"
#include "services/gateway/tests/fixture.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;
using Environment = std::map<std::string, std::string>;

constexpr const char* kConfig = "/dev/null";

Environment environment(int port, int admin) {
    const std::string nobody = "127.0.0.1:" + std::to_string(testkit::free_port());
    Environment all{{"HEARTH_SERVER__PORT", std::to_string(port)},
                    {"HEARTH_ADMIN__PORT", std::to_string(admin)},
                    {"HEARTH_AUTH__PRIVATE_KEY_FILE", keys().private_path},
                    {"HEARTH_AUTH__TRUSTED_KEYS_DIR", keys().trusted_dir},
                    {"HEARTH_KAFKA__BROKERS", nobody},
                    {"HEARTH_REDIS__PORT", std::to_string(testkit::free_port())},
                    {"HEARTH_DEVELOPMENT__ENABLED", "true"},
                    {"HEARTH_DEVELOPMENT__CLOCK_OFFSET", "-5s"}};
    for (const std::string_view peer : manifest::gateway::kManifest.peers) {
        std::string name = "HEARTH_PEERS__";
        std::ranges::transform(peer, std::back_inserter(name),
                               [](unsigned char c) { return std::toupper(c); });
        all[name] = nobody;
    }
    return all;
}

}  // namespace

TEST_CASE("a wrong configuration ends the start and names every fault") {
    auto wrong = environment(0, 0);
    wrong["HEARTH_SERVER__IDLE"] = "soon";
    wrong["HEARTH_SERVER__PROT"] = "1";
    wrong["HEARTH_SERVER__OWN_NETWORKS"] = "somewhere";
    wrong["HEARTH_LOG__LEVEL"] = "loud";
    wrong["HEARTH_DEVELOPMENT__ENABLED"] = "false";
    testkit::Process gateway{GATEWAY_PROGRAM, {{"--config", kConfig}, wrong}};
    CHECK(gateway.wait(20s) == 2);
    for (const char* fault : {"server.idle", "HEARTH_SERVER__PROT", "server.own_networks",
                              "log.level", "channels.cti.secret_file", "channels.sms.secret_file"})
        CHECK(gateway.output().find(fault) != std::string::npos);
    testkit::Process misspelt{GATEWAY_PROGRAM, {{"--konfig", kConfig}, {}}};
    CHECK(misspelt.wait(20s) == 2);
    CHECK(misspelt.output().find("--config") != std::string::npos);
    testkit::Process good{GATEWAY_PROGRAM,
                          {{"--config", kConfig, "--check-config"}, environment(0, 0)}};
    CHECK(good.wait(20s) == 0);
}

TEST_CASE("the process answers without anything behind it, is not ready, and ends in order") {
    const int port = testkit::free_port();
    const int admin = testkit::free_port();
    testkit::Process gateway{GATEWAY_PROGRAM, {{"--config", kConfig}, environment(port, admin)}};
    const auto status = [](int at, const std::string& path) {
        const auto answer = http::fetch("GET", "http://127.0.0.1:" + std::to_string(at) + path, {},
                                        {}, Deadline::after(5s));
        return answer ? answer->status : 0;
    };
    REQUIRE(testkit::eventually([&] { return status(port, "/openapi.json") == 200; }, 20s));
    // Whom it lets in has perhaps logged out.
    CHECK(status(admin, "/livez") == 200);
    CHECK(status(admin, "/readyz") == 503);
    CHECK(status(admin, "/metrics") == 200);
    http::Wire idle{port};
    gateway.signal(SIGTERM);
    CHECK(gateway.wait(20s) == 0);
    CHECK(idle.closed());
    CHECK(gateway.output().find(R"("event":"stopped")") != std::string::npos);
}

TEST_CASE("the log says who ended whose sessions") {
    const int port = testkit::free_port();
    testkit::Process gateway{GATEWAY_PROGRAM, {{"--config", kConfig}, environment(port, 0)}};
    const std::string url = "http://127.0.0.1:" + std::to_string(port);
    const auto edge = auth::Signer::from_file(keys().edge_path, auth::Audience::kEdge);
    const http::Fields lead{
        {"Authorization",
         "Bearer " + edge->sign({"leads/L1", {"lead"}, 1},
                                std::chrono::floor<Duration>(std::chrono::system_clock::now()),
                                60s)}};
    REQUIRE(testkit::eventually(
        [&] {
            const auto answer = http::fetch("POST", url + "/v1/sessions:end", lead,
                                            R"({"principal":"agents/A1"})", Deadline::after(5s));
            return answer && answer->status == 503;
        },
        20s));
    gateway.signal(SIGTERM);
    CHECK(gateway.wait(20s) == 0);
    const std::string said = gateway.output();
    const auto at = said.find(R"("event":"sessions_ended")");
    REQUIRE(at != std::string::npos);
    const std::string line = said.substr(at, said.find('\n', at) - at);
    CHECK(line.find(R"("by":"leads/L1")") != std::string::npos);
    CHECK(line.find(R"("whom":"agents/A1")") != std::string::npos);
}

}  // namespace hearth::gateway
