#include <manifest_gen/survey.hpp>
#include <sql_gen/survey_api/schema_plan.hpp>

#include "libs/service/host.hpp"
#include "services/survey/api/survey_service.hpp"
#include "services/survey/main/settings.hpp"

using namespace hearth;

int main(int argc, char** argv) {
    service::Host host{
        argc, argv, {manifest::survey::kManifest, {}, survey::statements::schema_plan}};
    const survey::Settings settings{host.settings()};
    survey::SurveyService service{host, settings.question};
    host.serve(service.methods());
    return host.run();
}
