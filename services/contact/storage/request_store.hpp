#pragma once

#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

/// Keeps no state: all of it may be used by any thread, each transaction by one.
class PgRequestStore final : public RequestStore {
public:
    Result<ReportLookup> look_up(sql::Tx& tx, const Definition& definition, const Hearer& reporter,
                                 const std::string& parent_class, Instant now) override;
    Result<void> read_parts(sql::Tx& tx, Request& request) override;
    Result<Request> lock(sql::Tx& tx, const Uuid& uid) override;
    Result<std::vector<Request>> lock_all(sql::Tx& tx, const std::vector<Uuid>& uids) override;
    Result<std::vector<Uuid>> of_incident(sql::Tx& tx, const Uuid& incident) override;
    Result<std::vector<Request>> lock_due(sql::Tx& tx, Instant now, int most) override;
    Result<std::vector<Request>> lock_ready(sql::Tx& tx, int most) override;
    void save(sql::Tx& tx, std::span<const Edited> edited,
              const std::map<Uuid, std::optional<Instant>>& next_tick) override;
    Result<std::optional<Uuid>> open_with_key(sql::Tx& tx, const Request& request) override;
    Result<std::vector<Request>> near(sql::Tx& tx, const Definition& definition,
                                      const Request& request, Instant now) override;
    Result<RequestView> view(sql::Tx& tx, const Uuid& uid) override;
    Result<Uuid> find_number(sql::Tx& tx, const std::string& number) override;
    void add_number(sql::Tx& tx, const std::string& number, const Uuid& request,
                    Instant now) override;
    Result<std::vector<Request>> list(sql::Tx& tx, const RequestFilter& filter) override;
    [[nodiscard]] std::string place(const Request& of, const RequestFilter& filter) const override;
    void wake_owned(sql::Tx& tx, Instant now) override;
};

}  // namespace hearth::contact
