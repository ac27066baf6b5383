#pragma once

#include <cstdint>
#include <string>

#include "libs/core/id.hpp"
#include "services/registry/domain/checks.hpp"

namespace hearth::registry {

/// What a party has with the utility under one account number. It stays with its party for ever.
struct Account {
    Uuid id;
    std::string code;
    std::string number;
    Uuid party;
    std::int64_t version = 0;

    bool operator==(const Account&) const = default;
    [[nodiscard]] bool same_content(const Account& other) const;
};

/// Which service point is served for which account, from when to when.
struct Agreement {
    Uuid id;
    std::string code;
    Uuid account;
    Uuid party;  ///< the account's
    Uuid service_point;
    std::string start_on;
    std::string end_on;  ///< the last day; empty while it runs
    std::int64_t version = 0;

    bool operator==(const Agreement&) const = default;
    [[nodiscard]] bool same_content(const Agreement& other) const;
    /// `day` as YYYY-MM-DD: not ended before it.
    [[nodiscard]] bool runs_on(const std::string& day) const {
        return end_on.empty() || end_on >= day;
    }
};

[[nodiscard]] Violations check(const Account& account);
[[nodiscard]] Violations check(const Agreement& agreement);

}  // namespace hearth::registry
