#include "services/contact/api/contact_service.hpp"
#include "services/contact/api/event_codec.hpp"
#include "services/contact/api/service_commands.hpp"
#include "services/contact/domain/hazard.hpp"

namespace hearth::contact {
namespace {

Error held_by_another(const Uuid& holder) {
    return failed_precondition("KEY_HELD",
                               request_name(holder) + " is open for the same matter there");
}

/// A request that learns its key only now, and finds it held, gives way to the holder; a hazard
/// stands beside it.
Result<void> give_way(app::Casebook& casebook, outbox::UnitOfWork& work, Change& change,
                      bool knew_its_key) {
    auto holder = casebook.stores(work.tx())->requests().open_with_key(change.request);
    if (!holder) return fail(std::move(holder).error());
    if (!*holder) return {};
    if (knew_its_key) return fail(held_by_another(**holder));
    change.request.key.reset();
    if (hazard_stands(change.request, change.definition)) return {};
    merge_request(change, **holder);
    return {};
}

Result<Place> place_of(app::Casebook& casebook, outbox::UnitOfWork& work,
                       const pb::RelocateRequestRequest& in, const std::string& commodity) {
    auto premise = read_name(in.premise(), "premises", "premise");
    if (!premise) return fail(std::move(premise).error());
    if (*premise) {
        auto known =
            casebook.stores(work.tx())->identity().premise(**premise, commodity, work.now());
        if (!known) return fail(std::move(known).error());
        return std::move(known->place);
    }
    Place place;
    place.location = read_location(in.location());
    if (!place.location)
        return fail(invalid_argument("premise", "REQUIRED", "a premise or a location is required"));
    return place;
}

}  // namespace

Result<void> ContactService::relocate_request(const rpc::Call& call,
                                              const pb::RelocateRequestRequest& in,
                                              pb::RelocateRequestResponse& out) {
    return on_request(call, in, out, [&](outbox::UnitOfWork& work, Change& change) -> Result<void> {
        auto place = place_of(casebook_, work, in, change.request.commodity);
        if (!place) return fail(std::move(place).error());
        const bool knew_its_key = change.request.key.has_value();
        if (auto done = contact::relocate_request(change, *place); !done) return done;
        return give_way(casebook_, work, change, knew_its_key);
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
    return service::run_command(
        host_, call, in, out, [&](outbox::UnitOfWork& work) -> Result<void> {
            auto done = casebook_.change(
                work, *uid, in.etag(), {call.principal.id, "desk", work.now()},
                [&](Change& change) -> Result<void> {
                    const auto old = casebook_.definition_of(change.request);
                    if (!old) return fail(old.error());
                    if (auto moved = contact::reclassify_request(change, **old); !moved)
                        return moved;
                    return give_way(casebook_, work, change, true);
                },
                *target);
            if (!done) return fail(std::move(done).error());
            put_request(*done, *out.mutable_service_request());
            return {};
        });
}

}  // namespace hearth::contact
