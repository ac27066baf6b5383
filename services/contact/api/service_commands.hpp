#pragma once

#include "libs/rpc/call.hpp"
#include "libs/service/command.hpp"
#include "services/contact/api/convert.hpp"
#include "services/contact/api/customer_view.hpp"

namespace hearth::contact {

/// Two callers in the same moment: who came second, or waited for the other in a circle, finds in a
/// new transaction what the first one made. ABORTED, reason TWIN_FASTER, when ever another one did.
template <typename Run>
Result<void> again_after_twin(const Run& run) {
    constexpr int kMostRuns = 5;
    for (int i = 1;; ++i) {
        auto done = run();
        const bool twin = !done && (done.error().reason == "SERVICE_REQUEST_OPEN_KEY" ||
                                    done.error().reason == "INTERACTION_MESSAGE_KEY" ||
                                    done.error().reason == "DEADLOCK");
        if (!twin) return done;
        if (i == kMostRuns)
            return fail(aborted("TWIN_FASTER", "others do the same now: repeat the request"));
    }
}

/// "A1" of `agents/A1`.
std::string agent_code(const std::string& agent);

/// INVALID_ARGUMENT when the method creates something and has no request id.
Result<void> require_id(const std::string& request_id);

/// A command on one request: etag required unless the effect commutes; the answer is the request
/// after it.
template <typename Request, typename Response>
Result<void> run_on_request(service::Host& host, app::Casebook& casebook, const rpc::Call& call,
                            const Request& request, Response& response, bool commutes,
                            const std::function<Result<void>(const app::Scene&, Change&)>& rule) {
    const auto uid = require_name(request.name(), "serviceRequests", "name");
    if (!uid) return fail(uid.error());
    std::string etag;
    if constexpr (requires { request.etag(); }) etag = request.etag();
    if (!commutes && etag.empty())
        return fail(
            invalid_argument("etag", "REQUIRED", "is required: the version it was read with"));
    const auto run = [&](outbox::UnitOfWork& work) -> Result<void> {
        const app::Scene scene = casebook.scene(work);
        auto done = casebook.change(scene, *uid, etag,
                                    {call.principal.id, call.as_owner ? "web" : "desk", work.now()},
                                    [&](Change& change) { return rule(scene, change); });
        if (!done) return fail(std::move(done).error());
        if constexpr (requires { response.mutable_service_request(); }) {
            *response.mutable_service_request() = to_proto(*done);
        } else {
            *response.mutable_answer()->mutable_service_request() = to_proto(*done);
        }
        if (call.as_owner) keep_customer_view(response);
        return {};
    };
    return again_after_twin(
        [&] { return service::run_command(host, call, request, response, run); });
}

}  // namespace hearth::contact
