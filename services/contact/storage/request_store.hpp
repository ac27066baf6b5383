#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgRequestStore final : public RequestStore {
public:
    explicit PgRequestStore(sql::Tx& tx) : tx_(tx) {}
    Result<ReportLookup> look_up(const RequestClass& definition, const Hearer& reporter,
                                 const std::string& parent_class, const std::string& contact,
                                 Instant now, const std::string& today) override;
    Result<void> read_parts(Request& request) override;
    Result<Request> lock(const Uuid& uid) override;
    Result<std::vector<Request>> lock_all(const std::vector<Uuid>& uids) override;
    Result<std::vector<Uuid>> of_incident(const Uuid& incident) override;
    Result<std::vector<Request>> lock_due(Instant now, int most,
                                          const std::vector<Uuid>& but) override;
    Result<std::vector<Request>> lock_ready(int most, const std::vector<Uuid>& but) override;
    Result<std::vector<Request>> lock_endangered(const std::vector<std::string>& endangering,
                                                 int most, const std::vector<Uuid>& but) override;
    void save(std::span<const Edited> edited,
              const std::map<Uuid, std::optional<Instant>>& next_tick) override;
    Result<std::optional<Uuid>> open_with_key(const Request& request) override;
    Result<std::vector<Request>> near(const RequestClass& definition, const Request& request,
                                      Instant now) override;
    Result<RequestView> view(const Uuid& uid) override;
    Result<Uuid> find_number(const std::string& number) override;
    void add_number(const std::string& number, const Uuid& request, Instant now) override;
    Result<std::vector<Request>> list(const RequestFilter& filter) override;
    [[nodiscard]] std::string place(const Request& of, const RequestFilter& filter) const override;
    void wake_owned(Instant now) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
