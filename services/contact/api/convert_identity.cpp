#include <sstream>

#include "services/contact/api/convert.hpp"

namespace hearth::contact {

pb::CallerIdentity to_proto(const app::Caller& caller) {
    const Identity& identity = caller.identity;
    pb::CallerIdentity out;
    out.set_phone(caller.address);
    for (const CandidateParty& party : identity.parties) {
        auto& made = *out.add_parties();
        made.set_party("parties/" + to_string(party.party));
        made.set_name_zh(party.name_zh);
        made.set_name_en(party.name_en);
        made.set_party_class(party.party_class);
        made.set_language(party.language);
        std::istringstream needs{party.needs};
        for (std::string need; std::getline(needs, need, ',');)
            made.add_needs(need);
    }
    for (const CandidatePremise& premise : identity.premises) {
        auto& made = *out.add_premises();
        made.set_premise("premises/" + to_string(premise.premise));
        made.set_address_zh(premise.address_zh);
        made.set_address_en(premise.address_en);
        made.set_party("parties/" + to_string(premise.party));
        made.set_in_incident(premise.in_incident);
        made.set_place_class(premise.place_class);
        for (const Supply& supply : premise.supplies) {
            auto& point = *made.add_supplies();
            point.set_service_point("servicePoints/" + to_string(supply.service_point));
            point.set_commodity(supply.commodity);
            if (supply.node) point.set_node("networkNodes/" + to_string(*supply.node));
            point.set_on(supply.on);
            point.set_cause(supply.cause);
            if (supply.since) *point.mutable_since_time() = to_proto(*supply.since);
        }
    }
    if (identity.preselected) out.set_preselected("premises/" + to_string(*identity.preselected));
    out.set_why(identity.why);
    for (const IncidentKnown& incident : caller.incidents)
        *out.add_incidents() = to_proto(incident);
    for (const Request& request : caller.requests)
        *out.add_requests() = to_proto(request);
    return out;
}

pb::RequestClass to_proto(const RequestClass& definition) {
    pb::RequestClass out;
    out.set_class_(definition.name);
    out.set_edition(definition.edition);
    out.set_title_zh(definition.title_zh);
    out.set_title_en(definition.title_en);
    out.set_commodity(definition.commodity);
    for (const std::string& part : definition.natural_key)
        out.add_natural_key(part);
    for (const std::string& question : definition.triage)
        out.add_triage(question);
    for (const StepDefinition& step : definition.steps)
        out.add_steps(step.id);
    for (const std::string& clock : definition.clocks)
        out.add_clocks(clock);
    out.set_by_place(definition.by_place);
    return out;
}

}  // namespace hearth::contact
