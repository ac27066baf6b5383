#pragma once

#include <functional>
#include <memory>
#include <string>

#include "libs/service/command.hpp"
#include "libs/service/host.hpp"
#include "libs/service/request.hpp"
#include "services/registry/domain/ids.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

/// What all methods work with. Outlives them.
struct Doors {
    service::Host& host;
    std::function<std::unique_ptr<Stores>(sql::Tx&)> open;
    std::string region;  ///< whose numbers come without a country code: "CN"
    std::string zone;    ///< where a day begins: "Asia/Shanghai"

    /// Reads in one transaction.
    Result<void> read(const rpc::Call& call,
                      const std::function<Result<void>(Stores&)>& body) const;
    /// The local day, YYYY-MM-DD.
    [[nodiscard]] std::string today() const;
    /// E.164, or the text as it is when it is no number: `check` tells.
    [[nodiscard]] std::string normalised(const std::string& phone) const;
};

/// The one noun of an id, or NOT_FOUND with its resource name.
template <typename N>
Result<N> only(Result<std::vector<N>> found, Noun noun, const Uuid& id) {
    if (!found) return fail(std::move(found).error());
    if (found->empty()) return fail(not_found(resource_name(noun, id)));
    return std::move(found->front());
}

}  // namespace hearth::registry
