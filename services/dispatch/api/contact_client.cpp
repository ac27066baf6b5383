#include "services/dispatch/api/contact_client.hpp"

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

v1::JobContact from_contact(const contact::v1::GetJobContactResponse& answer) {
    v1::JobContact contact;
    contact.set_name(answer.name());
    contact.set_phone(answer.phone());
    contact.set_words(answer.words());
    contact.set_language(answer.language());
    *contact.mutable_needs() = answer.needs();
    contact.set_address_zh(answer.address_zh());
    contact.set_address_en(answer.address_en());
    return contact;
}

}  // namespace

AskContact ask_contact(service::Host& host) {
    using contact::v1::ContactService;
    const auto channel = host.peer("contact");
    return [&host, channel](int tenant, const Uuid& request,
                            Deadline deadline) -> Result<std::optional<v1::JobContact>> {
        contact::v1::GetJobContactRequest question;
        question.set_request(resource_name("serviceRequests", request));
        const auto stub = ContactService::NewStub(channel);
        const auto answer = rpc::call(static_cast<ContactService::StubInterface&>(*stub),
                                      &ContactService::StubInterface::GetJobContact, question,
                                      {deadline, host.own_token(tenant)});
        if (!answer && answer.error().code == Code::kNotFound) {
            return std::optional<v1::JobContact>{};
        }
        if (!answer) return fail(answer.error());
        return std::optional{from_contact(*answer)};
    };
}

}  // namespace hearth::dispatch
