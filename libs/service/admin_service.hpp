#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hearth/common/v1/admin_service.pb.h"

#include "libs/core/clock.hpp"
#include "libs/outbox/inbox.hpp"
#include "libs/rpc/methods.hpp"
#include "libs/runtime/executor.hpp"
#include "libs/service/host.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::service {

/// What an operator may look at and touch in one service. Filled before the server starts and never
/// changed after.
struct Operated {
    std::string service;
    sql::Pool& pool;
    sql::Pool& checker;  ///< reads the rows of all tenants
    Clock& clock;
    const PageTokens& page_tokens;
    bool development = false;
    std::vector<std::pair<std::string, Check>> checks;
    std::vector<std::function<Result<std::vector<OpenStep>>(sql::Tx&, Instant)>> open_steps;
    std::vector<outbox::Inbox*> inboxes;
};

/// What the service needs prepared in the checker's pool.
std::span<const sql::Statement> event_statements();

/// The gRPC side of it, on a thread of its own: an operator gets in while the service is busy.
class AdminService {
public:
    AdminService(const Operated& operated, const auth::Verifier& verifier);
    void stop(Deadline deadline) { executor_.stop(deadline); }

    [[nodiscard]] rpc::Methods& methods() { return methods_; }

private:
    Result<void> check_invariants(const rpc::Call& call,
                                  const common::v1::CheckInvariantsRequest& request,
                                  common::v1::CheckInvariantsResponse& response) const;
    Result<void> list_open_steps(const rpc::Call& call,
                                 const common::v1::ListOpenStepsRequest& request,
                                 common::v1::ListOpenStepsResponse& response) const;
    Result<void> list_events(const rpc::Call& call, const common::v1::ListEventsRequest& request,
                             common::v1::ListEventsResponse& response) const;
    Result<void> list_dead_letters(const rpc::Call& call,
                                   const common::v1::ListDeadLettersRequest& request,
                                   common::v1::ListDeadLettersResponse& response) const;
    Result<void> replay(const rpc::Call& call, const common::v1::ReplayDeadLetterRequest& request,
                        common::v1::ReplayDeadLetterResponse& response) const;
    Result<void> skip(const rpc::Call& call, const common::v1::SkipDeadLetterRequest& request,
                      common::v1::SkipDeadLetterResponse& response) const;
    Result<void> arm_failpoint(const rpc::Call& call,
                               const common::v1::ArmFailpointRequest& request,
                               common::v1::ArmFailpointResponse& response) const;
    Result<void> set_clock(const rpc::Call& call, const common::v1::SetClockRequest& request,
                           common::v1::SetClockResponse& response) const;

    const Operated& operated_;
    runtime::Executor executor_;
    rpc::Methods methods_;
};

}  // namespace hearth::service
