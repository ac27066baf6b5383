#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "libs/outbox/guard.hpp"

namespace hearth::sim {

/// What may go wrong, besides crashes.
struct Faults {
    /// A producer whose later records may arrive though an earlier one of the partition failed:
    /// what `enable.gapless.guarantee` rules out.
    bool gaps_in_flight = false;
    /// A relay that sees rows in the order of their commit and remembers the last, instead of
    /// asking for unsent ones.
    bool polls_by_last_seq = false;
};

/// One service's outbox, two relays, a topic, and another service's inbox, in memory: each step is
/// one thing that can happen between two other things anywhere. The inbox decides by the real
/// `judge`; all else follows what the real parts promise: a transaction is all or nothing, a row
/// lock orders an aggregate's commits but not its neighbours' sequence numbers, the broker keeps
/// the order of a producer per partition, and what was in flight when a relay lost its lock may
/// still arrive.
class Model {
public:
    Model(std::uint64_t seed, Faults faults) : random_(seed), faults_(faults) {}

    /// Runs with faults, then without until nothing is left to do; why an invariant broke, if one
    /// did.
    std::optional<std::string> run(int steps);

private:
    static constexpr int kKeys = 4;
    static constexpr int kPartitions = 2;
    static constexpr int kRelays = 2;
    static constexpr std::size_t kBatch = 5;

    struct Event {
        int key = 0;
        std::int64_t version = 0;
    };
    struct Row {
        Event event;
        bool committed = false;
        bool sent = false;
    };
    /// A writer's open transaction; it holds the lock of its key.
    struct Writing {
        int key = 0;
        std::vector<std::size_t> rows;
    };
    /// Records on their way, per partition in order.
    using Flight = std::map<int, std::deque<Event>>;
    struct Relay {
        std::vector<std::size_t> taken;
        Flight flight;
    };
    /// Whoever works on a partition: its owner, or one that lost it and does not know yet.
    struct Worker {
        int partition = 0;
        std::size_t next = 0;
    };
    struct Waiting {
        Event letter;
        std::vector<Event> parked;
    };

    bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
    std::size_t below(std::size_t bound) { return random_() % bound; }
    void broken(const std::string& why) {
        if (!broken_) broken_ = why;
    }

    void step();
    void begin_write();
    void end_write(bool commit);
    void relay_step(Relay& relay);
    void take(Relay& relay);
    void deliver(Flight& flight);
    void lose_lock(Relay& relay);
    void zombie_step();
    void rebalance();
    void work(Worker& worker, bool crash);
    void receive(const Event& event);
    void apply(const Event& event);
    void settle();
    void quiesce();
    void check_end();

    std::mt19937_64 random_;
    const Faults faults_;
    std::optional<std::string> broken_;

    std::map<int, std::int64_t> written_;  ///< committed version per key
    std::vector<Row> outbox_;  ///< by sequence number; a rolled back one stays uncommitted
    std::vector<Writing> writing_;
    std::vector<Relay> relays_{kRelays};
    int lock_ = -1;  ///< the relay that holds it
    std::size_t last_seq_ = 0;
    std::vector<Flight> zombies_;
    std::map<int, std::vector<Event>> log_;
    std::map<int, std::size_t> offsets_;  ///< committed
    std::map<int, Worker> owners_;
    std::vector<Worker> former_;
    std::map<int, outbox::KeyState> inbox_;
    std::map<int, Waiting> waiting_;
    std::set<std::pair<int, std::int64_t>> poison_;
    std::map<int, std::vector<std::int64_t>> effects_;
};

}  // namespace hearth::sim
