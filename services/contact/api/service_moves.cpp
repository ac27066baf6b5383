#include "services/contact/api/contact_service.hpp"

namespace hearth::contact {

Result<void> ContactService::relocate_request(const rpc::Call& call,
                                              const pb::RelocateRequestRequest& in,
                                              pb::RelocateRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) -> Result<void> {
        const auto premise = read_name(in.premise(), "premises", "premise");
        if (!premise) return fail(premise.error());
        const auto location = from_proto(in.location());
        if (!*premise && !location)
            return fail(
                invalid_argument("premise", "REQUIRED", "a premise or a location is required"));
        return casebook_.relocate(scene, change, *premise, location);
    });
}

Result<void> ContactService::reclassify_request(const rpc::Call& call,
                                                const pb::ReclassifyRequestRequest& in,
                                                pb::ReclassifyRequestResponse& out) {
    const auto uid = require_name(in.name(), "serviceRequests", "name");
    if (!uid) return fail(uid.error());
    if (in.etag().empty()) return fail(invalid_argument("etag", "REQUIRED", "is required"));
    const auto target = casebook_.reported_class(in.class_(), "class");
    if (!target) return fail(target.error());
    const auto run = [&](outbox::UnitOfWork& work) -> Result<void> {
        const app::Scene scene = casebook_.scene(work);
        const auto done = casebook_.change(
            scene, *uid, in.etag(), {call.principal.id, "desk", work.now()},
            [&](Change& change) { return casebook_.reclassify(scene, change); }, *target);
        if (!done) return fail(done.error());
        *out.mutable_service_request() = to_proto(*done);
        return {};
    };
    return again_after_twin([&] { return service::run_command(host_, call, in, out, run); });
}

}  // namespace hearth::contact
