#include "services/contact/storage/json.hpp"
#include "services/contact/storage/rows.hpp"

namespace hearth::contact {
namespace {

template <typename T>
std::optional<T> maybe(const sql::Row& row, std::string_view column) {
    return row.get<std::optional<T>>(column);
}

}  // namespace

Json to_row(int tenant, const Interaction& interaction) {
    return {{"tenant_id", tenant},
            {"uid", json_of(interaction.uid)},
            {"channel", interaction.channel},
            {"message_id", interaction.message_id},
            {"direction", interaction.direction},
            {"from_address", interaction.from},
            {"to_address", interaction.to},
            {"body", interaction.text},
            {"draft", interaction.draft},
            {"request", json_of(interaction.request)},
            {"party", json_of(interaction.party)},
            {"reason", interaction.reason},
            {"outcome", interaction.outcome},
            {"agent", interaction.agent},
            {"relation", interaction.relation},
            {"recording", interaction.recording},
            {"answer_zh", interaction.answer_zh},
            {"answer_en", interaction.answer_en},
            {"menu_class", interaction.menu_class},
            {"call_back_at", json_of(interaction.call_back_at)},
            {"call_backs", interaction.call_backs},
            {"observed_at", json_of(interaction.observed)},
            {"created_at", json_of(interaction.created)},
            {"completed_at", json_of(interaction.completed)},
            {"version", interaction.version}};
}

Interaction read_interaction(const sql::Row& row) {
    Interaction read;
    read.uid = row.get<Uuid>("uid");
    read.channel = row.get<std::string>("channel");
    read.message_id = row.get<std::string>("message_id");
    read.direction = row.get<std::string>("direction");
    read.from = row.get<std::string>("from_address");
    read.to = row.get<std::string>("to_address");
    read.text = row.get<std::string>("body");
    read.draft = row.get<bool>("draft");
    read.request = maybe<Uuid>(row, "request");
    read.party = maybe<Uuid>(row, "party");
    read.reason = row.get<std::string>("reason");
    read.outcome = row.get<std::string>("outcome");
    read.agent = row.get<std::string>("agent");
    read.relation = row.get<std::string>("relation");
    read.recording = row.get<std::string>("recording");
    read.answer_zh = row.get<std::string>("answer_zh");
    read.answer_en = row.get<std::string>("answer_en");
    read.menu_class = row.get<std::string>("menu_class");
    read.call_back_at = maybe<Instant>(row, "call_back_at");
    read.call_backs = row.get<std::int32_t>("call_backs");
    read.observed = row.get<Instant>("observed_at");
    read.created = row.get<Instant>("created_at");
    read.completed = maybe<Instant>(row, "completed_at");
    read.version = row.get<std::int64_t>("version");
    return read;
}

std::vector<Interaction> read_interactions(const std::string& text) {
    std::vector<Interaction> all;
    for (const Json& json : Json::parse(text)) {
        Interaction read;
        read.uid = uuid_of(json, "uid");
        read.channel = text_of(json, "channel");
        read.message_id = text_of(json, "message_id");
        read.direction = text_of(json, "direction");
        read.from = text_of(json, "from_address");
        read.to = text_of(json, "to_address");
        read.text = text_of(json, "body");
        read.draft = json.at("draft").get<bool>();
        read.request = maybe_uuid(json, "request");
        read.party = maybe_uuid(json, "party");
        read.reason = text_of(json, "reason");
        read.outcome = text_of(json, "outcome");
        read.agent = text_of(json, "agent");
        read.relation = text_of(json, "relation");
        read.recording = text_of(json, "recording");
        read.answer_zh = text_of(json, "answer_zh");
        read.answer_en = text_of(json, "answer_en");
        read.observed = instant_of(json, "observed_at");
        read.created = instant_of(json, "created_at");
        read.completed = maybe_instant(json, "completed_at");
        read.version = json.at("version").get<std::int64_t>();
        all.push_back(std::move(read));
    }
    return all;
}

Json to_row(int tenant, const Notice& notice) {
    return {{"tenant_id", tenant},
            {"uid", json_of(notice.uid)},
            {"request", json_of(notice.request)},
            {"party", json_of(notice.party)},
            {"recipient", notice.recipient},
            {"address", notice.address},
            {"template", notice.template_name},
            {"template_version", notice.template_version},
            {"language", notice.language},
            {"body", notice.text},
            {"urgent", notice.urgent},
            {"state", static_cast<int>(notice.state)},
            {"reason", notice.reason},
            {"cause", notice.cause},
            {"send_after_at", json_of(notice.send_after)},
            {"created_at", json_of(notice.created)},
            {"sent_at", json_of(notice.sent)},
            {"delivered_at", json_of(notice.delivered)},
            {"version", notice.version}};
}

Notice read_notice(const sql::Row& row) {
    Notice read;
    read.uid = row.get<Uuid>("uid");
    read.request = maybe<Uuid>(row, "request");
    read.party = maybe<Uuid>(row, "party");
    read.recipient = row.get<std::string>("recipient");
    read.address = row.get<std::string>("address");
    read.template_name = row.get<std::string>("template");
    read.template_version = row.get<std::int32_t>("template_version");
    read.language = row.get<std::string>("language");
    read.text = row.get<std::string>("body");
    read.urgent = row.get<bool>("urgent");
    read.state = static_cast<NoticeState>(row.get<std::int32_t>("state"));
    read.reason = row.get<std::string>("reason");
    read.cause = row.get<std::string>("cause");
    read.send_after = maybe<Instant>(row, "send_after_at");
    read.created = row.get<Instant>("created_at");
    read.sent = maybe<Instant>(row, "sent_at");
    read.delivered = maybe<Instant>(row, "delivered_at");
    read.version = row.get<std::int64_t>("version");
    return read;
}

NoticeAttempt read_attempt(const sql::Row& row) {
    return {row.get<Uuid>("uid"),
            row.get<std::string>("channel"),
            static_cast<AttemptState>(row.get<std::int32_t>("state")),
            row.get<Instant>("started_at"),
            maybe<Instant>(row, "ended_at"),
            row.get<std::string>("detail")};
}

std::vector<Notice> read_notices(const std::string& text, const std::string& attempts) {
    std::vector<Notice> all;
    for (const Json& json : Json::parse(text)) {
        Notice read;
        read.uid = uuid_of(json, "uid");
        read.request = maybe_uuid(json, "request");
        read.party = maybe_uuid(json, "party");
        read.recipient = text_of(json, "recipient");
        read.address = text_of(json, "address");
        read.template_name = text_of(json, "template");
        read.template_version = int_of(json, "template_version");
        read.language = text_of(json, "language");
        read.text = text_of(json, "body");
        read.urgent = json.at("urgent").get<bool>();
        read.state = static_cast<NoticeState>(int_of(json, "state"));
        read.reason = text_of(json, "reason");
        read.send_after = maybe_instant(json, "send_after_at");
        read.created = instant_of(json, "created_at");
        read.sent = maybe_instant(json, "sent_at");
        read.delivered = maybe_instant(json, "delivered_at");
        read.version = json.at("version").get<std::int64_t>();
        all.push_back(std::move(read));
    }
    for (const Json& json : Json::parse(attempts)) {
        for (Notice& notice : all) {
            if (notice.uid != uuid_of(json, "notice")) continue;
            notice.attempts.push_back({uuid_of(json, "uid"), text_of(json, "channel"),
                                       static_cast<AttemptState>(int_of(json, "state")),
                                       instant_of(json, "started_at"),
                                       maybe_instant(json, "ended_at"), text_of(json, "detail")});
        }
    }
    return all;
}

}  // namespace hearth::contact
