#pragma once

#include "hearth/contact/v1/service_request.pb.h"

#include "services/ctl/context.hpp"

namespace hearth::ctl {

// The verbs of `request` that fill a file of their own.
void add_request_open(CLI::App& request, Chosen& chosen);
void add_request_show(CLI::App& request, Chosen& chosen);  ///< show and follow

/// "in progress"
std::string state_of(const contact::v1::ServiceRequest& request);
/// Role and agent.
std::string owner_of(const contact::v1::ServiceRequest& request);

}  // namespace hearth::ctl
