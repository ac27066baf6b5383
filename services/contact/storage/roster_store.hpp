#pragma once

#include <string>
#include <utility>

#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgRosterStore final : public RosterStore {
public:
    explicit PgRosterStore(std::string zone) : zone_(std::move(zone)) {}
    Result<Roster> read(sql::Tx& tx) override;
    void replace(sql::Tx& tx, const Roster& roster) override;

private:
    std::string zone_;
};

}  // namespace hearth::contact
