#pragma once

#include "libs/sql/tx.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

class PgNoticeStore final : public NoticeStore {
public:
    explicit PgNoticeStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Uuid>> add(std::span<const Notice> notices) override;
    void add_first(std::span<const Notice> notices) override;
    Result<std::optional<Due>> lock_due(Instant now, const std::vector<Uuid>& but) override;
    Result<Notice> lock(const Uuid& uid) override;
    Result<Notice> lock_of_attempt(const Uuid& attempt) override;
    Result<std::optional<Uuid>> last_to(const std::string& address, Instant since) override;
    void save(const Notice& notice) override;
    Result<std::vector<Notice>> list(const NoticeFilter& filter) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::contact
