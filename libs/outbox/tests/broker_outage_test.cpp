#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "libs/outbox/tests/relay_fixture.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::outbox {
namespace {

/// A broker of the test's own, which may be stopped.
class OwnBroker {
public:
    OwnBroker() { script("up"); }
    ~OwnBroker() {
        testkit::Process process{kScript, {{"down", "--dir", dir(), "--purge"}, {}}};
        process.wait(60s);
    }
    OwnBroker(const OwnBroker&) = delete;
    OwnBroker& operator=(const OwnBroker&) = delete;

    void start() const { script("up"); }
    void stop() const { script("down"); }
    [[nodiscard]] pid_t pid() const {
        std::ifstream in{dir() + "/run/kafka.pid"};
        pid_t pid = 0;
        in >> pid;
        REQUIRE(pid > 0);
        return pid;
    }
    [[nodiscard]] kafka::Config config() const {
        std::ifstream in{dir() + "/stack.env"};
        const std::string wanted = "export HEARTH_KAFKA_BROKERS=";
        kafka::Config config = kafka::test_config();
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with(wanted)) config.brokers = line.substr(wanted.size());
        }
        return config;
    }

private:
    static constexpr const char* kScript = HEARTH_SOURCE_DIR "/deploy/local/stack";

    [[nodiscard]] std::string dir() const { return parent_.path() / "stack"; }
    void script(const std::string& verb) const {
        std::vector<std::string> args{verb, "--dir", dir(), "--only", "kafka"};
        if (verb == "up") args.emplace_back("--fast");
        testkit::Process process{kScript, {args, {}}};
        const auto status = process.wait(120s);
        INFO(process.output());
        REQUIRE(status == 0);
    }

    testkit::TempDir parent_;
};

/// A listener on the topic, and a writer that never stops writing.
struct Flow {
    explicit Flow(Writing& writing)
        : on(writing),
          inbox(on.work, on.clock, "flow", {{kTopic, add_effects}}),
          consumer(
              on.kafka, "flow", {kTopic},
              [this](std::span<const kafka::Message> messages) { return inbox.handle(messages); }),
          relay(on.relay_pool, on.kafka, on.clock) {
        consumer.start();
        relay.start();
        on.relay = &relay;
        writer = std::thread{[this] {
            while (!enough) {
                if (on.try_bump(keys[written % keys.size()]))
                    ++written;
                else
                    ++refused;
                std::this_thread::sleep_for(5ms);
            }
        }};
    }
    ~Flow() { finish(); }
    void finish() {
        enough = true;
        if (writer.joinable()) writer.join();
    }
    [[nodiscard]] std::size_t effects() const {
        return std::stoul(on.database.run("SELECT count(*) FROM effect"));
    }
    /// Which of the two stands still, for whoever reads why a test failed.
    [[nodiscard]] std::string state() const {
        std::string text = std::to_string(written) + " written, " + on.unsent() + " unsent, " +
                           std::to_string(effects()) + " with effect, behind";
        for (const auto& [topic, behind] : consumer.lag())
            text += ' ' + topic + ' ' + std::to_string(behind);
        return text;
    }

    Writing& on;
    std::vector<Uuid> keys{new_key(), new_key(), new_key(), new_key(), new_key()};
    std::atomic<std::size_t> written{0};
    std::atomic<std::size_t> refused{0};
    std::atomic<bool> enough{false};
    Inbox inbox;
    kafka::Consumer consumer;
    Relay relay;
    std::thread writer;
};

}  // namespace

TEST_CASE("a broker that is stopped, killed or hangs under load loses nothing") {
    OwnBroker broker;
    Writing on{broker.config()};
    Flow flow{on};
    REQUIRE(eventually([&] { return flow.effects() > 50; }, 30s));

    const auto commands_go_on = [&] {
        const std::size_t before = flow.written;
        return eventually([&] { return flow.written > before + 200; });
    };
    const auto catch_up = [&](const char* after) {
        const std::size_t written = flow.written;
        const bool done = eventually([&] { return flow.effects() >= written; }, 60s);
        INFO("after the broker was " << after << ": " << flow.state());
        CHECK(done);
    };

    broker.stop();
    CHECK(commands_go_on());
    broker.start();
    catch_up("stopped");

    REQUIRE(::kill(broker.pid(), SIGKILL) == 0);
    CHECK(commands_go_on());
    broker.start();
    catch_up("killed");

    const pid_t pid = broker.pid();
    REQUIRE(::kill(pid, SIGSTOP) == 0);
    CHECK(commands_go_on());
    REQUIRE(::kill(pid, SIGCONT) == 0);
    catch_up("hung");

    flow.finish();
    CHECK(flow.refused == 0);
    CHECK(eventually([&] { return flow.effects() == flow.written; }, 30s));
    CHECK(on.database.run("SELECT count(*) FROM dead_letter") == "0");
    // Once, and per key in order.
    CHECK(
        on.database.run("SELECT count(*) FROM (SELECT version, row_number() OVER (PARTITION BY key"
                        " ORDER BY place) AS n FROM effect) AS e WHERE version <> n") == "0");
}

}  // namespace hearth::outbox
