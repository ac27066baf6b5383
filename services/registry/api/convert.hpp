#pragma once

#include "hearth/registry/v1/installation.pb.h"
#include "hearth/registry/v1/party.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "libs/service/request.hpp"
#include "services/registry/app/importer.hpp"

namespace hearth::registry {

namespace proto = v1;

using service::from_proto;
using service::to_proto;

proto::Party to_proto(const Party& party);
/// With the party's names, as the personal topic has them.
proto::ContactPoints to_proto(const Contacts& contacts, const Party& party);
proto::NetworkNode to_proto(const NetworkNode& node);
proto::Premise to_proto(const Premise& premise);
proto::ServicePoint to_proto(const ServicePoint& point);
proto::Device to_proto(const Device& device);
proto::Account to_proto(const Account& account);
proto::Agreement to_proto(const Agreement& agreement);
proto::Repair to_proto(const Repair& repair);
proto::SearchHit to_proto(const Hit& hit);
proto::RunImportResponse to_proto(const app::ImportReport& report);

/// What a caller may say of a party; output-only fields and the code are left out.
Party from_proto(const proto::Party& party);
std::vector<ContactPoint> from_proto(
    const google::protobuf::RepeatedPtrField<proto::ContactPoint>& points);

template <typename Out, typename N>
void add_all(google::protobuf::RepeatedPtrField<Out>* out, const std::vector<N>& nouns) {
    for (const auto& noun : nouns)
        *out->Add() = to_proto(noun);
}

}  // namespace hearth::registry
