#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hearth/common/v1/access.pb.h"

#include "libs/core/result.hpp"
#include "libs/rpc/call.hpp"

namespace hearth::rpc {

/// How a service tells whose things are: true when each of them, named as the caller wrote it,
/// belongs to the caller in the way of `whose`. False for what is another's, for what does not
/// exist and for what is no name: who asks cannot tell these apart. Any failure refuses the call.
/// One look for all of them, before the method runs and outside of its transaction; called by any
/// thread of the executor.
using Owners = std::function<Result<bool>(const Call& call, common::v1::Whose whose,
                                          const std::vector<std::string>& things)>;

}  // namespace hearth::rpc
