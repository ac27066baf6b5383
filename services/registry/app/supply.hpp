#pragma once

#include <string>
#include <string_view>

#include "services/registry/app/context.hpp"

namespace hearth::registry::app {

/// Orders supply of service points.
class Supply {
public:
    explicit Supply(const Context& context) : context_(context) {}

    /// The same order again changes nothing. The etag may be left out: the last order counts.
    Result<ServicePoint> command(outbox::UnitOfWork& work, const Uuid& service_point,
                                 std::string_view etag, bool on, const std::string& cause) const;

private:
    const Context& context_;
};

}  // namespace hearth::registry::app
