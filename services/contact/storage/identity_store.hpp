#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

PremiseKnown read_premise(const sql::Row& row);  ///< a row of `premise_for_report`
/// What `addresses_known` asks of, in its order.
std::string hearers_document(std::span<const Hearer> hearers);

/// Reads projections alone.
class PgIdentityStore final : public IdentityStore {
public:
    explicit PgIdentityStore(sql::Tx& tx) : tx_(tx) {}
    Result<Candidates> by_address(const std::string& address, const std::string& today) override;
    Result<PremiseKnown> premise(const Uuid& premise, const std::string& commodity,
                                 const std::string& today) override;
    Result<void> recognise(std::span<Hearer> hearers, const std::string& today) override;
    Result<bool> owns(const Uuid& party, const Belongings& things,
                      const std::string& today) override;
    Result<ContactOfJob> job_contact(const Uuid& request) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
