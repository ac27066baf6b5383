#include <algorithm>

#include "services/contact/api/contact_service.hpp"
#include "services/contact/api/service_commands.hpp"
#include "services/contact/app/courier.hpp"

namespace hearth::contact {

Result<void> ContactService::record_delivery(const rpc::Call& call,
                                             const pb::RecordDeliveryRequest& in,
                                             pb::RecordDeliveryResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    const auto attempt = parse_uuid(in.attempt());
    if (!attempt)
        return fail(invalid_argument("attempt", "BAD_ID", "is not the UUID of an attempt"));
    const auto& known = {"delivered", "failed", "accepted", "queued"};
    if (std::find(known.begin(), known.end(), in.status()) == known.end())
        return fail(invalid_argument("status", "UNKNOWN_VALUE",
                                     "is delivered, failed, accepted or queued"));
    return service::run_command(
        host_, call, in, out,
        [&](outbox::UnitOfWork& work) -> Result<void> {
            const Instant observed = in.has_observed_time()
                                         ? std::min(work.now(), from_proto(in.observed_time()))
                                         : work.now();
            const auto notice = courier_.report(work, *attempt, in.status(), in.detail(), observed);
            if (!notice) return fail(notice.error());
            *out.mutable_notice() = to_proto(*notice, false);
            return {};
        },
        {"observed_time", "detail"});
}

}  // namespace hearth::contact
