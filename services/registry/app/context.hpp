#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/outbox/unit_of_work.hpp"
#include "services/registry/domain/facts.hpp"
#include "services/registry/domain/ids.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry::app {

/// What every use case works with. Outlives them; thread-safe.
struct Context {
    outbox::Open<Stores> open;
    std::function<outbox::Event(const Fact&)> encode;  ///< a fact as its topic tells it
    std::string region;  ///< whose numbers come without a country code: "CN"
    std::string zone;    ///< where a day begins: "Asia/Shanghai"

    void record(outbox::UnitOfWork& work, const Fact& fact) const { work.record(encode(fact)); }
    /// The local day, YYYY-MM-DD; throws where the machine does not know the zone.
    [[nodiscard]] std::string today(Instant now) const;
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

}  // namespace hearth::registry::app
