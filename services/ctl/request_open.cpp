#include <iostream>

#include <google/protobuf/util/time_util.h>

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "services/ctl/request_commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using contact::v1::ContactService;

struct Opening {
    contact::v1::Report report;
    std::string request_id;
    std::string since;
    double latitude = 0;
    double longitude = 0;
    std::string place;
    bool gas = false;
    bool hurt = false;
    bool wire = false;
    bool damage = false;
};

int open(Context& context, const Opening& opening) {
    auto stub = context.stub<ContactService>();
    if (!stub) return context.failed(stub.error());
    contact::v1::OpenRequestRequest request;
    request.set_request_id(opening.request_id.empty() ? new_request_id() : opening.request_id);
    *request.mutable_report() = opening.report;
    auto& report = *request.mutable_report();
    if (opening.latitude != 0 || opening.longitude != 0 || !opening.place.empty()) {
        report.mutable_location()->set_latitude(opening.latitude);
        report.mutable_location()->set_longitude(opening.longitude);
        report.mutable_location()->set_words(opening.place);
    }
    auto& safety = *report.mutable_triage()->mutable_safety();
    safety.set_fire_or_gas(opening.gas);
    safety.set_person_hurt(opening.hurt);
    safety.set_fallen_or_open(opening.wire);
    safety.set_damage_spreading(opening.damage);
    if (!opening.since.empty() && !google::protobuf::util::TimeUtil::FromString(
                                      opening.since, request.mutable_observed_time()))
        return context.failed(invalid_argument("--since", "BAD_TIME", "is not a time of RFC 3339"));
    const auto answer = context.call(**stub, &ContactService::Stub::OpenRequest, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(answer->answer());
        return kDone;
    }
    const auto& told = answer->answer();
    std::cout << told.service_request().number() << "  " << told.outcome() << '\n';
    for (const auto& part : told.parts())
        std::cout << part.service_request().number() << "  " << part.outcome() << "  "
                  << part.service_request().class_() << '\n';
    std::cout << told.text_zh() << '\n' << told.text_en() << '\n';
    return kDone;
}

}  // namespace

void add_request_open(CLI::App& request, Chosen& chosen) {
    auto opening = std::make_shared<Opening>();
    auto* verb =
        request.add_subcommand("open", "report a matter: opens, joins, reopens or follows");
    verb->add_option_function<std::string>(
            "--class", [opening](const std::string& v) { opening->report.set_class_(v); },
            "no_supply.electricity, gas_smell.gas, enquiry")
        ->required();
    verb->add_option_function<std::vector<std::string>>(
        "--also",
        [opening](const std::vector<std::string>& names) {
            for (const auto& name : names)
                opening->report.add_also(name);
        },
        "further classes named in the same report");
    verb->add_option_function<std::string>(
        "--premise", [opening](const std::string& v) { opening->report.set_premise(v); },
        "premises/<uid>");
    verb->add_option_function<std::string>(
        "--party", [opening](const std::string& v) { opening->report.set_party(v); },
        "parties/<uid>");
    verb->add_option_function<std::string>(
        "--phone", [opening](const std::string& v) { opening->report.set_phone(v); },
        "to reach the caller");
    verb->add_option_function<std::string>(
        "--words", [opening](const std::string& v) { opening->report.set_words(v); },
        "what the caller said");
    verb->add_option_function<std::string>(
        "--extent",
        [opening](const std::string& v) { opening->report.mutable_triage()->set_extent(v); },
        "only_you or neighbours_too");
    verb->add_option_function<std::string>(
        "--came-back",
        [opening](const std::string& v) { opening->report.mutable_triage()->set_came_back(v); },
        "never, briefly or for_long");
    verb->add_option("--latitude", opening->latitude, "degrees north, where no premise is known");
    verb->add_option("--longitude", opening->longitude, "degrees east");
    verb->add_option("--place", opening->place, "the place in words");
    verb->add_option("--since", opening->since, "when it was first seen, RFC 3339");
    verb->add_option("--request-id", opening->request_id,
                     "a repeat with the same id gets the same answer");
    verb->add_flag("--gas", opening->gas, "fire, smoke, sparks or a smell of gas");
    verb->add_flag("--hurt", opening->hurt, "somebody is hurt or trapped");
    verb->add_flag("--wire", opening->wire, "a wire, pole or pipe lies open");
    verb->add_flag("--damage", opening->damage, "water or burning does damage now");
    verb->callback([&chosen, opening] {
        chosen.command = [=](Context& context) { return open(context, *opening); };
    });
}

}  // namespace hearth::ctl
