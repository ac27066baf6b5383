#include "services/contact/storage/interaction_store.hpp"

#include <nlohmann/json.hpp>

#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/storage/interaction_rows.hpp"
#include "sql_gen/contact_storage/interaction.sql.hpp"

namespace hearth::contact {
namespace {

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

Result<std::optional<Interaction>> PgInteractionStore::find_message(const std::string& channel,
                                                                    const std::string& message_id) {
    auto all =
        read_all(tx_.run(statements::interaction_find_message, tx_.tenant(), channel, message_id));
    if (!all) return fail(std::move(all).error());
    if (all->empty()) return std::optional<Interaction>{};
    return std::optional<Interaction>{std::move(all->front())};
}

Result<Interaction> PgInteractionStore::find(const Uuid& uid) {
    return read_one(uid, tx_.run(statements::interaction_find, tx_.tenant(), uid));
}

Result<Interaction> PgInteractionStore::lock(const Uuid& uid) {
    return read_one(uid, tx_.run(statements::interaction_lock, tx_.tenant(), uid));
}

void PgInteractionStore::save(const Interaction& interaction) {
    tx_.queue(statements::interaction_save, sql::document(to_row(tx_.tenant(), interaction)));
}

Result<std::vector<Interaction>> PgInteractionStore::list(const InteractionFilter& filter) {
    return read_all(tx_.run(statements::interaction_list, tx_.tenant(), filter.request,
                            filter.party, filter.channel, filter.drafts, filter.before,
                            filter.rows));
}

Result<std::vector<Interaction>> PgInteractionStore::lock_call_backs(Instant now, int most,
                                                                     const std::vector<Uuid>& but) {
    return read_all(tx_.run(statements::interaction_lock_call_backs, tx_.tenant(), now, most, but));
}

void PgInteractionStore::add_consent(const std::string& address, bool given,
                                     const Uuid& interaction, Instant now) {
    tx_.queue(statements::consent_add, tx_.tenant(), new_uuid(now), address, given, interaction,
              now);
}

}  // namespace hearth::contact
