#include "services/registry/app/context.hpp"

#include "libs/core/time.hpp"
#include "libs/phone/phone.hpp"

namespace hearth::registry::app {

std::string Context::today(Instant now) const {
    return local_day(now, zone).value();
}

std::string Context::normalised(const std::string& text) const {
    return phone::normalise(text, region).value_or(text);
}

}  // namespace hearth::registry::app
