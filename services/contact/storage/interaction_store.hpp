#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgInteractionStore final : public InteractionStore {
public:
    explicit PgInteractionStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::optional<Interaction>> find_message(const std::string& channel,
                                                    const std::string& message_id) override;
    Result<Interaction> find(const Uuid& uid) override;
    Result<Interaction> lock(const Uuid& uid) override;
    void save(const Interaction& interaction) override;
    Result<std::vector<Interaction>> list(const InteractionFilter& filter) override;
    Result<std::vector<Interaction>> lock_call_backs(Instant now, int most,
                                                     const std::vector<Uuid>& but) override;
    void add_consent(const std::string& address, bool given, const Uuid& interaction,
                     Instant now) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
