#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/hazard.hpp"

namespace hearth::contact::app {
namespace {

/// A request that learns its key only now, and finds it held, gives way to the holder; a hazard
/// stands beside it.
Result<void> give_way(const Scene& scene, Change& change, bool knew_its_key) {
    auto holder = scene.stores->requests().open_with_key(change.request);
    if (!holder) return fail(std::move(holder).error());
    if (!*holder) return {};
    if (knew_its_key)
        return fail(failed_precondition(
            "KEY_HELD", request_name(**holder) + " is open for the same matter there"));
    change.request.key.reset();
    if (hazard_stands(change.request, change.definition)) return {};
    merge_request(change, **holder);
    return {};
}

Result<Place> place_of(const Scene& scene, const std::string& commodity,
                       const std::optional<Uuid>& premise,
                       const std::optional<Location>& location) {
    if (premise) {
        auto known = scene.stores->identity().premise(*premise, commodity, scene.today);
        if (!known) return fail(std::move(known).error());
        return std::move(known->place);
    }
    Place place;
    place.location = location;
    return place;
}

}  // namespace

Result<void> stand_beside(const Scene& scene, Request& reopened) {
    if (!reopened.key) return {};
    const auto holder = scene.stores->requests().open_with_key(reopened);
    if (!holder) return fail(holder.error());
    if (*holder) reopened.key.reset();
    return {};
}

Result<void> Casebook::relocate(const Scene& scene, Change& change,
                                const std::optional<Uuid>& premise,
                                const std::optional<Location>& location) const {
    const auto place = place_of(scene, change.request.commodity, premise, location);
    if (!place) return fail(place.error());
    const bool knew_its_key = change.request.key.has_value();
    if (auto done = relocate_request(change, *place); !done) return done;
    return give_way(scene, change, knew_its_key);
}

Result<void> Casebook::reclassify(const Scene& scene, Change& change) const {
    const auto old = definition_of(change.request);
    if (!old) return fail(old.error());
    if (auto moved = reclassify_request(change, **old); !moved) return moved;
    return give_way(scene, change, true);
}

}  // namespace hearth::contact::app
