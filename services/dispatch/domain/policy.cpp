#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

ClassRule Policy::rule(std::string_view work_class, std::string_view commodity) const {
    ClassRule result;
    result.on_site = on_site;
    if (const auto found = classes.find(work_class); found != classes.end()) result = found->second;
    if (result.skills.empty() && !commodity.empty()) result.skills = {std::string{commodity}};
    return result;
}

}  // namespace hearth::dispatch
