#pragma once

#include <string>

#include "libs/auth/auth.hpp"
#include "libs/core/deadline.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::rpc {

/// What a handler knows of the call it serves.
struct Call {
    auth::Principal principal;
    Deadline deadline;
    trace::Context trace;
    std::string method;     ///< "/hearth.registry.v1.RegistryService/GetParty"
    bool as_owner = false;  ///< reached only because the thing is the caller's: he sees his side
};

/// What a client sends along. An empty token sends none; the trace is the thread's current one.
struct Outgoing {
    Deadline deadline;
    std::string token;
};

}  // namespace hearth::rpc
