#include <csignal>

#include "libs/outbox/tests/relay_fixture.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::outbox {
namespace {

constexpr int kKilled = 128 + SIGKILL;

/// Runs the sample in one of its two parts.
class Sample {
public:
    explicit Sample(const Writing& on) : on_(on) {}

    [[nodiscard]] std::optional<int> relay(const std::string& failpoint = "") const {
        return run("relay", on_.database.relay(), failpoint, 0);
    }
    [[nodiscard]] std::optional<int> listen(int effects, const std::string& failpoint = "") const {
        return run("listen", on_.database.app(), failpoint, effects);
    }

private:
    [[nodiscard]] std::optional<int> run(const std::string& part, const sql::Config& config,
                                         const std::string& failpoint, int effects) const {
        std::vector<std::string> args{part};
        if (!failpoint.empty()) args.push_back(failpoint);
        testkit::Process process{EVENT_SAMPLE,
                                 {args,
                                  {{"SAMPLE_HOST", config.host},
                                   {"SAMPLE_PORT", std::to_string(config.port)},
                                   {"SAMPLE_DATABASE", config.database},
                                   {"SAMPLE_USER", config.user},
                                   {"SAMPLE_PASSWORD", config.password.reveal()},
                                   {"SAMPLE_BROKERS", on_.kafka.brokers},
                                   {"SAMPLE_PREFIX", on_.kafka.topic_prefix},
                                   {"SAMPLE_COUNT", std::to_string(effects)}}}};
        const auto status = process.wait(60s);
        INFO(process.output());
        CHECK(status.has_value());
        return status;
    }

    const Writing& on_;
};

}  // namespace

TEST_CASE("killed at any border between a commit and its effect, each event has its effect once") {
    Writing on;
    const Sample sample{on};
    const std::vector<Uuid> keys{new_key(), new_key(), new_key()};
    int versions = 0;
    const auto write = [&] {
        for (const Uuid& key : keys)
            on.bump(key, 7);
        versions += 7;
    };
    for (const std::string point :
         {"relay.before_send", "relay.after_send", "relay.before_commit"}) {
        write();
        CHECK(sample.relay(point + "=crash") == kKilled);
        CHECK(sample.relay() == 0);
    }
    for (const std::string point :
         {"uow.before_commit", "uow.after_commit", "inbox.before_commit", "inbox.after_commit"}) {
        write();
        CHECK(sample.relay() == 0);
        CHECK(sample.listen(versions * 3, point + "=crash") == kKilled);
        CHECK(sample.listen(versions * 3) == 0);
    }
    std::string expected = "1";
    for (int version = 2; version <= versions; ++version)
        expected += ',' + std::to_string(version);
    for (const Uuid& key : keys)
        CHECK(effects_of(on.pool, key) == expected);
    CHECK(on.database.run("SELECT count(*) FROM dead_letter") == "0");
    CHECK(on.database.run("SELECT count(*) FROM history h FULL JOIN effect e USING (event_id)"
                          " WHERE h.version IS DISTINCT FROM e.version") == "0");
}

}  // namespace hearth::outbox
