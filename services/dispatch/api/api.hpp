#pragma once

#include "hearth/dispatch/v1/dispatch_service.pb.h"

#include "libs/service/command.hpp"
#include "libs/service/host.hpp"
#include "libs/service/request.hpp"
#include "services/dispatch/api/names.hpp"
#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch {

/// What every call works with. Lives as long as the service.
struct Api {
    service::Host& host;
    const app::Changes& changes;

    /// Runs a command that changes a board: a repeat of the request id gets the committed answer.
    /// `fill` writes the answer from the board as planning left it.
    template <typename Request, typename Response>
    Result<void> change(const rpc::Call& call, const Request& request, Response& response,
                        const Wanted& wanted, const app::Changes::Body& body,
                        const std::function<void(const Board&, Response&)>& fill) const {
        if (auto given = service::require_request_id(request.request_id()); !given) return given;
        return service::run_command(
            host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
                return changes.run(work, wanted, {call.principal.id}, body,
                                   [&](const Board& board) { fill(board, response); });
            });
    }

    /// Reads without a lock.
    Result<void> read(const rpc::Call& call,
                      const std::function<Result<void>(Stores&)>& body) const {
        return host.work().read(call.principal.tenant, call.deadline, [&](sql::Tx& tx) {
            const auto stores = changes.open()(tx);
            return body(*stores);
        });
    }
};

/// A name, or the number people say behind `prefix`.
struct SpokenName {
    std::optional<Uuid> id;
    std::optional<std::int64_t> sequence;
};
Result<SpokenName> read_spoken_name(const std::string& field, std::string_view collection,
                                    std::string_view prefix, const std::string& text);

}  // namespace hearth::dispatch
