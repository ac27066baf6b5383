#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgRosterStore final : public RosterStore {
public:
    explicit PgRosterStore(sql::Tx& tx) : tx_(tx) {}
    Result<Roster> read() override;
    void replace(const Roster& roster) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
