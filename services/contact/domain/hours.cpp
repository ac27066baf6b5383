#include "services/contact/domain/hours.hpp"

namespace hearth::contact {

Instant next_allowed(Instant at, std::string_view zone) {
    constexpr std::chrono::minutes kFrom{8 * 60};
    constexpr std::chrono::minutes kTo{21 * 60};
    const auto local = to_local(at, zone);
    if (!local || (local->of_day >= kFrom && local->of_day < kTo)) return at;
    std::chrono::sys_days day{local->day};
    if (local->of_day >= kTo) day += std::chrono::days{1};
    return from_local(std::chrono::year_month_day{day}, kFrom, zone).value_or(at);
}

}  // namespace hearth::contact
