#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "libs/outbox/unit_of_work.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch::app {

/// The event that tells of a fact.
using Encode = std::function<outbox::Event(const Fact&, int tenant)>;

/// How dispatch changes anything: under the tenant's plan lock the board is read, changed, planned
/// and written, and every fact becomes an event, all in the caller's transaction. So the assignment
/// is committed together with what caused it, and no two replicas publish the same version of a
/// plan. Thread-safe; lives as long as the service.
class Changes {
public:
    Changes(const Policy& policy, outbox::Open<Stores> open, Encode encode)
        : policy_(policy), open_(std::move(open)), encode_(std::move(encode)) {}

    /// What a change sees. `caused_by` names the event that led to the facts from here on.
    struct Scene {
        Board& board;
        Stores& stores;
        std::function<void(const Uuid&)> caused_by;
    };
    using Body = std::function<Result<void>(const Scene&)>;
    using Look = std::function<void(const Board&)>;

    /// `actor`: who is named in the events. Nothing is written when nothing changed. `look` sees
    /// the board as planning left it.
    Result<void> run(outbox::UnitOfWork& work, const Wanted& wanted, const std::string& actor,
                     const Body& body, const Look& look = {}) const;
    /// The same, and nothing is written whatever happened.
    Result<void> rehearse(outbox::UnitOfWork& work, const Wanted& wanted, const std::string& actor,
                          const Body& body) const;

    /// For what only reads, or keeps no board.
    [[nodiscard]] const outbox::Open<Stores>& open() const { return open_; }
    [[nodiscard]] const Policy& policy() const { return policy_; }

private:
    /// Of each tenant, from one plan of this replica to the next.
    std::size_t put_off_turn(int tenant) const;
    void keep_turn(int tenant, std::size_t turn) const;

    const Policy& policy_;
    outbox::Open<Stores> open_;
    Encode encode_;
    mutable std::mutex mutex_;
    mutable std::map<int, std::size_t> put_off_turns_;
};

}  // namespace hearth::dispatch::app
