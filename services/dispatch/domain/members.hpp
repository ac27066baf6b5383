#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/dispatch/domain/incident.hpp"
#include "services/dispatch/domain/journal.hpp"

namespace hearth::dispatch {

/// The members of all incidents of a board: by incident in the order of their orders' ids, and by
/// order. A change of one costs nothing for the others.
class Members {
public:
    using Key = std::pair<Uuid, Uuid>;  ///< incident, order
    using const_iterator = Journal<Key, Member>::const_iterator;
    struct Range {
        const_iterator first;
        const_iterator last;
        [[nodiscard]] const_iterator begin() const { return first; }
        [[nodiscard]] const_iterator end() const { return last; }
    };

    [[nodiscard]] const_iterator begin() const { return members_.begin(); }
    [[nodiscard]] const_iterator end() const { return members_.end(); }
    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] Range of(const Uuid& incident) const;
    /// Null when it never was one.
    [[nodiscard]] const Member* find(const Uuid& incident, const Uuid& order) const;
    /// A member that has not left.
    [[nodiscard]] bool holds(const Uuid& incident, const Uuid& order) const;
    /// Those that have not left.
    [[nodiscard]] std::vector<Member> present(const Uuid& incident) const;
    /// Incidents that the order is or was a member of.
    [[nodiscard]] std::vector<Uuid> of_order(const Uuid& order) const;

    void put(const Uuid& incident, Member member);
    void load(const Uuid& incident, Member member);
    void drop(const Uuid& incident);
    void keep() { members_.keep(); }
    void undo();

private:
    void leave(const Key& key);

    Journal<Key, Member> members_;
    std::unordered_map<Uuid, std::vector<Uuid>> of_order_;
};

}  // namespace hearth::dispatch
