#pragma once

#include <chrono>
#include <string>

#include "libs/runtime/loop.hpp"

namespace hearth::runtime {

/// One row of a service's list of background jobs: what a loop of this name runs.
struct Job {
    std::string name;
    std::chrono::milliseconds every;
    Loop::Body run;
};

}  // namespace hearth::runtime
