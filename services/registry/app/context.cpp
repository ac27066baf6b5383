#include "services/registry/app/context.hpp"

#include <array>
#include <cstdio>

#include "libs/phone/phone.hpp"

namespace hearth::registry::app {

std::string Context::today(Instant now) const {
    const auto local = to_local(now, zone);
    if (!local) return {};
    std::array<char, 32> text{};
    (void)std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(local->day.year()),
        static_cast<unsigned>(local->day.month()), static_cast<unsigned>(local->day.day()));
    return text.data();
}

std::string Context::normalised(const std::string& text) const {
    return phone::normalise(text, region).value_or(text);
}

}  // namespace hearth::registry::app
