#include "services/survey/api/survey_service.hpp"

namespace hearth::survey {

SurveyService::SurveyService(service::Host& host, std::string question)
    : question_(std::move(question)),
      methods_("hearth.survey.v1.SurveyService", host.executor(), host.verifier()) {
    methods_.unary("GetQuestion", std::as_const(*this), &SurveyService::get);
}

Result<void> SurveyService::get(const rpc::Call&, const v1::GetQuestionRequest&,
                                v1::GetQuestionResponse& response) const {
    if (question_.empty())
        return fail(failed_precondition("NO_QUESTION", "Nothing is asked today"));
    response.set_question(question_);
    return {};
}

}  // namespace hearth::survey
