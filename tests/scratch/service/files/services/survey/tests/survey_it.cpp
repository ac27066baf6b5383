#include <catch2/catch.hpp>
#include <manifest_gen/survey.hpp>

#include "hearth/survey/v1/survey_service.grpc.pb.h"

#include "libs/testkit/service_process.hpp"

namespace hearth::survey {
namespace {

using Stub = v1::SurveyService::Stub;

TEST_CASE("a service of one folder starts, answers whom it may, and hearthctl reaches it") {
    const testkit::ServiceGround ground{"survey", {topics_of(manifest::survey::kManifest)}};
    const testkit::ServiceProcess survey{ground, HEARTH_SURVEY, "/dev/null"};
    const bool ready = survey.becomes_ready();
    INFO(survey.output());
    REQUIRE(ready);
    const auto answer =
        survey.call(&Stub::GetQuestion, v1::GetQuestionRequest{}, {"agents/A1", "agent"});
    REQUIRE(answer);
    CHECK(answer->question() == "Was it mended?");
    CHECK_FALSE(survey.call(&Stub::GetQuestion, v1::GetQuestionRequest{}, {"crews/C1", "crew"}));

    testkit::Process ctl{
        HEARTH_CTL,
        {{"--as", "agents/A1", "--role", "agent", "survey", "show"},
         {{"HEARTH_SURVEY_ADDRESS", "127.0.0.1:" + std::to_string(survey.port())},
          {"HEARTH_TOKEN_KEY_FILE", ground.environment().at("HEARTH_AUTH__PRIVATE_KEY_FILE")}}}};
    CHECK(ctl.wait(std::chrono::seconds{20}) == 0);
    CHECK(ctl.output() == "Was it mended?\n");
}

}  // namespace
}  // namespace hearth::survey
