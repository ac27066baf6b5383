#include "libs/outbox/inbox_rows.hpp"

#include <sql_gen/outbox/inbox.sql.hpp>

#include "libs/core/utf8.hpp"
#include "libs/outbox/incoming.hpp"

namespace hearth::outbox {
namespace {

constexpr std::size_t kLongestDetail = 1000;

std::string detail_of(const Error& why) {
    std::string detail = why.message;
    for (const auto& field : why.fields)
        detail += "; " + field.field + ": " + field.reason + " " + field.message;
    return utf8_clip(detail, kLongestDetail);
}

StoredMessage message_of(const sql::Row& row, std::string topic, std::string key) {
    return {{.topic = std::move(topic),
             .partition = row.get<std::int32_t>("partition"),
             .offset = row.get<std::int64_t>("offset"),
             .key = std::move(key),
             .value = row.get<std::string>("message"),
             .headers = headers_from_json(row.get<std::string>("headers"))},
            row.get<std::optional<std::int32_t>>("tenant_id")};
}

}  // namespace

Result<std::map<Uuid, KeyState>> InboxRows::lock(std::string_view topic,
                                                 const std::vector<Uuid>& keys) {
    std::map<Uuid, KeyState> states;
    std::vector<std::string> texts;
    texts.reserve(keys.size());
    for (const Uuid& key : keys)
        texts.push_back(to_string(key));
    tx_.queue_with(statements::inbox_lock,
                   sql::Params::of(consumer_, topic, keys, tx_.tenant(), now_),
                   [&states](const sql::Rows& rows) -> Result<void> {
                       for (const sql::Row row : rows)
                           states[row.get<Uuid>("key")].last = row.get<std::int64_t>("version");
                       return {};
                   });
    const auto blocked = tx_.run(statements::inbox_blocked, consumer_, topic, texts);
    if (!blocked) return fail(blocked.error());
    for (const sql::Row row : *blocked)
        states[row.get<Uuid>("key")].blocked = true;
    return states;
}

Result<KeyState> InboxRows::lock_text(std::string_view topic, const std::string& key) {
    tx_.queue(statements::inbox_lock_text, consumer_, topic, key);
    const auto blocked =
        tx_.run(statements::inbox_blocked, consumer_, topic, std::vector<std::string>{key});
    if (!blocked) return fail(blocked.error());
    return KeyState{.last = 0, .blocked = !blocked->empty()};
}

void InboxRows::advance(std::string_view topic, const Moved& moved) {
    if (moved.keys.empty()) return;
    tx_.queue(statements::inbox_advance, consumer_, topic, moved.keys, moved.versions, moved.events,
              tx_.tenant(), now_);
}

void InboxRows::add_letter(const StoredMessage& stored, const Error& why, int attempts) {
    const kafka::Message& message = stored.message;
    tx_.queue(statements::dead_letter_add, new_uuid(now_), consumer_, stored.tenant, message.topic,
              message.partition, message.offset, stored_key(message.key), why.reason,
              detail_of(why), sql::Bytes{message.value}, headers_to_json(message.headers), attempts,
              now_);
}

void InboxRows::park(const StoredMessage& stored) {
    const kafka::Message& message = stored.message;
    tx_.queue(statements::parked_add, consumer_, message.topic, message.partition, message.offset,
              stored_key(message.key), stored.tenant, sql::Bytes{message.value},
              headers_to_json(message.headers));
}

Result<std::optional<StoredLetter>> InboxRows::letter(const Uuid& id) {
    const auto rows = tx_.run(statements::dead_letter_get, consumer_, id);
    if (!rows) return fail(rows.error());
    if (rows->empty()) return std::optional<StoredLetter>{};
    const sql::Row row = (*rows)[0];
    return StoredLetter{message_of(row, row.get<std::string>("topic"), row.get<std::string>("key")),
                        row.get<std::string>("state"), !row.is_null("settled_why")};
}

Result<std::optional<StoredMessage>> InboxRows::first_parked(const StoredLetter& behind) {
    const kafka::Message& letter = behind.stored.message;
    const auto rows = tx_.run(statements::parked_next, consumer_, letter.topic, letter.key);
    if (!rows) return fail(rows.error());
    if (rows->empty()) return std::optional<StoredMessage>{};
    return message_of((*rows)[0], letter.topic, letter.key);
}

void InboxRows::unpark(const kafka::Message& message) {
    tx_.queue(statements::parked_remove, consumer_, message.topic, message.partition,
              message.offset);
}

void InboxRows::give_up(const Uuid& letter, const std::string& actor, const std::string& reason) {
    tx_.queue(statements::dead_letter_give_up, letter, actor, reason);
}

void InboxRows::settle(const Uuid& letter, const std::string& actor) {
    tx_.queue(statements::dead_letter_settle, letter, actor);
}

void InboxRows::count_try(const Uuid& letter, const Error& why) {
    tx_.queue(statements::dead_letter_tried, letter, why.reason, detail_of(why));
}

}  // namespace hearth::outbox
