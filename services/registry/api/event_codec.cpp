#include "services/registry/api/event_codec.hpp"

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "services/registry/api/convert.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

namespace ev = events::v1;

/// `head` is the message's field 1.
template <typename Message, typename Head>
outbox::Event event(Noun noun, const Uuid& key, std::int64_t version, Head* (Message::*head)(),
                    Head value) {
    Message message;
    *(message.*head)() = std::move(value);
    return {topic(noun), key, version, Message::descriptor()->full_name(),
            message.SerializeAsString()};
}

template <typename N, typename Message, typename Head>
outbox::Event event(Noun noun, const N& what, Head* (Message::*head)()) {
    return event(noun, what.id, what.version, head, to_proto(what));
}

Party without_names(Party party) {
    party.name_zh.clear();
    party.name_en.clear();
    return party;
}

// Not `encode`, which each of these facts would find as a Fact, again and again.
outbox::Event event_of(const Created<Party>& fact) {
    return event(Noun::kParty, without_names(fact.noun), &ev::PartyCreated::mutable_party);
}
outbox::Event event_of(const Changed<Party>& fact) {
    return event(Noun::kParty, without_names(fact.noun), &ev::PartyChanged::mutable_party);
}
outbox::Event event_of(const ContactPointsChanged& fact) {
    return event(Noun::kContacts, fact.party.id, fact.contacts.version,
                 &ev::ContactPointsChanged::mutable_contact_points,
                 to_proto(fact.contacts, fact.party));
}
outbox::Event event_of(const Created<Account>& fact) {
    return event(Noun::kAccount, fact.noun, &ev::AccountCreated::mutable_account);
}
outbox::Event event_of(const Changed<Account>& fact) {
    return event(Noun::kAccount, fact.noun, &ev::AccountChanged::mutable_account);
}
outbox::Event event_of(const Created<Agreement>& fact) {
    return event(Noun::kAgreement, fact.noun, &ev::AgreementCreated::mutable_agreement);
}
outbox::Event event_of(const Changed<Agreement>& fact) {
    return event(Noun::kAgreement, fact.noun, &ev::AgreementChanged::mutable_agreement);
}
outbox::Event event_of(const Created<Premise>& fact) {
    return event(Noun::kPremise, fact.noun, &ev::PremiseCreated::mutable_premise);
}
outbox::Event event_of(const Changed<Premise>& fact) {
    return event(Noun::kPremise, fact.noun, &ev::PremiseChanged::mutable_premise);
}
outbox::Event event_of(const Created<ServicePoint>& fact) {
    return event(Noun::kServicePoint, fact.noun, &ev::ServicePointCreated::mutable_service_point);
}
outbox::Event event_of(const Changed<ServicePoint>& fact) {
    return event(Noun::kServicePoint, fact.noun, &ev::ServicePointChanged::mutable_service_point);
}
outbox::Event event_of(const SupplyCommanded& fact) {
    return event(Noun::kServicePoint, fact.noun, &ev::SupplyCommanded::mutable_service_point);
}
outbox::Event event_of(const Created<Device>& fact) {
    return event(Noun::kDevice, fact.noun, &ev::DeviceCreated::mutable_device);
}
outbox::Event event_of(const Changed<Device>& fact) {
    return event(Noun::kDevice, fact.noun, &ev::DeviceChanged::mutable_device);
}
outbox::Event event_of(const Created<NetworkNode>& fact) {
    return event(Noun::kNetworkNode, fact.noun, &ev::NetworkNodeCreated::mutable_network_node);
}
outbox::Event event_of(const Changed<NetworkNode>& fact) {
    return event(Noun::kNetworkNode, fact.noun, &ev::NetworkNodeChanged::mutable_network_node);
}

}  // namespace

outbox::Event encode(const Fact& fact) {
    return std::visit([](const auto& happened) { return event_of(happened); }, fact);
}

}  // namespace hearth::registry
