#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libs/sql/pool.hpp"

namespace hearth::testkit {

/// SQL files, run by psql as the owner with the variables app_role, relay_role and checker_role.
/// Paths are relative to the source tree.
struct SqlFiles {
    std::vector<std::filesystem::path> paths;
};

/// A database of its own on the test's stack, gone with the object. Throws when it cannot be made.
class TestDatabase {
public:
    /// A copy of a service's schema, as sqitch deploys it.
    explicit TestDatabase(const std::string& service);
    explicit TestDatabase(const SqlFiles& files);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] sql::Config app() const { return config("app"); }
    [[nodiscard]] sql::Config relay() const { return config("relay"); }
    [[nodiscard]] sql::Config checker() const { return config("checker"); }
    [[nodiscard]] sql::Config owner() const { return config("owner"); }

    /// Runs SQL as the superuser, whom no row security binds; what it prints, columns split by '|'.
    std::string run(const std::string& sql) const;  // NOLINT(modernize-use-nodiscard)

private:
    [[nodiscard]] sql::Config config(const std::string& role) const;

    std::string name_;
    std::string roles_;  ///< role names are this, '_' and the role
};

}  // namespace hearth::testkit
