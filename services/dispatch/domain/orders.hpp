#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "services/dispatch/domain/journal.hpp"
#include "services/dispatch/domain/work_order.hpp"

namespace hearth::dispatch {

/// Which waiting work goes first: the greater hazard, what a person put to a crew, the higher rank,
/// the nearer limit, the earlier report.
struct WaitKey {
    int hazard = 0;  ///< less its hazard
    bool free = true;
    int rank = 0;  ///< less its rank
    std::int64_t due_s = 0;
    std::int64_t since_s = 0;
    Uuid id;

    auto operator<=>(const WaitKey&) const = default;
};

/// Waiting work that the same crews could do, that takes as long, at about the same place: it fits
/// into the same gaps.
struct WaitKind {
    std::string work_class;
    std::string commodity;
    std::string pinned_crew;
    std::vector<std::string> declined_by;
    std::optional<std::pair<double, double>> cell;  ///< of a kilometre

    auto operator<=>(const WaitKind&) const = default;
};
std::optional<std::pair<double, double>> cell_of(const std::optional<GeoPoint>& place);

/// The work orders of a board, and where each is found again without a look at the others. What is
/// found follows each `put`, `edit` and `touch`; whoever changes an order through a pointer that he
/// kept says so by `touch`. Folded orders stand in no list but their request's.
class Orders {
public:
    using const_iterator = Journal<Uuid, WorkOrder>::const_iterator;

    [[nodiscard]] const_iterator begin() const { return orders_.begin(); }
    [[nodiscard]] const_iterator end() const { return orders_.end(); }
    [[nodiscard]] const_iterator find(const Uuid& id) const { return orders_.find(id); }
    [[nodiscard]] const WorkOrder& at(const Uuid& id) const { return orders_.at(id); }
    [[nodiscard]] std::size_t count(const Uuid& id) const { return orders_.count(id); }
    [[nodiscard]] std::size_t size() const { return orders_.size(); }

    WorkOrder* edit(const Uuid& id);
    WorkOrder& put(WorkOrder order);
    void touch(const Uuid& id) { stale_.insert(id); }

    void load(WorkOrder order);
    void drop(const Uuid& id);
    void keep() { orders_.keep(); }
    void undo();

    /// Limit of arrival of those that name none. Costs a walk over all when it is another one.
    void arrive_within(std::chrono::seconds limit);

    /// By id. Those of no request are found by nothing.
    [[nodiscard]] std::vector<Uuid> of_request(const std::optional<Uuid>& request) const;
    /// At this very node, of those that want a crew.
    [[nodiscard]] std::vector<Uuid> at_node(const Uuid& node) const;
    /// Those that want a crew, and have one: by its code.
    [[nodiscard]] const std::map<std::string, std::set<Uuid>>& by_crew() const;
    /// Those that want a crew, and have none.
    [[nodiscard]] const std::map<WaitKind, std::set<WaitKey>>& waiting() const;
    [[nodiscard]] const std::set<Uuid>& waiting_ids() const;
    [[nodiscard]] const std::set<Uuid>& ended() const;
    [[nodiscard]] WaitKey key_of(const WorkOrder& order) const;

private:
    /// Where one that wants a crew stands.
    struct Filed {
        std::optional<Uuid> node;
        std::string crew;
        std::optional<std::pair<WaitKind, WaitKey>> waits;
    };
    struct Index {
        std::unordered_map<Uuid, std::vector<Uuid>> of_request;
        std::unordered_map<Uuid, Filed> filed;
        std::unordered_map<Uuid, std::set<Uuid>> at_node;
        std::map<std::string, std::set<Uuid>> by_crew;
        std::map<WaitKind, std::set<WaitKey>> waiting;
        std::set<Uuid> waiting_ids;
        std::set<Uuid> ended;
    };

    void add_to_request(const WorkOrder& order);
    void leave_request(const WorkOrder& order);
    /// Brings the index up to date with what was touched.
    const Index& fresh() const;
    void take_out(const Uuid& id) const;
    void file(const WorkOrder& order) const;

    Journal<Uuid, WorkOrder> orders_;
    mutable Index index_;
    mutable std::unordered_set<Uuid> stale_;
    std::chrono::seconds arrive_within_{0};
};

}  // namespace hearth::dispatch
