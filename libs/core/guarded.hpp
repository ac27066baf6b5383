#pragma once

#include <exception>
#include <string>
#include <utility>

#include "libs/core/result.hpp"

namespace hearth {

/// What `run` answers, a Result; what it throws is INTERNAL with the exception's text as its cause.
/// Stands between a thread of ours and work that others wrote, so that one bad item ends neither
/// the thread nor the process.
template <typename Run>
auto guarded(Run&& run) -> decltype(run()) {
    try {
        return std::forward<Run>(run)();
    } catch (const std::exception& thrown) {
        return fail(internal(std::string{"exception: "} + thrown.what()));
    } catch (...) {
        return fail(internal("exception of an unknown type"));
    }
}

}  // namespace hearth
