#include "services/contact/domain/calendar.hpp"

namespace hearth::contact {

bool Calendar::works(Day day) const {
    if (working_days.contains(day)) return true;
    if (holidays.contains(day)) return false;
    return !rest_days.contains(std::chrono::weekday{day}.iso_encoding());
}

}  // namespace hearth::contact
