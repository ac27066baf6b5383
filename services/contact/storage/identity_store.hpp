#pragma once

#include "libs/sql/values.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

PremiseKnown read_premise(const sql::Row& row);  ///< a row of `premise_for_report`

/// Reads projections alone. Keeps no state.
class PgIdentityStore final : public IdentityStore {
public:
    Result<Candidates> by_address(sql::Tx& tx, const std::string& address, Instant now) override;
    Result<PremiseKnown> premise(sql::Tx& tx, const Uuid& premise, const std::string& commodity,
                                 Instant now) override;
    Result<void> recognise(sql::Tx& tx, std::span<Hearer> hearers, Instant now) override;
    Result<ContactOfJob> job_contact(sql::Tx& tx, const Uuid& request) override;
};

}  // namespace hearth::contact
