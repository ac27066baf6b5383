#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "libs/log/log.hpp"
#include "services/dispatch/api/checks.hpp"
#include "services/dispatch/api/contact_consumer.hpp"
#include "services/dispatch/api/dispatch_service.hpp"
#include "services/dispatch/api/registry_consumer.hpp"
#include "services/dispatch/main/policy_file.hpp"
#include "services/dispatch/storage/stores.hpp"

using namespace hearth;

namespace {

constexpr int kTenant = 1;

/// Whom to meet, as contact says it now. Unknown to contact is nobody; anything else is a missing
/// part.
dispatch::AskContact contact_of(service::Host& host) {
    using contact::v1::ContactService;
    const auto channel = host.peer("contact");
    return [&host, channel](int tenant, const Uuid& request,
                            Deadline deadline) -> Result<std::optional<dispatch::v1::JobContact>> {
        contact::v1::GetJobContactRequest question;
        question.set_request(dispatch::name_of("serviceRequests", request));
        const auto stub = ContactService::NewStub(channel);
        const auto answer = rpc::call(static_cast<ContactService::StubInterface&>(*stub),
                                      &ContactService::StubInterface::GetJobContact, question,
                                      {deadline, host.own_token(tenant)});
        if (!answer && answer.error().code == Code::kNotFound) {
            return std::optional<dispatch::v1::JobContact>{};
        }
        if (!answer) return fail(answer.error());
        dispatch::v1::JobContact contact;
        contact.set_name(answer->name());
        contact.set_phone(answer->phone());
        contact.set_words(answer->words());
        contact.set_language(answer->language());
        *contact.mutable_needs() = answer->needs();
        contact.set_address_zh(answer->address_zh());
        contact.set_address_en(answer->address_en());
        return std::optional{contact};
    };
}

/// Time alone moves forecasts: crews that have not set off, jobs that overrun.
bool replan(service::Host& host, const dispatch::Changes& changes) {
    constexpr std::chrono::seconds kWithin{10};
    const Instant now = host.clock().now();
    const outbox::Cause cause{kTenant, "timer:replan", "", now, Deadline::after(kWithin)};
    const auto done = host.work().run(cause, [&](outbox::UnitOfWork& work) {
        return changes.run(work, {}, "services/dispatch",
                           [](const dispatch::Changes::Scene&) -> Result<void> { return {}; });
    });
    if (!done) log::failure("replan_failed", done.error());
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    service::Host host{
        argc, argv, {"dispatch", dispatch::statements_of_dispatch(), dispatch::plan_of_dispatch()}};
    const auto settings = host.settings();
    const auto policy = dispatch::read_policy(settings);
    const auto replan_every = settings.duration("replan_every", std::chrono::seconds{10});
    const dispatch::Changes changes{policy, dispatch::open_stores};

    dispatch::DispatchService api{{host, changes}, contact_of(host)};
    host.serve(api.methods());
    host.consume("work", {{dispatch::kRequestTopic, dispatch::apply_requests(changes)}});
    host.consume("network", {{dispatch::kNodeTopic, dispatch::apply_nodes(changes)},
                             {dispatch::kPointTopic, dispatch::apply_points(changes)}});
    host.job("replan", replan_every, [&](const runtime::Loop&) { return replan(host, changes); });
    host.check("I15",
               [](sql::Tx& tx) { return dispatch::check_orders(*dispatch::open_stores(tx)); });
    host.open_steps([](sql::Tx& tx, Instant older_than) {
        return dispatch::open_steps(*dispatch::open_stores(tx), older_than);
    });
    return host.run();
}
