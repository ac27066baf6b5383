#pragma once

#include <vector>

#include "libs/sql/tx.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

class ImportStore final : public Imports {
public:
    explicit ImportStore(sql::Tx& tx) : tx_(tx) {}

    Result<void> create(const ImportState& import, const std::string& actor, Instant now) override;
    Result<std::optional<ImportState>> lock(const Uuid& id) override;
    Result<void> save(const ImportState& import) override;
    Result<std::int64_t> stage(const Uuid& id, const std::string& file,
                               const std::vector<std::string>& columns,
                               const std::vector<StagedRow>& rows) override;
    Result<std::vector<std::string>> columns(const Uuid& id, const std::string& file) override;
    Result<std::vector<SourceRow>> rows_after_line(const Uuid& id, const std::string& file,
                                                   int line, int limit) override;
    Result<std::vector<StagedRow>> rows_after_key(const Uuid& id, const std::string& file,
                                                  const std::string& key, int keys) override;
    Result<std::vector<Accepted>> accepted(const Uuid& id, const std::string& file,
                                           const std::vector<std::string>& keys,
                                           int before_line) override;
    Result<std::vector<Accepted>> accepted_by_alt_key(const Uuid& id, const std::string& file,
                                                      const std::vector<std::string>& keys,
                                                      int before_line) override;
    Result<std::vector<SourceRow>> rows_of_keys(const Uuid& id, const std::string& file,
                                                const std::vector<std::string>& keys) override;
    Result<void> record(const Uuid& id, const FileReport& delta,
                        const std::vector<Refusal>& refusals) override;
    Result<void> forget_pass(const Uuid& id) override;
    Result<void> drop_rows(const Uuid& id) override;
    Result<std::vector<FileReport>> report(const Uuid& id) override;
    Result<std::vector<Refusal>> refusals(const Uuid& id, int limit) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::registry
