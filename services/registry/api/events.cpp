#include "services/registry/api/events.hpp"

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "services/registry/api/convert.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

using namespace events::v1;

template <typename Message, typename Head>
outbox::Event event(Noun noun, const Uuid& key, std::int64_t version, Head* (Message::*head)(),
                    Head value) {
    Message message;
    *(message.*head)() = std::move(value);
    return {topic(noun), key, version, Message::descriptor()->full_name(),
            message.SerializeAsString()};
}

template <typename Created, typename Changed, typename N, typename Head>
outbox::Event created_or_changed(Noun noun, const N& what, Head* (Created::*created)(),
                                 Head* (Changed::*changed)()) {
    if (what.version == 1) return event(noun, what.id, what.version, created, to_proto(what));
    return event(noun, what.id, what.version, changed, to_proto(what));
}

}  // namespace

outbox::Event event_of(const Party& party) {
    Party bare = party;
    bare.name_zh.clear();
    bare.name_en.clear();
    return created_or_changed(Noun::kParty, bare, &PartyCreated::mutable_party,
                              &PartyChanged::mutable_party);
}

outbox::Event event_of(const Contacts& contacts, const Party& party) {
    return event(Noun::kContacts, party.id, contacts.version,
                 &ContactPointsChanged::mutable_contact_points, to_proto(contacts, party));
}

outbox::Event event_of(const NetworkNode& node) {
    return created_or_changed(Noun::kNetworkNode, node, &NetworkNodeCreated::mutable_network_node,
                              &NetworkNodeChanged::mutable_network_node);
}

outbox::Event event_of(const Premise& premise) {
    return created_or_changed(Noun::kPremise, premise, &PremiseCreated::mutable_premise,
                              &PremiseChanged::mutable_premise);
}

outbox::Event event_of(const ServicePoint& point) {
    return created_or_changed(Noun::kServicePoint, point,
                              &ServicePointCreated::mutable_service_point,
                              &ServicePointChanged::mutable_service_point);
}

outbox::Event event_of(const Device& device) {
    return created_or_changed(Noun::kDevice, device, &DeviceCreated::mutable_device,
                              &DeviceChanged::mutable_device);
}

outbox::Event event_of(const Account& account) {
    return created_or_changed(Noun::kAccount, account, &AccountCreated::mutable_account,
                              &AccountChanged::mutable_account);
}

outbox::Event event_of(const Agreement& agreement) {
    return created_or_changed(Noun::kAgreement, agreement, &AgreementCreated::mutable_agreement,
                              &AgreementChanged::mutable_agreement);
}

outbox::Event supply_commanded_event(const ServicePoint& point) {
    return event(Noun::kServicePoint, point.id, point.version,
                 &SupplyCommanded::mutable_service_point, to_proto(point));
}

}  // namespace hearth::registry
