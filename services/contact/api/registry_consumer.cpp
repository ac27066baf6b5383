#include <algorithm>

#include <manifest_gen/contact.hpp>

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "libs/service/request.hpp"
#include "services/contact/api/consumers.hpp"

namespace hearth::contact {
namespace {

namespace reg = hearth::registry::v1;
namespace ev = hearth::registry::events::v1;

std::string class_of(reg::PartyClass party_class) {
    const std::string word = service::word_of(party_class);
    return word.empty() ? "general" : word;
}

/// Parses every event of the batch whose type is one of the topic's: all carry the head as field 1.
template <typename Event, typename Fact>
outbox::Apply apply(app::Casebook& casebook, std::vector<std::string_view> types,
                    Fact (*read)(const Event&, const outbox::Delivery&)) {
    return [&casebook, types = std::move(types), read](
               outbox::UnitOfWork& work,
               std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::vector<Fact> facts;
        for (const outbox::Delivery& delivery : deliveries) {
            if (std::find(types.begin(), types.end(), delivery.short_type()) == types.end())
                continue;
            const auto event = outbox::read<Event>(delivery);
            if (!event) return fail(event.error());
            facts.push_back(read(*event, delivery));
        }
        if (!facts.empty())
            casebook.scene(work).stores->projections().put(std::span<const Fact>{facts});
        return {};
    };
}

PartyFact party_of(const ev::PartyChanged& event, const outbox::Delivery& delivery) {
    const auto& party = event.party();
    std::string needs;
    for (const auto& need : party.needs())
        needs += (needs.empty() ? "" : ",") + need;
    return {delivery.key, delivery.version, class_of(party.party_class()), party.language(),
            std::move(needs)};
}

ContactPointsFact points_of(const ev::ContactPointsChanged& event,
                            const outbox::Delivery& delivery) {
    const auto& list = event.contact_points();
    ContactPointsFact fact{delivery.key, delivery.version, list.name_zh(), list.name_en(), {}};
    for (const auto& point : list.points()) {
        const bool mail = point.kind() == reg::CONTACT_POINT_KIND_EMAIL;
        fact.points.push_back(
            {mail ? "email" : "phone", point.value(), point.label(), point.preferred()});
    }
    return fact;
}

PremiseFact premise_of(const ev::PremiseChanged& event, const outbox::Delivery& delivery) {
    const auto& premise = event.premise();
    PremiseFact fact{delivery.key,
                     delivery.version,
                     premise.code(),
                     premise.address_zh(),
                     premise.address_en(),
                     {},
                     {},
                     premise.place_class()};
    if (premise.has_location()) {
        fact.latitude = premise.location().latitude();
        fact.longitude = premise.location().longitude();
    }
    for (const std::string& part : {premise.building(), premise.unit(), premise.door()}) {
        // What people say of the place belongs to the words they are told.
        if (!part.empty() && fact.address_zh.find(part) == std::string::npos)
            fact.address_zh += part;
    }
    return fact;
}

ServicePointFact point_of(const ev::ServicePointChanged& event, const outbox::Delivery& delivery) {
    const auto& point = event.service_point();
    ServicePointFact fact{delivery.key,
                          delivery.version,
                          uid_of(point.premise()),
                          service::word_of(point.commodity()),
                          uid_of(point.node()),
                          true,
                          "connected",
                          {}};
    if (point.has_supply()) {
        fact.on = point.supply().on();
        fact.cause = point.supply().cause();
        if (point.supply().has_since()) fact.since = service::from_proto(point.supply().since());
    }
    return fact;
}

AgreementFact agreement_of(const ev::AgreementChanged& event, const outbox::Delivery& delivery) {
    const auto& agreement = event.agreement();
    return {delivery.key,
            delivery.version,
            uid_of(agreement.party()),
            uid_of(agreement.service_point()),
            agreement.start_on(),
            agreement.end_on()};
}

NodeFact node_of(const ev::NetworkNodeChanged& event, const outbox::Delivery& delivery) {
    return {delivery.key, delivery.version, uid_of(event.network_node().parent())};
}

}  // namespace

std::map<std::string, outbox::Apply> registry_consumer(app::Casebook& casebook) {
    return {
        {manifest::contact::kRegistryParty,
         apply(casebook, {"PartyCreated", "PartyChanged"}, party_of)},
        {manifest::contact::kRegistryContactPoint,
         apply(casebook, {"ContactPointsChanged"}, points_of)},
        {manifest::contact::kRegistryPremise,
         apply(casebook, {"PremiseCreated", "PremiseChanged"}, premise_of)},
        {manifest::contact::kRegistryServicePoint,
         apply(casebook, {"ServicePointCreated", "ServicePointChanged", "SupplyCommanded"},
               point_of)},
        {manifest::contact::kRegistryAgreement,
         apply(casebook, {"AgreementCreated", "AgreementChanged"}, agreement_of)},
        {manifest::contact::kRegistryNetworkNode,
         apply(casebook, {"NetworkNodeCreated", "NetworkNodeChanged"}, node_of)},
    };
}

}  // namespace hearth::contact
