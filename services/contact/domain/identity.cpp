#include "services/contact/domain/identity.hpp"

#include <algorithm>
#include <utility>

namespace hearth::contact {

Identity identify(std::vector<CandidateParty> parties, std::vector<CandidatePremise> premises,
                  const std::string& commodity) {
    constexpr std::size_t kMostPremises = 3;
    Identity identity;
    const bool too_many = premises.size() > kMostPremises;
    if (!commodity.empty()) {
        std::erase_if(premises, [&](const CandidatePremise& premise) {
            return std::none_of(
                premise.supplies.begin(), premise.supplies.end(),
                [&](const Supply& supply) { return supply.commodity == commodity; });
        });
    }
    std::sort(premises.begin(), premises.end(),
              [](const CandidatePremise& left, const CandidatePremise& right) {
                  return std::pair{!left.in_incident, left.premise} <
                         std::pair{!right.in_incident, right.premise};
              });
    identity.why = parties.empty()       ? "UNKNOWN_NUMBER"
                   : too_many            ? "TOO_MANY_PREMISES"
                   : parties.size() > 1  ? "SEVERAL_PARTIES"
                   : premises.empty()    ? "NO_PREMISE"
                   : premises.size() > 1 ? "SEVERAL_PREMISES"
                                         : "ONE_PARTY_ONE_PREMISE";
    if (identity.why == "ONE_PARTY_ONE_PREMISE") identity.preselected = premises.front().premise;
    identity.parties = std::move(parties);
    identity.premises = std::move(premises);
    return identity;
}

}  // namespace hearth::contact
