#pragma once

#include "libs/config/config.hpp"
#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

/// The section `dispatch`; the defaults are the documentation.
struct Settings {
    Policy policy;
    int tenant = 1;  ///< whose plan this process keeps up with the time
    std::chrono::milliseconds replan_every{std::chrono::seconds{10}};
};

Settings read_settings(const config::Section& section);

}  // namespace hearth::dispatch
