#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "libs/auth/auth.hpp"
#include "libs/config/config.hpp"
#include "libs/core/clock.hpp"
#include "libs/core/manifest.hpp"
#include "libs/outbox/inbox.hpp"
#include "libs/outbox/self_check.hpp"
#include "libs/outbox/unit_of_work.hpp"
#include "libs/rpc/client.hpp"
#include "libs/rpc/methods.hpp"
#include "libs/rpc/server.hpp"
#include "libs/runtime/executor.hpp"
#include "libs/runtime/loop.hpp"
#include "libs/service/paging.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::service {

using outbox::Check;
using outbox::CheckResult;
using outbox::OpenStep;

/// What one service is made of, besides what all have.
struct Definition {
    Manifest manifest;  ///< what it is to the others: Host lets it be nothing else
    std::vector<std::span<const sql::Statement>> statements;
    std::span<const std::string_view> plan;  ///< names of sqitch changes, oldest first
    std::string commands = {};               ///< what else the program can do, for --help
};

/// Everything a service's `main` needs that is the same in all: configuration, log, metrics, clock,
/// pools of the three roles, executor, unit of work, relay, consumers, admin HTTP and gRPC, gRPC
/// server, orderly start and stop.
///
///     service::Host host{argc, argv, {manifest::registry::kManifest, statements, plan}};
///     const registry::Settings settings{host.settings()};
///     RegistryService api{host};
///     host.serve(api.methods());
///     host.consume("projection", {{manifest::registry::kDispatchWorkOrder, apply_work}});
///     return host.run();
///
/// What the manifest does not name is refused: `consume` and `peer` throw std::logic_error, as does
/// `run` when a listener of the manifest does not consume; a unit of work that records on another
/// topic fails as INTERNAL. Whatever runs a service once, tests its manifest.
///
/// Options: --config FILE, --check-config, --print-config, --help. Sections: server, admin,
/// database, kafka, executor, limits, log, trace, shutdown, auth, peers, development, and the
/// service's own under its name. Read the own one first: a wrong configuration is told whole, and
/// ends the program with status 2, when the first thing is asked for that it cannot give, at the
/// latest in `run`. All but `run` is for the main thread before `run`; what is returned lives as
/// long as the host and may be used by any thread.
class Host {
public:
    Host(int argc, char** argv, Definition definition);
    ~Host();

    [[nodiscard]] config::Section settings() const;  ///< the service's own section
    [[nodiscard]] const Clock& clock() const;
    [[nodiscard]] outbox::Work& work();
    [[nodiscard]] sql::Pool& pool();
    [[nodiscard]] runtime::Executor& executor();
    [[nodiscard]] const auth::Verifier& verifier() const;
    [[nodiscard]] const PageTokens& page_tokens() const;
    /// A channel to another service ("contact") from section `peers`, which asks for those of the
    /// manifest, and a token of our own for it.
    [[nodiscard]] std::shared_ptr<grpc::Channel> peer(std::string_view service);
    [[nodiscard]] std::string own_token(int tenant) const;

    /// Outlives `run`.
    void serve(rpc::Methods& methods);
    /// A consumer group `<service>.<purpose>` with its own inbox: exactly the topics that the
    /// manifest gives the purpose.
    void consume(const std::string& purpose, std::map<std::string, outbox::Apply> by_topic);
    /// A background job; `body` returns true when there is more to do at once. Every replica runs
    /// it.
    runtime::Loop& job(const std::string& name, std::chrono::milliseconds interval,
                       runtime::Loop::Body body);
    /// State invariants of the service's own database ("I15"), run with the checker's role. I3,
    /// I5's half and I7 come with the host.
    void check(const std::string& invariant, Check check);
    /// What the database must hold before anything is served, asked with the checker's role within
    /// half a minute: an error refuses the start, with its message in the log.
    void require(std::function<Result<void>(sql::Tx&)> holds);
    void open_steps(
        std::function<Result<std::vector<OpenStep>>(sql::Tx&, Instant older_than)> list);

    /// Starts everything, waits for SIGTERM, stops everything: the program's exit status. A
    /// database that cannot be reached is waited for, twenty seconds; a schema of another plan
    /// refuses the start.
    int run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The cause of a command: tenant and actor from the call.
outbox::Cause cause_of(const rpc::Call& call, std::string request_id, Instant now);

}  // namespace hearth::service
