#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hearth::suite {

struct Options {
    int replicas = 1;
    std::string town = "village";            ///< size of the town that is loaded; empty: none
    std::map<std::string, std::string> env;  ///< for the services: HEARTH_CONTACT__...
};

/// One process of ours: "contact" 1 is the first replica.
struct Replica {
    std::string service;
    int number = 1;
};

/// A row of what a query returned, every value as text; NULL is empty.
using Rows = std::vector<std::vector<std::string>>;

/// A private Hearth on servers of its own: real PostgreSQL, Redis and Kafka, the four services, the
/// village. It takes ten seconds to start and is gone with the object, or with the test program,
/// even when that is killed. Throws, and so fails the test, when something does not come up.
class Suite {
public:
    explicit Suite(const Options& options = {});
    ~Suite();
    Suite(const Suite&) = delete;
    Suite& operator=(const Suite&) = delete;

    [[nodiscard]] const std::filesystem::path& dir() const;
    [[nodiscard]] std::filesystem::path town() const { return dir() / "town"; }
    /// A variable of the suite's environment (deploy/env): HEARTH_GATEWAY_URL. Throws when there is
    /// none.
    [[nodiscard]] std::string setting(const std::string& name) const;
    [[nodiscard]] const std::map<std::string, std::string>& settings() const;
    [[nodiscard]] int replicas() const;

    [[nodiscard]] pid_t pid(const Replica& replica) const;
    [[nodiscard]] bool running(const Replica& replica) const;
    void signal(const Replica& replica, int number) const;
    /// kill -9, and waits until it is gone.
    void kill(const Replica& replica) const;
    /// SIGTERM, and waits.
    void stop(const std::string& service) const;
    /// Starts what does not run of a service, all services when empty, and waits until each says it
    /// is ready.
    void start(const std::string& service = {}) const;

    /// A part of the stack: postgres, redis, kafka.
    void stop_part(const std::string& part) const;
    void start_part(const std::string& part) const;
    [[nodiscard]] std::vector<pid_t> part_pids(const std::string& part) const;

    /// Asks the database of a service, as the superuser: row security does not hide anything.
    [[nodiscard]] Rows query(const std::string& service, const std::string& sql) const;
    /// The only value of the only row.
    [[nodiscard]] std::string value(const std::string& service, const std::string& sql) const;

    /// The ports of a replica: its gRPC (gateway: HTTP) address and that of its administration.
    [[nodiscard]] std::string address(const Replica& replica) const;
    [[nodiscard]] std::string admin_address(const Replica& replica) const;
    /// The sum of a metric of one process over all of its labels; 0 when the process does not run.
    [[nodiscard]] double metric(const Replica& replica, const std::string& name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A program's exit status and what it wrote.
struct Output {
    int status = -1;
    std::string out;
    std::string err;
};
/// Runs a program to its end; a minute at most. `env` is added to the test's own.
Output run(const std::string& program, const std::vector<std::string>& args,
           const std::map<std::string, std::string>& env = {},
           const std::filesystem::path& dir = {});
/// hearthctl, told by the environment where the suite is.
Output ctl(const Suite& suite, const std::vector<std::string>& args);

}  // namespace hearth::suite
