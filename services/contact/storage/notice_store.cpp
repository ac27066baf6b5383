#include "services/contact/storage/notice_store.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/storage/notice_rows.hpp"
#include "sql_gen/contact_storage/notice.sql.hpp"

namespace hearth::contact {
namespace {

std::string to_rows(int tenant, std::span<const Notice> notices) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Notice& notice : notices)
        rows.push_back(to_row(tenant, notice));
    return sql::document(rows);
}

Result<void> read_attempts(sql::Tx& tx, std::vector<Notice>& notices) {
    std::vector<Uuid> uids;
    uids.reserve(notices.size());
    for (const Notice& notice : notices)
        uids.push_back(notice.uid);
    auto rows = tx.run(statements::notice_attempts, tx.tenant(), uids);
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows) {
        const auto notice = std::find_if(notices.begin(), notices.end(), [&](const Notice& one) {
            return one.uid == row.get<Uuid>("notice_id");
        });
        notice->attempts.push_back(read_attempt(row));
    }
    return {};
}

Result<Notice> one_with_attempts(sql::Tx& tx, Result<sql::Rows> rows, const std::string& name) {
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(not_found(name));
    std::vector<Notice> one{read_notice((*rows)[0])};
    if (auto read = read_attempts(tx, one); !read) return fail(std::move(read).error());
    return std::move(one.front());
}

Result<std::vector<std::string>> addresses_of_party(sql::Tx& tx, const std::optional<Uuid>& party) {
    std::vector<std::string> addresses;
    if (!party) return addresses;
    auto rows = tx.run(statements::notice_points, tx.tenant(), *party);
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows)
        addresses.push_back(row.get<std::string>("value"));
    return addresses;
}

}  // namespace

Result<std::vector<Uuid>> PgNoticeStore::add(std::span<const Notice> notices) {
    std::vector<Uuid> added;
    if (notices.empty()) return added;
    auto rows = tx_.run(statements::notice_add, to_rows(tx_.tenant(), notices));
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows)
        added.push_back(row.get<Uuid>("notice_id"));
    return added;
}

void PgNoticeStore::add_first(std::span<const Notice> notices) {
    if (notices.empty()) return;
    tx_.queue_with(
        statements::notice_add, sql::Params::of(to_rows(tx_.tenant(), notices)),
        [wanted = static_cast<int>(notices.size())](const sql::Rows& rows) -> Result<void> {
            if (rows.size() == wanted) return {};
            return fail(internal("a notice of a new request was told before"));
        });
}

Result<std::optional<NoticeStore::Due>> PgNoticeStore::lock_due(Instant now,
                                                                const std::vector<Uuid>& but) {
    auto rows = tx_.run(statements::notice_lock_due, tx_.tenant(), now, but);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<Due>{};
    auto notice = one_with_attempts(tx_, std::move(rows), {});
    if (!notice) return fail(std::move(notice).error());
    Due due{std::move(*notice), {}, {}};
    auto of_party = addresses_of_party(tx_, due.notice.party);
    if (!of_party) return fail(std::move(of_party).error());
    due.addresses = addresses_of(due.notice, *of_party);
    auto words = tx_.run(statements::consent_refused, tx_.tenant(), due.addresses);
    if (!words) return fail(std::move(words).error());
    for (const sql::Row row : *words) {
        if (!row.get<bool>("given")) due.opted_out.push_back(row.get<std::string>("address"));
    }
    return std::optional<Due>{std::move(due)};
}

Result<Notice> PgNoticeStore::lock(const Uuid& uid) {
    return one_with_attempts(tx_, tx_.run(statements::notice_lock, tx_.tenant(), uid),
                             notice_name(uid));
}

Result<Notice> PgNoticeStore::lock_of_attempt(const Uuid& attempt) {
    return one_with_attempts(tx_,
                             tx_.run(statements::notice_lock_of_attempt, tx_.tenant(), attempt),
                             "attempt " + to_string(attempt));
}

void PgNoticeStore::save(const Notice& notice) {
    tx_.queue(statements::notice_save, sql::document(to_row(tx_.tenant(), notice)),
              sql::document(attempts_of(tx_.tenant(), notice)));
}

Result<std::optional<Uuid>> PgNoticeStore::last_to(const std::string& address, Instant since) {
    auto rows = tx_.run(statements::notice_last_to, tx_.tenant(), address, since);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<Uuid>{};
    return std::optional<Uuid>{(*rows)[0].get<Uuid>("request_id")};
}

Result<std::vector<Notice>> PgNoticeStore::list(const NoticeFilter& filter) {
    std::optional<std::string> state;
    if (filter.state) state = name_of(*filter.state);
    auto rows = tx_.run(statements::notice_list, tx_.tenant(), filter.request, filter.party, state,
                        filter.before, filter.rows);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Notice> all;
    for (const sql::Row row : *rows)
        all.push_back(read_notice(row));
    if (auto read = read_attempts(tx_, all); !read) return fail(std::move(read).error());
    return all;
}

}  // namespace hearth::contact
