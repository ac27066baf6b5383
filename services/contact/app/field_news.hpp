#pragma once

#include <vector>

#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/projections.hpp"
#include "services/contact/domain/work.hpp"

namespace hearth::contact::app {

/// An event of a work order: the order after it, and what it means to its request.
struct WorkEvent {
    Uuid event;
    WorkKnown known;
    WorkNews news;
};

/// An event of an incident. `members`: requests that it names.
struct IncidentEvent {
    Uuid event;
    IncidentState state;
    IncidentNews news;
    std::vector<Uuid> members;
};

/// What dispatch says, taken into copies of its facts and into the requests that it is about:
/// steps, clocks, promises, lines. Requests of one call are locked together. Thread-safe.
class FieldNews {
public:
    explicit FieldNews(Casebook& casebook) : casebook_(casebook) {}

    Result<void> hear(outbox::UnitOfWork& work, const std::vector<WorkEvent>& all) const;
    Result<void> hear(outbox::UnitOfWork& work, const std::vector<IncidentEvent>& all) const;

private:
    Result<void> tell_members(const Scene& scene, const IncidentEvent& heard) const;

    Casebook& casebook_;
};

}  // namespace hearth::contact::app
