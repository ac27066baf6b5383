#pragma once

#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

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

}  // namespace hearth::contact
