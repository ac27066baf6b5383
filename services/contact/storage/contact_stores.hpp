#pragma once

#include "services/contact/domain/ports.hpp"
#include "services/contact/domain/projections.hpp"

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

class PgNoticeStore final : public NoticeStore {
public:
    Result<std::vector<Uuid>> add(sql::Tx& tx, std::span<const Notice> notices) override;
    Result<std::optional<Due>> lock_due(sql::Tx& tx, Instant now) override;
    Result<Notice> lock(sql::Tx& tx, const Uuid& uid) override;
    Result<Notice> lock_of_attempt(sql::Tx& tx, const Uuid& attempt) override;
    Result<std::optional<Uuid>> last_to(sql::Tx& tx, const std::string& address,
                                        Instant since) override;
    void save(sql::Tx& tx, const Notice& notice) override;
    Result<std::vector<Notice>> list(sql::Tx& tx, const NoticeFilter& filter) override;
};

class PgRosterStore final : public RosterStore {
public:
    explicit PgRosterStore(std::string zone) : zone_(std::move(zone)) {}
    Result<Roster> read(sql::Tx& tx) override;
    void replace(sql::Tx& tx, const Roster& roster) override;

private:
    std::string zone_;
};

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
