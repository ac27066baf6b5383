#include "tests/sim/model.hpp"

#include <algorithm>

namespace hearth::sim {

using outbox::judge;
using outbox::KeyState;
using outbox::Verdict;

std::optional<std::string> Model::run(int steps) {
    for (int partition = 0; partition < kPartitions; ++partition)
        owners_[partition] = {partition, 0};
    for (int i = 0; i < steps && !broken_; ++i)
        step();
    quiesce();
    if (!broken_) check_end();
    return broken_;
}

void Model::step() {
    switch (below(10)) {
        case 0:
        case 1:
            begin_write();
            break;
        case 2:
        case 3:
            end_write(chance(80));
            break;
        case 4:
        case 5:
        case 6:
            relay_step(relays_[below(kRelays)]);
            break;
        case 7:
            zombie_step();
            break;
        case 8:
            if (chance(10)) rebalance();
            if (chance(20)) settle();
            if (!former_.empty()) work(former_[below(former_.size())], chance(30));
            break;
        default:
            work(owners_[static_cast<int>(below(kPartitions))], chance(20));
    }
}

void Model::begin_write() {
    const int key = static_cast<int>(below(kKeys));
    for (const Writing& other : writing_) {
        if (other.key == key) return;  // waits for the row lock
    }
    Writing write{key, {}};
    const std::size_t events = 1 + below(3);
    for (std::size_t i = 0; i < events; ++i) {
        write.rows.push_back(outbox_.size());
        outbox_.push_back({{key, written_[key] + static_cast<std::int64_t>(i) + 1}});
    }
    writing_.push_back(write);
}

void Model::end_write(bool commit) {
    if (writing_.empty()) return;
    const auto ended = writing_.begin() + static_cast<std::ptrdiff_t>(below(writing_.size()));
    if (commit) {
        for (const std::size_t row : ended->rows) {
            outbox_[row].committed = true;
            if (chance(4)) poison_.emplace(ended->key, outbox_[row].event.version);
        }
        written_[ended->key] += static_cast<std::int64_t>(ended->rows.size());
    }
    writing_.erase(ended);
}

void Model::relay_step(Relay& relay) {
    const int self = static_cast<int>(&relay - relays_.data());
    if (lock_ == -1 && chance(50)) {
        lock_ = self;
        take(relay);
        return;
    }
    if (lock_ != self) return;
    if (chance(8)) return lose_lock(relay);
    deliver(relay.flight);
    const bool all = std::all_of(relay.flight.begin(), relay.flight.end(),
                                 [](const auto& partition) { return partition.second.empty(); });
    if (!all) return;
    for (const std::size_t row : relay.taken)
        outbox_[row].sent = true;
    lock_ = -1;
}

void Model::take(Relay& relay) {
    relay = {};
    const std::size_t first = faults_.polls_by_last_seq ? last_seq_ : 0;
    for (std::size_t row = first; row < outbox_.size() && relay.taken.size() < kBatch; ++row) {
        if (!outbox_[row].committed || outbox_[row].sent) continue;
        relay.taken.push_back(row);
        relay.flight[outbox_[row].event.key % kPartitions].push_back(outbox_[row].event);
        last_seq_ = row + 1;
    }
}

void Model::deliver(Flight& flight) {
    for (auto& [partition, records] : flight) {
        while (!records.empty() && chance(60)) {
            log_[partition].push_back(records.front());
            records.pop_front();
        }
    }
}

/// It crashed, or its connection did: another relay may begin while its records still travel.
void Model::lose_lock(Relay& relay) {
    lock_ = -1;
    for (auto& [partition, records] : relay.flight) {
        if (faults_.gaps_in_flight && !records.empty() && chance(50)) records.pop_front();
        while (!records.empty() && chance(30))
            records.pop_back();
    }
    zombies_.push_back(std::move(relay.flight));
    relay = {};
}

void Model::zombie_step() {
    if (zombies_.empty()) return;
    deliver(zombies_[below(zombies_.size())]);
}

void Model::rebalance() {
    const int partition = static_cast<int>(below(kPartitions));
    former_.push_back(owners_[partition]);
    owners_[partition].next = offsets_[partition];
}

/// One transaction, and perhaps the commit of the offset after it.
void Model::work(Worker& worker, bool crash) {
    const auto& log = log_[worker.partition];
    const std::size_t end = std::min(worker.next + 1 + below(kBatch), log.size());
    if (crash) {
        // Before the commit nothing happened; after it only the offset is behind.
        if (chance(50)) {
            for (std::size_t at = worker.next; at < end; ++at)
                receive(log[at]);
        }
        worker.next = std::min(worker.next, offsets_[worker.partition]);
        return;
    }
    for (std::size_t at = worker.next; at < end; ++at)
        receive(log[at]);
    worker.next = end;
    if (&worker == &owners_[worker.partition]) offsets_[worker.partition] = end;
}

void Model::receive(const Event& event) {
    KeyState& state = inbox_[event.key];
    const KeyState before = state;
    switch (judge(state, event.version)) {
        case Verdict::kApply:
            if (poison_.count({event.key, event.version}) == 0) return apply(event);
            state = {.last = before.last, .blocked = true};
            waiting_[event.key] = {event, {}};
            break;
        case Verdict::kBehind:
            waiting_[event.key].parked.push_back(event);
            break;
        case Verdict::kGap:
            broken("a gap: version " + std::to_string(event.version) + " after " +
                   std::to_string(before.last));
            break;
        case Verdict::kDuplicate:
            break;
    }
}

void Model::apply(const Event& event) {
    effects_[event.key].push_back(event.version);
    if (static_cast<std::int64_t>(effects_[event.key].size()) != event.version) {
        broken("key " + std::to_string(event.key) + ": effect " + std::to_string(event.version) +
               " comes as number " + std::to_string(effects_[event.key].size()));
    }
}

/// An operator mends what was wrong with a dead letter and replays it.
void Model::settle() {
    if (waiting_.empty()) return;
    const auto [key, waiting] = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    inbox_[key].blocked = false;
    poison_.erase({key, waiting.letter.version});
    std::vector<Event> all = waiting.parked;
    all.push_back(waiting.letter);
    std::stable_sort(all.begin(), all.end(), [](const Event& left, const Event& right) {
        return left.version < right.version;
    });
    for (const Event& event : all)
        receive(event);
}

void Model::quiesce() {
    const auto busy = [this] {
        return std::any_of(outbox_.begin(), outbox_.end(),
                           [](const Row& row) { return row.committed && !row.sent; });
    };
    while (!writing_.empty())
        end_write(true);
    for (auto& relay : relays_) {
        if (lock_ == static_cast<int>(&relay - relays_.data())) lose_lock(relay);
    }
    for (int turn = 0; busy() && !broken_ && turn < 10'000; ++turn)
        relay_step(relays_[0]);
    for (int turn = 0; turn < 100; ++turn)
        zombie_step();
    for (int partition = 0; partition < kPartitions; ++partition) {
        while (owners_[partition].next < log_[partition].size() && !broken_)
            work(owners_[partition], false);
    }
    while (!waiting_.empty() && !broken_)
        settle();
}

void Model::check_end() {
    for (const auto& [key, version] : written_) {
        if (static_cast<std::int64_t>(effects_[key].size()) != version) {
            broken("key " + std::to_string(key) + ": " + std::to_string(version) + " events and " +
                   std::to_string(effects_[key].size()) + " effects");
        }
    }
}

}  // namespace hearth::sim
