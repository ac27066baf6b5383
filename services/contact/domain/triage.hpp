#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/contact/domain/request.hpp"

namespace hearth::contact {

/// Who and where, as projections tell it.
struct Place {
    std::optional<Uuid> premise;
    std::optional<Uuid> service_point;
    std::optional<Uuid> node;
    std::optional<Location> location;
    std::string place_class;
    std::string supply_state = "unknown";  ///< commanded: `on`, `off`
    std::string supply_cause;
    bool planned_work = false;  ///< a planned incident reaches it now
};

struct Reporter {
    std::optional<Uuid> party;
    std::string party_class;
    std::string needs;  ///< words joined by commas
    std::string language;
    std::string address;  ///< where the words came from; personal, goes into notices alone
};

/// A matter as it is reported, looked up and complete.
struct Report {
    Triage triage;
    Place place;
    Reporter reporter;
    Instant observed;
    std::string interaction;  ///< `interactions/<uid>`; empty when none
    /// When supply is expected back by an incident that reaches the place; none of planned work.
    std::optional<Instant> restoration_forecast;
};

/// What either of them says yes to.
SafetyAnswers either(const SafetyAnswers& one, const SafetyAnswers& other);
/// Whether one of them tells of danger to life.
bool endangers_life(const SafetyAnswers& answers);
/// What is at stake, by the class and the four safety answers. Never life where no crew is sent:
/// then it is another class that is one.
Hazard hazard_of(const RequestClass& definition, const SafetyAnswers& answers);
/// The classes that are to be reported besides, so that a crew goes to what endangers life. None
/// where the class has work or parts itself.
std::vector<std::string> hazard_classes(const RequestClass& definition,
                                        const SafetyAnswers& answers);
/// What the request weighs within its hazard: the points of every weight that fits. None of them
/// names a word or count that a request does not have: the loader sees to it.
int rank_of(const Request& request, const std::vector<Weight>& weights);
/// Whether supply is critical there, by what the class says of it; words as in `rank_of`.
bool is_critical(const Request& request, const RequestClass& definition);
/// What `Weight::of` may name; a trait names a word.
bool is_counted(std::string_view of);
bool is_word_of_request(std::string_view of);
/// What such a word may be, with blanks between.
std::string words_of_request(std::string_view of);
/// Why a person must look before a crew is sent: `supply_off`, `planned_work`; empty when nothing
/// speaks against it.
std::string held_by(const Place& place);
/// What is still to be asked, in the order of the class.
std::vector<std::string> missing(const Request& request, const RequestClass& definition);
/// Text of the natural key; empty optional when the class has none or a part of it is not known.
std::optional<std::string> natural_key(const RequestClass& definition,
                                       const std::optional<Uuid>& premise);

}  // namespace hearth::contact
