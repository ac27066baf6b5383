#pragma once

#include <string>

#include "hearth/survey/v1/survey_service.pb.h"

#include "libs/rpc/methods.hpp"
#include "libs/service/host.hpp"

namespace hearth::survey {

/// Survey's gRPC service: each method runs on the host's executor.
class SurveyService {
public:
    SurveyService(service::Host& host, std::string question);
    [[nodiscard]] rpc::Methods& methods() { return methods_; }

private:
    Result<void> get(const rpc::Call& call, const v1::GetQuestionRequest& request,
                     v1::GetQuestionResponse& response) const;

    std::string question_;
    rpc::Methods methods_;
};

}  // namespace hearth::survey
