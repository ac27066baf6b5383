#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {

/// What a board must hold besides all that is live.
struct Wanted {
    std::vector<Uuid> orders;
    std::vector<Uuid> requests;
    std::vector<Uuid> incidents;
    std::vector<Uuid> nodes;  ///< whose customers are counted
};

/// Boards, under the tenant's plan lock.
class BoardStore {
public:
    virtual ~BoardStore() = default;
    /// Locks the tenant's plan until the end of the transaction, and brings `kept`, what this
    /// process has of the tenant's board, to what is stored: what was not committed is taken back,
    /// what others wrote since is read, what is neither live nor wanted goes. After a failure it is
    /// as good as before. Cost: a round trip, and one more for each kind of thing that is missing;
    /// of an empty one about eight, and all that is live.
    virtual Result<void> lock(Board::State& kept, const Wanted& wanted, const Policy& policy,
                              Instant now) = 0;
    /// Writes what the board changed; what its state is once this is committed. ABORTED
    /// (PLAN_MOVED) when the plan is not the version that was read.
    virtual Result<Stamp> save(const Board& board, std::int64_t old_version, const Uuid& change_id,
                               Instant now) = 0;
};

/// A node or service point as an event of the registry says. Older versions than the stored one
/// change nothing.
struct NodeCopy {
    Uuid id;
    std::optional<Uuid> parent;
    std::string kind;
    std::string commodity;
    std::optional<GeoPoint> point;
    std::int64_t version = 0;
};
struct PointCopy {
    Uuid id;
    std::optional<Uuid> node;
    std::string commodity;
    std::int64_t version = 0;
};
class NetworkStore {
public:
    virtual ~NetworkStore() = default;
    virtual Result<void> apply(const std::vector<NodeCopy>& nodes) = 0;
    virtual Result<void> apply(const std::vector<PointCopy>& points) = 0;
    /// Of those that are known.
    virtual Result<std::map<Uuid, Uuid>> nodes_of(const std::vector<Uuid>& service_points) = 0;
};

/// What devices sent. `body` is what a repeat must equal.
struct Sent {
    std::int64_t sequence = 0;
    Uuid order;
    std::string mutator;
    Instant observed_at;
    std::string body;
    std::string answer;
};
struct Known {
    bool same = false;  ///< the body is the one that was answered
    std::string answer;
};
struct CrewJob {
    WorkOrder order;
    std::optional<Instant> lost_at;
};
class DeviceStore {
public:
    virtual ~DeviceStore() = default;
    /// Answers already given, by sequence; `sent` holds sequence and body.
    virtual Result<std::map<std::int64_t, Known>> known(const std::string& device,
                                                        const std::vector<Sent>& sent) = 0;
    virtual Result<std::int64_t> last_sequence(const std::string& device) = 0;
    virtual Result<void> log(const std::string& device, const std::string& crew,
                             const std::vector<Sent>& sent, Instant now) = 0;
    /// Live jobs of the crew, and those that ended, or that it lost, after `since`.
    virtual Result<std::vector<CrewJob>> jobs(const std::string& crew, Instant since) = 0;
    /// Of `orders`, those that were ever put to the crew, lost since or not.
    virtual Result<std::set<Uuid>> given(const std::string& crew,
                                         const std::vector<Uuid>& orders) = 0;
};

struct StoredStop {
    PlannedStop stop;
    std::int64_t plan_version = 0;
};
struct StoredPlan {
    Uuid id;
    std::int64_t version = 0;
    Instant planned_at;
    std::map<std::string, std::vector<StoredStop>> routes;  ///< by crew code
};
struct OrderFilter {
    std::string state;  ///< a state, `live`, or empty
    std::optional<Uuid> request;
    std::string crew;
    std::optional<Uuid> incident;
    std::optional<Uuid> before;  ///< page: ids below this one
    int limit = 50;
};
struct IncidentFilter {
    std::string state;
    std::vector<Uuid> nodes;  ///< any of these
    std::optional<Uuid> before;
    int limit = 50;
};
struct StoredIncident : Incident {
    std::vector<Member> members;  ///< in the order of their reports, those who left last
};
/// Reading without a lock.
class QueryStore {
public:
    virtual ~QueryStore() = default;
    /// By id, or by the number people say.
    virtual Result<std::optional<WorkOrder>> order(std::optional<Uuid> id,
                                                   std::optional<std::int64_t> sequence) = 0;
    virtual Result<std::vector<WorkOrder>> orders(const OrderFilter& filter) = 0;
    virtual Result<std::map<Uuid, WorkOrder>> live_orders() = 0;
    virtual Result<std::vector<Crew>> crews(const std::string& after, int limit) = 0;
    virtual Result<StoredPlan> plan() = 0;
    /// With at most so many members. Of the tally only who is present is counted.
    virtual Result<std::optional<StoredIncident>> incident(std::optional<Uuid> id,
                                                           std::optional<std::int64_t> sequence,
                                                           int most_members) = 0;
    virtual Result<std::vector<Incident>> incidents(const IncidentFilter& filter) = 0;
    /// The node and all above it.
    virtual Result<std::vector<Uuid>> above(const Uuid& node) = 0;
};

/// One event of a work order as history keeps it, for the self-checks: of all tenants, with the
/// checker's role.
struct StoredEvent {
    Uuid order;
    std::int64_t version = 0;
    std::string type;
    std::string payload;
};
struct StoredState {
    OrderState state = OrderState::kOpen;
    std::int64_t version = 0;
};
struct LiveStep {
    StepKey key;
    Instant since;
};
class CheckStore {
public:
    virtual ~CheckStore() = default;
    /// After (order, version), in that order; at most `limit`.
    virtual Result<std::vector<StoredEvent>> events(const Uuid& order, std::int64_t version,
                                                    int limit) = 0;
    virtual Result<std::map<Uuid, StoredState>> states(const std::vector<Uuid>& orders) = 0;
    /// One line for each work order whose crew and whose place in the plan disagree.
    virtual Result<std::vector<std::string>> assignments() = 0;
    virtual Result<std::vector<LiveStep>> live_steps(Instant older_than) = 0;
};

/// All stores of one transaction. Lives no longer than it.
class Stores {
public:
    virtual ~Stores() = default;
    virtual BoardStore& boards() = 0;
    virtual NetworkStore& network() = 0;
    virtual DeviceStore& devices() = 0;
    virtual QueryStore& queries() = 0;
    virtual CheckStore& checks() = 0;
};

}  // namespace hearth::dispatch
