#include <iostream>

#include "hearth/survey/v1/survey_service.grpc.pb.h"

#include "services/ctl/commands.hpp"

namespace hearth::ctl {
namespace {

using survey::v1::SurveyService;

int show_question(Context& context) {
    auto stub = context.stub<SurveyService>();
    if (!stub) return context.failed(stub.error());
    const auto answer = context.call(**stub, &SurveyService::Stub::GetQuestion, {});
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(*answer);
    } else {
        std::cout << answer->question() << '\n';
    }
    return kDone;
}

}  // namespace

void add_survey_commands(CLI::App& app, Chosen& chosen) {
    auto* survey = app.add_subcommand("survey", "what people say of us afterwards");
    survey->require_subcommand(1);
    survey->add_subcommand("show", "the question of today")->callback([&chosen] {
        chosen.command = show_question;
    });
}

}  // namespace hearth::ctl
