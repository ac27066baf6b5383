#include "services/registry/api/convert.hpp"

#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

template <typename N>
std::string etag(const N& noun) {
    return std::to_string(noun.version);
}

void set_location(common::v1::Location* out, GeoPoint at) {
    out->set_latitude(at.latitude);
    out->set_longitude(at.longitude);
}

std::string_view hit_kind(Noun noun) {
    switch (noun) {
        case Noun::kPremise:
            return "premise";
        case Noun::kAccount:
            return "account";
        case Noun::kDevice:
            return "device";
        default:
            return "party";
    }
}

}  // namespace

proto::Party to_proto(const Party& party) {
    proto::Party out;
    out.set_name(resource_name(Noun::kParty, party.id));
    out.set_uid(to_string(party.id));
    out.set_number(party.spoken());
    out.set_code(party.code);
    out.set_kind(static_cast<proto::PartyKind>(party.kind));
    out.set_name_zh(party.name_zh);
    out.set_name_en(party.name_en);
    out.set_party_class(static_cast<proto::PartyClass>(party.party_class));
    out.set_language(party.language);
    for (const auto& need : party.needs)
        out.add_needs(need);
    *out.mutable_create_time() = to_proto(party.created_at);
    *out.mutable_update_time() = to_proto(party.updated_at);
    out.set_etag(etag(party));
    return out;
}

proto::ContactPoints to_proto(const Contacts& contacts, const Party& party) {
    proto::ContactPoints out;
    out.set_name(resource_name(Noun::kContacts, party.id));
    for (const auto& point : contacts.points) {
        auto& added = *out.add_points();
        added.set_kind(static_cast<proto::ContactPointKind>(point.kind));
        added.set_value(point.value);
        added.set_label(point.label);
        added.set_preferred(point.preferred);
    }
    out.set_name_zh(party.name_zh);
    out.set_name_en(party.name_en);
    out.set_etag(etag(contacts));
    return out;
}

proto::NetworkNode to_proto(const NetworkNode& node) {
    proto::NetworkNode out;
    out.set_name(resource_name(Noun::kNetworkNode, node.id));
    out.set_code(node.code);
    out.set_kind(node.kind);
    out.set_commodity(static_cast<proto::Commodity>(node.commodity));
    if (node.parent) out.set_parent(resource_name(Noun::kNetworkNode, *node.parent));
    out.set_title_zh(node.title_zh);
    out.set_title_en(node.title_en);
    set_location(out.mutable_location(), node.location);
    out.set_etag(etag(node));
    return out;
}

proto::Premise to_proto(const Premise& premise) {
    proto::Premise out;
    out.set_name(resource_name(Noun::kPremise, premise.id));
    out.set_code(premise.code);
    out.set_address_zh(premise.address_zh);
    out.set_address_en(premise.address_en);
    out.set_building(premise.building);
    out.set_unit(premise.unit);
    out.set_door(premise.door);
    set_location(out.mutable_location(), premise.location);
    out.set_place_class(premise.place_class);
    out.set_etag(etag(premise));
    return out;
}

proto::ServicePoint to_proto(const ServicePoint& point) {
    proto::ServicePoint out;
    out.set_name(resource_name(Noun::kServicePoint, point.id));
    out.set_code(point.code);
    out.set_premise(resource_name(Noun::kPremise, point.premise));
    out.set_commodity(static_cast<proto::Commodity>(point.commodity));
    out.set_node(resource_name(Noun::kNetworkNode, point.node));
    auto& supply = *out.mutable_supply();
    supply.set_on(point.supply.on);
    supply.set_cause(point.supply.cause);
    *supply.mutable_since() = to_proto(point.supply.since);
    supply.set_actor(point.supply.actor);
    out.set_etag(etag(point));
    return out;
}

proto::Device to_proto(const Device& device) {
    proto::Device out;
    out.set_name(resource_name(Noun::kDevice, device.id));
    out.set_code(device.code);
    out.set_serial(device.serial);
    out.set_service_point(resource_name(Noun::kServicePoint, device.service_point));
    out.set_kind(device.kind);
    out.set_model(device.model);
    out.set_rating(device.rating);
    out.set_etag(etag(device));
    return out;
}

proto::Account to_proto(const Account& account) {
    proto::Account out;
    out.set_name(resource_name(Noun::kAccount, account.id));
    out.set_code(account.code);
    out.set_number(account.number);
    out.set_party(resource_name(Noun::kParty, account.party));
    out.set_etag(etag(account));
    return out;
}

proto::Agreement to_proto(const Agreement& agreement) {
    proto::Agreement out;
    out.set_name(resource_name(Noun::kAgreement, agreement.id));
    out.set_code(agreement.code);
    out.set_account(resource_name(Noun::kAccount, agreement.account));
    out.set_party(resource_name(Noun::kParty, agreement.party));
    out.set_service_point(resource_name(Noun::kServicePoint, agreement.service_point));
    out.set_start_on(agreement.start_on);
    out.set_end_on(agreement.end_on);
    out.set_etag(etag(agreement));
    return out;
}

proto::Repair to_proto(const Repair& repair) {
    proto::Repair out;
    out.set_work_order(resource_name("workOrders", repair.work_order));
    out.set_number(repair.number);
    if (repair.service_point)
        out.set_service_point(resource_name(Noun::kServicePoint, *repair.service_point));
    out.set_commodity(static_cast<proto::Commodity>(
        parse_commodity(repair.commodity).value_or(Commodity::kUnspecified)));
    out.set_outcome(repair.outcome);
    out.set_cause(repair.cause);
    out.set_note(repair.note);
    if (repair.restored_at) *out.mutable_restored_time() = to_proto(*repair.restored_at);
    *out.mutable_end_time() = to_proto(repair.ended_at);
    return out;
}

proto::SearchHit to_proto(const Hit& hit) {
    proto::SearchHit out;
    out.set_kind(std::string{hit_kind(hit.noun)});
    out.set_name(resource_name(hit.noun, hit.id));
    if (hit.party) out.set_party(resource_name(Noun::kParty, *hit.party));
    if (hit.premise) out.set_premise(resource_name(Noun::kPremise, *hit.premise));
    out.set_title_zh(hit.title_zh);
    out.set_title_en(hit.title_en);
    return out;
}

proto::RunImportResponse to_proto(const app::ImportReport& report) {
    proto::RunImportResponse out;
    for (const auto& file : report.files) {
        auto& added = *out.add_files();
        added.set_file(file.file);
        added.set_created(file.created);
        added.set_changed(file.changed);
        added.set_unchanged(file.unchanged);
        added.set_refused(file.refused);
    }
    for (const auto& refusal : report.refusals) {
        auto& added = *out.add_refusals();
        added.set_file(refusal.file);
        added.set_line(refusal.line);
        added.set_field(refusal.field);
        added.set_reason(refusal.reason);
        added.set_message(refusal.message);
    }
    out.set_dry_run(report.import.pass == "dry");
    out.set_done(report.import.done);
    out.set_rows_done(report.import.rows_done);
    out.set_rows_total(report.import.rows_total);
    return out;
}

Party from_proto(const proto::Party& party) {
    Party in;
    in.kind = static_cast<PartyKind>(party.kind());
    in.name_zh = party.name_zh();
    in.name_en = party.name_en();
    in.party_class = static_cast<PartyClass>(party.party_class());
    in.language = party.language();
    in.needs.assign(party.needs().begin(), party.needs().end());
    return in;
}

std::vector<ContactPoint> from_proto(
    const google::protobuf::RepeatedPtrField<proto::ContactPoint>& points) {
    std::vector<ContactPoint> in;
    for (const auto& point : points)
        in.push_back({static_cast<ContactPointKind>(point.kind()), point.value(), point.label(),
                      point.preferred()});
    return in;
}

}  // namespace hearth::registry
