#pragma once

#include <vector>

#include "services/registry/app/context.hpp"

namespace hearth::registry::app {

/// The repair history of premises.
class Repairs {
public:
    explicit Repairs(const Context& context) : context_(context) {}

    /// What was told of work orders, oldest first: the last word of each counts.
    Result<void> keep(outbox::UnitOfWork& work, const std::vector<Repair>& told) const;

private:
    const Context& context_;
};

}  // namespace hearth::registry::app
