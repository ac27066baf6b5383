#include <algorithm>
#include <utility>

#include "services/contact/app/warning.hpp"
#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::string_view kPhone = "phone";

bool is_named(const ReportInput& input, const std::string& name) {
    return name == input.request_class ||
           std::find(input.also.begin(), input.also.end(), name) != input.also.end();
}

}  // namespace

/// All that somebody wrote, wherever he wrote it, and names of classes that are none: read as one,
/// with a border between two.
Meaning Intake::meaning_of(const std::string& text, const Form* form) const {
    std::string all = text;
    const auto add = [&all](const std::string& words) { all += "\n" + words; };
    if (form != nullptr) {
        const ReportInput& report = form->report;
        if (form->words != text) add(form->words);
        if (report.location) add(report.location->words);
        for (const std::string& name : report.also) {
            if (casebook_.catalogue.find(name) == nullptr) add(name);
        }
        if (casebook_.catalogue.find(report.request_class) == nullptr) add(report.request_class);
    }
    return read_message(casebook_.catalogue, all);
}

/// What is chosen silences no words: hazards that they tell of are reported with it.
void Intake::add_told(const Meaning& meaning, ReportInput& input) const {
    input.triage.safety = either(input.triage.safety, meaning.safety);
    if (input.join) input.request_class.clear();
    for (const RequestClass* told : meaning.classes) {
        if (told->hazard == "life" && !is_named(input, told->name))
            input.also.push_back(told->name);
    }
}

/// Leaves out of a form what nobody knows: a hazard is not refused for it.
Result<void> Intake::keep_usable(const Scene& scene, ReportInput& input) const {
    std::vector<std::string> names{std::exchange(input.request_class, {})};
    names.insert(names.end(), input.also.begin(), input.also.end());
    std::erase_if(names, [&](const std::string& name) {
        return !casebook_.reported_class(name, "report.class");
    });
    if (!names.empty()) {
        input.request_class = names.front();
        names.erase(names.begin());
    }
    input.also = std::move(names);
    if (input.premise) {
        const auto known = scene.stores->identity().premise(*input.premise, {}, scene.today);
        if (!known && known.error().code != Code::kNotFound) return fail(known.error());
        if (!known) input.premise.reset();
    }
    if (input.join) {
        const auto request = scene.stores->requests().lock(*input.join);
        if (!request && request.error().code != Code::kNotFound) return fail(request.error());
        if (!request) {
            input.join.reset();
            return {};
        }
        const auto definition = casebook_.definition_of(*request);
        if (!definition) return fail(definition.error());
        const bool resolved = !request->is_open() && !request->is_over();
        const bool joinable =
            request->is_open() || (resolved && may_reopen(*request, **definition, scene.now()));
        if (!joinable) input.join.reset();
        if (!input.premise && !input.location) {
            input.premise = request->premise;
            input.location = request->location;
        }
    }
    return {};
}

std::vector<const SpokenHazard*> Intake::warnings_of(const SpokenHazard* told,
                                                     const SafetyAnswers& answers,
                                                     const ReportOutcome& outcome) const {
    const auto class_of = [&](const ReportOutcome& one) {
        return casebook_.catalogue.find(one.request.request_class, one.request.class_edition);
    };
    std::vector<const RequestClass*> reported;
    const RequestClass* whole = class_of(outcome);
    if (whole != nullptr && !whole->has_parts()) reported.push_back(whole);
    for (const ReportOutcome& part : outcome.parts) {
        if (const RequestClass* one = class_of(part); one != nullptr) reported.push_back(one);
    }
    return hazards_beside(casebook_.catalogue, told, answers, reported);
}

/// To whoever told of it, before all else that he is told.
Result<void> Intake::warn(const Scene& scene, const Warning& warning, Answer& answer) {
    Details fields;
    if (warning.is_called && kind_of(warning.address) == kPhone) fields.emplace_back("call", "1");
    std::string zh;
    std::string en;
    std::vector<NoticeIntent> notices;
    for (const SpokenHazard* hazard : warning.hazards) {
        zh += casebook_.say("zh-CN", hazard->template_name, fields);
        en += (en.empty() ? "" : " ") + casebook_.say("en", hazard->template_name, fields);
        NoticeIntent notice;
        notice.template_name = hazard->template_name;
        notice.address = warning.address;
        if (casebook_.catalogue.channels.to(warning.address) != nullptr) {
            notice.recipient = recipient_of(warning.address);
        } else if (warning.party) {
            notice.recipient = "parties/" + to_string(*warning.party);
            notice.address.clear();
        }
        notice.language = warning.language;
        notice.fields = fields;
        notice.urgent = true;
        notice.cause = warning.cause;
        notices.push_back(std::move(notice));
    }
    answer.text_zh = zh + answer.text_zh;
    answer.text_en = en + (answer.text_en.empty() ? "" : " ") + answer.text_en;
    return casebook_.plan(scene, notices, warning.request, {});
}

}  // namespace hearth::contact::app
