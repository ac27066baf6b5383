#pragma once

#include <functional>

#include "libs/service/command.hpp"
#include "libs/service/host.hpp"
#include "libs/service/request.hpp"
#include "services/registry/app/context.hpp"

namespace hearth::registry {

/// What all methods work with. Outlives them.
struct Api {
    service::Host& host;
    app::Context context;

    /// Reads in one transaction.
    Result<void> read(const rpc::Call& call,
                      const std::function<Result<void>(Stores&)>& body) const;
    [[nodiscard]] std::string today() const { return context.today(host.clock().now()); }
};

}  // namespace hearth::registry
