#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/projections.hpp"

namespace hearth::contact {

class PgProjectionStore final : public ProjectionStore {
public:
    explicit PgProjectionStore(sql::Tx& tx) : tx_(tx) {}
    void put(std::span<const PartyFact> facts) override;
    void put(std::span<const ContactPointsFact> facts) override;
    void put(std::span<const PremiseFact> facts) override;
    void put(std::span<const ServicePointFact> facts) override;
    void put(std::span<const AgreementFact> facts) override;
    void put(std::span<const NodeFact> facts) override;
    void put(std::span<const WorkKnown> facts) override;
    void put(std::span<const IncidentState> facts) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
