#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/sql/pool.hpp"

namespace hearth::testkit {

/// SQL files, run by psql as the owner with the variables app_role, relay_role and checker_role.
/// Paths are relative to the source tree.
struct SqlFiles {
    std::vector<std::filesystem::path> paths;
};

/// A service's schema as it was behind one of its sqitch changes: what a migration meets.
struct SchemaAt {
    std::string service;
    std::string change;
};

/// A database of its own on the test's stack, gone with the object. Throws when it cannot be made.
class TestDatabase {
public:
    /// A copy of a service's schema, as sqitch deploys it.
    explicit TestDatabase(const std::string& service);
    explicit TestDatabase(const SqlFiles& files);
    explicit TestDatabase(const SchemaAt& before);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] sql::Config app() const { return config("app"); }
    [[nodiscard]] sql::Config relay() const { return config("relay"); }
    [[nodiscard]] sql::Config checker() const { return config("checker"); }
    [[nodiscard]] sql::Config owner() const { return config("owner"); }

    /// Deploys and verifies what is left of the service's changes, or those up to one of them. For
    /// a database made by `SchemaAt`; throws with what sqitch says when a change does not go in.
    void deploy(const std::string& to = {}) const;
    /// Takes back, newest first, what was deployed behind a change.
    void revert(const std::string& to) const;
    /// Deploys one change after the other, and behind each runs `<rows>/<change>.sql` of the source
    /// tree where there is one: the rows that a service of its day left to the next change.
    void grow(std::span<const std::string_view> changes, const std::filesystem::path& rows) const;

    /// Runs SQL as the superuser, whom no row security binds; what it prints, columns split by '|'.
    std::string run(const std::string& sql) const;  // NOLINT(modernize-use-nodiscard)

private:
    [[nodiscard]] sql::Config config(const std::string& role) const;
    void migrate(const std::string& verb, const std::string& to) const;

    std::string name_;
    std::string roles_;    ///< role names are this, '_' and the role
    std::string service_;  ///< whose changes it takes; empty for a schema that stays
};

}  // namespace hearth::testkit
