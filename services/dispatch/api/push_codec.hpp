#pragma once

#include <string>

#include "hearth/dispatch/v1/dispatch_service.pb.h"

#include "services/dispatch/app/device_push.hpp"

namespace hearth::dispatch {

/// INVALID_ARGUMENT with every fault of the request.
Result<app::Push> read_push(const v1::PushMutationsRequest& request, const std::string& crew);

/// A `v1::MutationAnswer` in bytes, as it is stored and sent again.
std::string encode_answer(std::int64_t sequence, const MutationAnswer& answer,
                          const WorkOrder* order);

/// Into the response, the very bytes.
Result<void> add_answers(const app::PushAnswers& answers, v1::PushMutationsResponse& response);

}  // namespace hearth::dispatch
