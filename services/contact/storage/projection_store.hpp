#pragma once

#include "services/contact/domain/projections.hpp"

namespace hearth::contact {

class PgProjectionStore final : public ProjectionStore {
public:
    void put(sql::Tx& tx, std::span<const PartyFact> facts) override;
    void put(sql::Tx& tx, std::span<const ContactPointsFact> facts) override;
    void put(sql::Tx& tx, std::span<const PremiseFact> facts) override;
    void put(sql::Tx& tx, std::span<const ServicePointFact> facts) override;
    void put(sql::Tx& tx, std::span<const AgreementFact> facts) override;
    void put(sql::Tx& tx, std::span<const NodeFact> facts) override;
    void put(sql::Tx& tx, std::span<const WorkKnown> facts) override;
    void put(sql::Tx& tx, std::span<const IncidentState> facts) override;
};

}  // namespace hearth::contact
