#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include <catch2/catch.hpp>

#include "libs/kafka/tests/fixture.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

/// What handlers were given and finished, by any number of members.
class Journal {
public:
    void note(std::span<const Message> batch) {
        const std::lock_guard lock{mutex_};
        for (const auto& message : batch) {
            ++times_[{message.partition, message.offset}];
            order_[message.key].push_back(std::stoi(message.value));
        }
    }
    [[nodiscard]] std::size_t distinct() const {
        const std::lock_guard lock{mutex_};
        return times_.size();
    }
    [[nodiscard]] int total() const {
        const std::lock_guard lock{mutex_};
        int sum = 0;
        for (const auto& [at, times] : times_)
            sum += times;
        return sum;
    }
    /// Every key's first appearances come as 0, 1, 2 …
    [[nodiscard]] bool in_order() const {
        const std::lock_guard lock{mutex_};
        for (const auto& [key, values] : order_) {
            int next = 0;
            for (const int value : values) {
                if (value > next) return false;
                if (value == next) ++next;
            }
        }
        return true;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::pair<int, std::int64_t>, int> times_;
    std::map<std::string, std::vector<int>> order_;
};

bool done(const Consumer& consumer) {
    const auto lag = consumer.lag();
    return !lag.empty() &&
           std::all_of(lag.begin(), lag.end(), [](const auto& topic) { return topic.second == 0; });
}

Handler into(Journal& journal) {
    return [&journal](std::span<const Message> batch) -> Result<void> {
        journal.note(batch);
        return {};
    };
}

}  // namespace

TEST_CASE("a consumer reads all from the first offset, in order, and goes on where it was") {
    const Config config = test_config();
    make_topic(config, "t", 4);
    send_all(config, numbered("t", 1000, 10));
    Journal journal;
    {
        Consumer consumer{config, "g", {"t"}, into(journal)};
        consumer.start();
        REQUIRE(eventually([&] { return journal.distinct() == 1000 && done(consumer); }, 20s));
        CHECK(metrics::render().find(
                  "hearth_consumer_lag{group=\"g\",partition=\"0\",topic=\"t\"} 0") !=
              std::string::npos);
        CHECK(metrics::render().find("hearth_consumer_partitions{group=\"g\"} 4") !=
              std::string::npos);
        consumer.stop(Deadline::after(10s));
        CHECK(metrics::render().find("hearth_consumer_partitions{group=\"g\"} 0") !=
              std::string::npos);
    }
    CHECK(journal.total() == 1000);
    CHECK(journal.in_order());

    send_all(config, numbered("t", 10, 10));
    Journal second;
    Consumer consumer{config, "g", {"t"}, into(second)};
    consumer.start();
    REQUIRE(eventually([&] { return second.distinct() == 10 && done(consumer); }, 20s));
    CHECK(second.total() == 10);
}

TEST_CASE("two members share partitions, and one that stops hands its part over at once") {
    const Config config = test_config();
    make_topic(config, "t", 4);
    Journal journal;
    std::array<std::set<int>, 2> partitions;
    std::mutex mutex;
    const auto member = [&](std::size_t number) -> Handler {
        return [&, number](std::span<const Message> batch) -> Result<void> {
            const std::lock_guard lock{mutex};
            partitions.at(number).insert(batch.front().partition);
            journal.note(batch);
            return {};
        };
    };
    Consumer first{config, "g", {"t"}, member(0)};
    Consumer second{config, "g", {"t"}, member(1)};
    first.start();
    second.start();
    int sent = 0;
    const auto both_have_two = [&] {
        send_all(config, numbered("t", 40, 40));
        sent += 40;
        const std::lock_guard lock{mutex};
        return partitions[0].size() >= 2 && partitions[1].size() >= 2;
    };
    REQUIRE(eventually(both_have_two, 30s));

    const auto stopping = std::chrono::steady_clock::now();
    second.stop(Deadline::after(10s));
    CHECK(std::chrono::steady_clock::now() - stopping < 2s);
    send_all(config, numbered("t", 40, 40));
    sent += 40;
    // Well within the session's timeout: it has left and was not missed.
    CHECK(eventually([&] { return journal.distinct() == static_cast<std::size_t>(sent); }, 1500ms));
    CHECK(journal.total() == sent);
}

TEST_CASE("members that come and go in mid-batch lose nothing and keep the order") {
    const Config config = test_config();
    make_topic(config, "t", 4);
    Journal journal;
    const Handler slow = [&](std::span<const Message> batch) -> Result<void> {
        std::this_thread::sleep_for(5ms);
        journal.note(batch);
        return {};
    };
    Consumer steady{config, "g", {"t"}, slow};
    steady.start();
    Producer producer{config};
    const auto records = numbered("t", 90000, 30);
    std::atomic<std::size_t> sent{0};
    std::atomic<bool> enough{false};
    std::thread sender{[&] {
        while (!enough && sent < records.size()) {
            CHECK(producer.send(std::span{records}.subspan(sent, 60), Deadline::after(20s)));
            sent += 60;
            std::this_thread::sleep_for(20ms);
        }
    }};
    for (int round = 0; round < 3; ++round) {
        std::atomic<int> handled{0};
        Consumer guest{config, "g", {"t"}, [&](std::span<const Message> batch) -> Result<void> {
                           ++handled;
                           return slow(batch);
                       }};
        guest.start();
        CHECK(eventually([&] { return handled > 5; }, 20s));
        guest.stop(Deadline::after(10s));
    }
    enough = true;
    sender.join();
    CHECK(eventually([&] { return journal.distinct() == sent; }, 30s));
    CHECK(journal.in_order());
    // Each orderly hand-over commits what it finished, so nothing was read twice.
    CHECK(static_cast<std::size_t>(journal.total()) == sent);
}

TEST_CASE("a handler that fails is given the same again; its partition waits, others flow") {
    const Config config = test_config();
    make_topic(config, "t", 4);
    Journal journal;
    std::atomic<bool> refuse{true};
    std::atomic<int> refused{0};
    Consumer consumer{config, "g", {"t"}, [&](std::span<const Message> batch) -> Result<void> {
                          if (batch.front().partition == 2 && refuse) {
                              ++refused;
                              return fail(unavailable("TEST", "the database is away"));
                          }
                          journal.note(batch);
                          return {};
                      }};
    consumer.start();
    send_all(config, numbered("t", 8000, 40));
    REQUIRE(eventually([&] { return refused >= 3; }, 20s));
    std::size_t others = 0;
    REQUIRE(eventually(
        [&] {
            const auto now = journal.distinct();
            const bool still = now == others && now > 0 && consumer.lag()["t"] > 0;
            others = now;
            return still && static_cast<std::int64_t>(8000 - now) == consumer.lag()["t"];
        },
        20s));
    CHECK(journal.in_order());
    refuse = false;
    REQUIRE(eventually([&] { return journal.distinct() == 8000 && done(consumer); }, 20s));
    CHECK(journal.total() == 8000);
    CHECK(journal.in_order());
}

TEST_CASE("a handler slower than the broker pauses its partition, skips nothing") {
    const Config config = test_config();
    make_topic(config, "t", 2);
    std::vector<Record> records = numbered("t", 12000, 12);
    for (auto& record : records)
        record.headers.emplace_back("padding", std::string(300, 'p'));
    send_all(config, records);
    Journal journal;
    std::atomic<int> largest{0};
    Consumer consumer{config, "g", {"t"}, [&](std::span<const Message> batch) -> Result<void> {
                          std::this_thread::sleep_for(3ms);
                          journal.note(batch);
                          largest = std::max(largest.load(), static_cast<int>(batch.size()));
                          return {};
                      }};
    consumer.start();
    REQUIRE(eventually([&] { return journal.distinct() == 12000 && done(consumer); }, 60s));
    CHECK(journal.total() == 12000);
    CHECK(journal.in_order());
    CHECK(largest == 200);
}

TEST_CASE("a partition that was paused when the group changed is read on") {
    const Config config = test_config();
    make_topic(config, "t", 2);
    send_all(config, numbered("t", 12000, 12));
    Journal journal;
    std::atomic<bool> shut{true};
    std::atomic<int> inside{0};
    Consumer stays{config, "g", {"t"}, [&](std::span<const Message> batch) -> Result<void> {
                       ++inside;
                       static_cast<void>(eventually([&] { return !shut; }, 20s));
                       journal.note(batch);
                       return {};
                   }};
    stays.start();
    REQUIRE(eventually([&] { return inside == 2; }, 20s));
    std::this_thread::sleep_for(1s);  // both queues fill, and so both partitions are paused
    {
        Consumer leaves{config, "g", {"t"}, into(journal)};
        leaves.start();
        // The group changes while the handler still holds its batches.
        std::this_thread::sleep_for(2s);
        shut = false;
        REQUIRE(eventually([&] { return !leaves.lag().empty(); }, 20s));
        leaves.stop(Deadline::after(10s));
    }
    CHECK(eventually([&] { return journal.distinct() == 12000 && done(stays); }, 30s));
}

TEST_CASE("a partition of which nothing goes in is told, and so is its end") {
    Config config = test_config();
    config.stalled_after = 1s;
    make_topic(config, "t", 1);
    std::atomic<bool> works{false};
    Consumer consumer{config, "stalling", {"t"}, [&](std::span<const Message>) -> Result<void> {
                          if (works) return {};
                          return fail(unavailable("TEST", "not yet"));
                      }};
    consumer.start();
    send_all(config, numbered("t", 10, 1));
    const auto stalled = [] {
        return metrics::render().find("hearth_consumer_stalled{group=\"stalling\"} 1") !=
               std::string::npos;
    };
    CHECK(eventually(stalled, 20s));
    works = true;
    CHECK(eventually([&] { return !stalled() && done(consumer); }, 20s));
}

TEST_CASE("the lag of a partition that is not fetched grows all the same") {
    const Config config = test_config();
    make_topic(config, "t", 1);
    send_all(config, numbered("t", 3000, 1));
    std::atomic<bool> works{false};
    Consumer consumer{config, "g", {"t"}, [&](std::span<const Message>) -> Result<void> {
                          if (works) return {};
                          return fail(unavailable("TEST", "not yet"));
                      }};
    consumer.start();
    REQUIRE(eventually([&] { return consumer.lag()["t"] == 3000; }, 20s));
    // Its queue is full by now, so that nothing more is fetched.
    send_all(config, numbered("t", 5000, 1));
    CHECK(eventually([&] { return consumer.lag()["t"] == 8000; }, 20s));
    works = true;
    CHECK(eventually([&] { return done(consumer); }, 20s));
}

TEST_CASE("an operator's pause keeps the membership and loses nothing") {
    const Config config = test_config();
    make_topic(config, "t", 2);
    Journal journal;
    Consumer consumer{config, "g", {"t"}, into(journal)};
    consumer.start();
    send_all(config, numbered("t", 10, 10));
    REQUIRE(eventually([&] { return journal.distinct() == 10 && done(consumer); }, 20s));
    consumer.pause(true);
    send_all(config, numbered("t", 50, 10));
    REQUIRE(eventually([&] { return consumer.lag()["t"] == 50; }));
    CHECK(journal.distinct() == 10);
    consumer.pause(false);
    CHECK(eventually([&] { return journal.distinct() == 60 && done(consumer); }));
}

TEST_CASE("a bad setting stops the start; a missing broker does not, nor does it hold the stop") {
    Config config = test_config();
    Journal journal;
    config.session_timeout = 99999999ms;
    Consumer wrong{config, "g", {"t"}, into(journal)};
    CHECK_THROWS_AS(wrong.start(), std::runtime_error);

    config.session_timeout = 2000ms;
    config.brokers = "127.0.0.1:1";
    Consumer lonely{config, "g", {"t"}, into(journal)};
    lonely.start();
    const auto stopping = std::chrono::steady_clock::now();
    lonely.stop(Deadline::after(5s));
    CHECK(std::chrono::steady_clock::now() - stopping < 3s);
}

}  // namespace hearth::kafka
