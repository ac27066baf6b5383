#pragma once

#include <memory>
#include <utility>

#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "services/registry/storage/stores.hpp"

namespace hearth::registry {

using namespace std::chrono_literals;
inline constexpr Instant kNow{std::chrono::microseconds{1'772'503'200'000'000}};

/// One database for all cases of the program; what a case writes goes with its transaction.
const testkit::TestDatabase& database();
sql::Pool& pool();

/// A transaction of one tenant with its stores.
struct Session {
    explicit Session(int tenant)
        : tx(*pool().begin(tenant, Deadline::after(10s))), stores(open_stores(tx)) {}
    sql::Tx tx;
    std::unique_ptr<Stores> stores;
};

template <typename T>
T must(Result<T> result) {
    INFO((result ? "" : result.error().message + " " + result.error().cause));
    REQUIRE(result);
    return std::move(*result);
}
inline void must(const Result<void>& result) {
    INFO((result ? "" : result.error().message + " " + result.error().cause));
    REQUIRE(result);
}

}  // namespace hearth::registry
