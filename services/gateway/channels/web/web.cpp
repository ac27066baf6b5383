#include "services/gateway/channels/web/web.hpp"

#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/http/json.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::ordered_json;
namespace api = contact::v1;

std::string time_text(const google::protobuf::Timestamp& time) {
    return to_rfc3339(Instant{std::chrono::seconds{time.seconds()}});
}

Json told(const api::Answer& answer) {
    Json body{{"outcome", answer.outcome()},
              {"number", answer.service_request().number()},
              {"state", api::RequestState_Name(answer.service_request().state())}};
    if (answer.has_promise()) {
        body["promise"] = {{"kind", answer.promise().kind()},
                           {"dueTime", time_text(answer.promise().due_time())}};
    }
    return body;
}

http::Response reply(const std::string& bytes) {
    api::RecordInteractionResponse response;
    if (!response.ParseFromString(bytes)) {
        return http::problem(internal("an answer does not parse"), {}, {});
    }
    const api::Answer& answer = response.answer();
    Json body = told(answer);
    body["known"] = Json::array();
    body["ask"] = Json::array();
    body["textZh"] = answer.text_zh();
    body["textEn"] = answer.text_en();
    for (const std::string& word : answer.known())
        body["known"].push_back(word);
    for (const std::string& word : answer.ask())
        body["ask"].push_back(word);
    for (const api::Answer& part : answer.parts()) {
        Json one = told(part);
        one["class"] = part.service_request().class_();
        body["parts"].push_back(std::move(one));
    }
    return {200,
            {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

Result<Command> WebForm::translate(const http::Request& request) const {
    const std::string key{request.header("Idempotency-Key")};
    std::vector<FieldViolation> wrong;
    if (!usable_id(key, 100)) {
        wrong.push_back(
            {"Idempotency-Key", key.empty() ? "REQUIRED" : "BAD_VALUE",
             "must be a header of at most 100 visible ASCII characters, made once per report"});
    }
    api::RecordInteractionRequest record;
    api::Report& report = *record.mutable_report();
    if (auto read = http::from_json(request.body, report); !read) {
        auto& fields = read.error().fields;
        std::move(fields.begin(), fields.end(), std::back_inserter(wrong));
    }
    if (!report.party().empty())
        wrong.push_back({"party", "NOT_ALLOWED", "cannot be said by a public form"});
    if (!report.request().empty())
        wrong.push_back({"request", "NOT_ALLOWED", "cannot be said by a public form"});
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    record.set_request_id("web:" + key);
    record.set_channel("web");
    record.set_message_id(key);
    record.set_event("message");
    record.set_direction("inbound");
    record.set_from(report.phone());
    record.set_text(report.words());
    return Command{"/hearth.contact.v1.ContactService/RecordInteraction",
                   record.SerializeAsString(), reply};
}

}  // namespace hearth::gateway
