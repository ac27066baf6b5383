#include <algorithm>

#include "deploy/story/scenes.hpp"

namespace hearth::story {
namespace {

/// The first that fits.
Household find(const std::vector<Household>& homes, const std::string& who,
               const std::function<bool(const Household&)>& fits) {
    const auto found = std::ranges::find_if(homes, fits);
    if (found == homes.end()) throw StoryFailed("the town has no household " + who);
    return *found;
}

Household of_code(const std::vector<Household>& homes, const std::string& code) {
    return find(homes, code, [&](const Household& home) {
        return home.code == code && !home.phone.empty() && !home.meter.empty();
    });
}

}  // namespace

Cast cast_from(const std::string& town_folder) {
    const auto homes = town::read_households(town_folder);
    if (!homes) throw StoryFailed(homes.error().message);
    const Household home = of_code(*homes, "PR-000001");
    return {
        home, of_code(*homes, "PR-000002"),
        find(*homes, "under another transformer than " + home.code, [&](const Household& other) {
            return other.node != home.node && other.supplied && other.phone_alone &&
                   !other.meter.empty();
        })};
}

}  // namespace hearth::story
