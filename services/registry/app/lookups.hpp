#pragma once

#include <string>
#include <vector>

#include "services/registry/app/context.hpp"
#include "services/registry/app/served.hpp"

namespace hearth::registry::app {

/// Finds by words and by number. Reads only.
class Lookups {
public:
    explicit Lookups(const Context& context) : context_(context) {}

    /// What somebody typed; INVALID_ARGUMENT as `parse_query` says.
    [[nodiscard]] Result<Query> query(const std::string& text) const;
    /// The best hits of any reading of the query first, at most `limit`.
    Result<std::vector<Hit>> find(Stores& stores, const Query& query, std::size_t limit,
                                  Instant now) const;

    /// E.164; INVALID_ARGUMENT for what is no telephone number.
    [[nodiscard]] Result<std::string> phone(const std::string& text) const;
    /// At most 20 parties with this phone.
    Result<std::vector<Served>> callers(Stores& stores, const std::string& phone,
                                        const std::string& today) const;

private:
    const Context& context_;
};

}  // namespace hearth::registry::app
