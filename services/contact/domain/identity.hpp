#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::contact {

/// One place a number may be calling about, as projections tell.
struct Supply {
    Uuid service_point;
    std::string commodity;
    std::optional<Uuid> node;
    bool on = true;
    std::string cause;
    std::optional<Instant> since;
};

struct CandidatePremise {
    Uuid premise;
    std::string address_zh;
    std::string address_en;
    Uuid party;
    std::string place_class;
    std::vector<Supply> supplies;
    bool in_incident = false;
};

struct CandidateParty {
    Uuid party;
    std::string name_zh;
    std::string name_en;
    std::string party_class;
    std::string language;
    std::string needs;
};

struct Identity {
    std::vector<CandidateParty> parties;
    std::vector<CandidatePremise> premises;  ///< those inside open incidents first
    std::optional<Uuid> preselected;         ///< taken as known, and read back
    std::string why;
};

/// What a number tells. It preselects only one premise of one party, and never joins anything by
/// itself: identity is no condition for a fault. With a commodity, only premises where it is
/// delivered count.
Identity identify(std::vector<CandidateParty> parties, std::vector<CandidatePremise> premises,
                  const std::string& commodity);

}  // namespace hearth::contact
