#pragma once

#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgInteractionStore final : public InteractionStore {
public:
    Result<std::optional<Interaction>> find_message(sql::Tx& tx, const std::string& channel,
                                                    const std::string& message_id) override;
    Result<Interaction> find(sql::Tx& tx, const Uuid& uid) override;
    Result<Interaction> lock(sql::Tx& tx, const Uuid& uid) override;
    void save(sql::Tx& tx, const Interaction& interaction) override;
    Result<std::vector<Interaction>> list(sql::Tx& tx, const InteractionFilter& filter) override;
    Result<std::vector<Interaction>> lock_call_backs(sql::Tx& tx, Instant now, int most) override;
    void add_consent(sql::Tx& tx, const std::string& address, bool given, const Uuid& interaction,
                     Instant now) override;
};

}  // namespace hearth::contact
