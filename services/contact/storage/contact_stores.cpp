#include "services/contact/storage/contact_stores.hpp"

#include <algorithm>

#include "libs/sql/tx.hpp"
#include "services/contact/storage/identity_store.hpp"
#include "services/contact/storage/json.hpp"
#include "services/contact/storage/rows.hpp"
#include "sql_gen/contact_storage/identity.sql.hpp"
#include "sql_gen/contact_storage/interaction.sql.hpp"
#include "sql_gen/contact_storage/notice.sql.hpp"

namespace hearth::contact {
namespace {

std::string to_rows(int tenant, std::span<const Notice> notices) {
    Json rows = Json::array();
    for (const Notice& notice : notices)
        rows.push_back(to_row(tenant, notice));
    return rows.dump();
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
            return one.uid == row.get<Uuid>("notice");
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

/// Where it can go: where the words came from, else what registry says of the party.
Result<std::vector<Target>> targets_of(sql::Tx& tx, const Notice& notice) {
    std::vector<Target> targets;
    if (!notice.address.empty())
        targets.push_back(
            {notice.address.find('@') == std::string::npos ? "sms" : "email", notice.address});
    if (!notice.party) return targets;
    auto others = PgIdentityStore{}.targets(tx, *notice.party);
    if (!others) return fail(std::move(others).error());
    for (Target& target : *others) {
        if (std::find(targets.begin(), targets.end(), target) == targets.end())
            targets.push_back(std::move(target));
    }
    return targets;
}

Result<std::vector<Interaction>> read_all(Result<sql::Rows> rows) {
    if (!rows) return fail(std::move(rows).error());
    std::vector<Interaction> all;
    for (const sql::Row row : *rows)
        all.push_back(read_interaction(row));
    return all;
}

Result<Interaction> read_one(const Uuid& uid, Result<sql::Rows> rows) {
    auto all = read_all(std::move(rows));
    if (!all) return fail(std::move(all).error());
    if (all->empty()) return fail(not_found(interaction_name(uid)));
    return std::move(all->front());
}

}  // namespace

Result<std::optional<Interaction>> PgInteractionStore::find_message(sql::Tx& tx,
                                                                    const std::string& channel,
                                                                    const std::string& message_id) {
    auto all =
        read_all(tx.run(statements::interaction_find_message, tx.tenant(), channel, message_id));
    if (!all) return fail(std::move(all).error());
    if (all->empty()) return std::optional<Interaction>{};
    return std::optional<Interaction>{std::move(all->front())};
}

Result<Interaction> PgInteractionStore::find(sql::Tx& tx, const Uuid& uid) {
    return read_one(uid, tx.run(statements::interaction_find, tx.tenant(), uid));
}

Result<Interaction> PgInteractionStore::lock(sql::Tx& tx, const Uuid& uid) {
    return read_one(uid, tx.run(statements::interaction_lock, tx.tenant(), uid));
}

void PgInteractionStore::save(sql::Tx& tx, const Interaction& interaction) {
    tx.queue(statements::interaction_save, to_row(tx.tenant(), interaction).dump());
}

Result<std::vector<Interaction>> PgInteractionStore::list(sql::Tx& tx,
                                                          const InteractionFilter& filter) {
    return read_all(tx.run(statements::interaction_list, tx.tenant(), filter.request, filter.party,
                           filter.channel, filter.drafts, filter.before, filter.rows));
}

Result<std::vector<Interaction>> PgInteractionStore::lock_call_backs(sql::Tx& tx, Instant now,
                                                                     int most) {
    return read_all(tx.run(statements::interaction_lock_call_backs, tx.tenant(), now, most));
}

void PgInteractionStore::add_consent(sql::Tx& tx, const std::string& address, bool given,
                                     const Uuid& interaction, Instant now) {
    tx.queue(statements::consent_add, tx.tenant(), new_uuid(now), address, given, interaction, now);
}

Result<std::vector<Uuid>> PgNoticeStore::add(sql::Tx& tx, std::span<const Notice> notices) {
    std::vector<Uuid> added;
    if (notices.empty()) return added;
    auto rows = tx.run(statements::notice_add, to_rows(tx.tenant(), notices));
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows)
        added.push_back(row.get<Uuid>("uid"));
    return added;
}

Result<std::optional<NoticeStore::Due>> PgNoticeStore::lock_due(sql::Tx& tx, Instant now) {
    auto rows = tx.run(statements::notice_lock_due, tx.tenant(), now);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<Due>{};
    auto notice = one_with_attempts(tx, std::move(rows), {});
    if (!notice) return fail(std::move(notice).error());
    Due due{std::move(*notice), {}, {}};
    auto targets = targets_of(tx, due.notice);
    if (!targets) return fail(std::move(targets).error());
    due.targets = std::move(*targets);
    std::vector<std::string> addresses;
    for (const Target& target : due.targets)
        addresses.push_back(target.address);
    auto words = tx.run(statements::consent_refused, tx.tenant(), addresses);
    if (!words) return fail(std::move(words).error());
    for (const sql::Row row : *words) {
        if (!row.get<bool>("given")) due.opted_out.push_back(row.get<std::string>("address"));
    }
    return std::optional<Due>{std::move(due)};
}

Result<Notice> PgNoticeStore::lock(sql::Tx& tx, const Uuid& uid) {
    return one_with_attempts(tx, tx.run(statements::notice_lock, tx.tenant(), uid),
                             notice_name(uid));
}

Result<Notice> PgNoticeStore::lock_of_attempt(sql::Tx& tx, const Uuid& attempt) {
    return one_with_attempts(tx, tx.run(statements::notice_lock_of_attempt, tx.tenant(), attempt),
                             "attempt " + to_string(attempt));
}

void PgNoticeStore::save(sql::Tx& tx, const Notice& notice) {
    tx.queue(statements::notice_save, tx.tenant(), notice.uid,
             static_cast<std::int32_t>(notice.state), notice.reason, notice.send_after, notice.sent,
             notice.delivered, notice.version, notice.address);
    if (notice.attempts.empty()) return;
    for (std::size_t i = 0; i < notice.attempts.size(); ++i) {
        const NoticeAttempt& attempt = notice.attempts[i];
        tx.queue(statements::notice_attempt_save, tx.tenant(), attempt.uid, notice.uid,
                 static_cast<std::int32_t>(i), attempt.channel,
                 static_cast<std::int32_t>(attempt.state), attempt.started, attempt.ended,
                 attempt.detail);
    }
}

Result<std::optional<Uuid>> PgNoticeStore::last_to(sql::Tx& tx, const std::string& address,
                                                   Instant since) {
    auto rows = tx.run(statements::notice_last_to, tx.tenant(), address, since);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<Uuid>{};
    return std::optional<Uuid>{(*rows)[0].get<Uuid>("request")};
}

Result<std::vector<Notice>> PgNoticeStore::list(sql::Tx& tx, const NoticeFilter& filter) {
    auto rows = tx.run(statements::notice_list, tx.tenant(), filter.request, filter.party,
                       static_cast<std::int32_t>(filter.state), filter.before,
                       static_cast<std::int32_t>(filter.rows));
    if (!rows) return fail(std::move(rows).error());
    std::vector<Notice> all;
    for (const sql::Row row : *rows)
        all.push_back(read_notice(row));
    if (auto read = read_attempts(tx, all); !read) return fail(std::move(read).error());
    return all;
}

}  // namespace hearth::contact
