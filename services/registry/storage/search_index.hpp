#pragma once

#include <vector>

#include "libs/sql/tx.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

class TokenTable final : public SearchIndex {
public:
    explicit TokenTable(sql::Tx& tx) : tx_(tx) {}
    Result<void> replace(const std::vector<Entry>& entries) override;
    /// Looks at no more than 5,000 rows of the rarest token: who asks for less than a street gets
    /// part.
    Result<std::vector<Hit>> find(const Tokens& tokens, int limit,
                                  const std::string& today) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::registry
