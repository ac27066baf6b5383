#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "services/contact/api/service_intake.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact::samples {

/// The front door without its gRPC.
class Door {
public:
    Door() : intake(office.casebook) { office.settle(4); }

    pb::RecordInteractionResponse record(pb::RecordInteractionRequest request, Instant now) {
        if (request.request_id().empty())
            request.set_request_id(request.channel() + ":" + request.message_id() + ":" +
                                   request.event());
        pb::RecordInteractionResponse response;
        auto done = office.run(now, [&](outbox::UnitOfWork& work) {
            response.Clear();
            return contact::record(intake, work, request, response);
        });
        if (!done)
            FAIL(done.error().reason << " " << done.error().message << " " << done.error().cause);
        return response;
    }
    pb::RecordInteractionResponse sms(const std::string& id, const std::string& from,
                                      const std::string& text, Instant now) {
        pb::RecordInteractionRequest request;
        request.set_channel("sms");
        request.set_message_id(id);
        request.set_event("message");
        request.set_from(from);
        request.set_text(text);
        return record(request, now);
    }
    pb::RecordInteractionResponse call(const std::string& id, const std::string& event,
                                       const std::string& from, Instant now,
                                       const std::string& menu = {}) {
        pb::RecordInteractionRequest request;
        request.set_channel("phone");
        request.set_message_id(id);
        request.set_event(event);
        request.set_from(from);
        if (!menu.empty()) request.mutable_report()->set_class_(menu);
        return record(request, now);
    }
    /// What an agent opens while the contact is under way.
    pb::Answer open(const pb::RecordInteractionResponse& contact, const std::string& request_class,
                    const Uuid& premise, Instant now) {
        pb::OpenRequestRequest request;
        request.set_interaction(contact.interaction().name());
        request.mutable_report()->set_class_(request_class);
        request.mutable_report()->set_premise("premises/" + to_string(premise));
        pb::OpenRequestResponse response;
        auto done = office.run(now, [&](outbox::UnitOfWork& work) {
            response.Clear();
            return contact::open(intake, work, request, {"agents/A1", {"agent"}, 1}, response);
        });
        if (!done)
            FAIL(done.error().reason << " " << done.error().message << " " << done.error().cause);
        return response.answer();
    }
    Request request_of(const pb::RecordInteractionResponse& response) {
        const auto name =
            require_name(response.interaction().request(), "serviceRequests", "request");
        REQUIRE(name);
        return office.view(*name).request;
    }

    Office office;
    app::Intake intake;
};

}  // namespace hearth::contact::samples
