#include "services/contact/storage/notice_rows.hpp"

#include "services/contact/storage/columns.hpp"

namespace hearth::contact {
namespace {

template <typename Made, typename Column>
void notice_columns(Made& notice, Column&& column) {
    column("notice_id", notice.uid);
    column("request_id", notice.request);
    column("party_id", notice.party);
    column("recipient", notice.recipient);
    column("address", notice.address);
    column("channel", notice.channel);
    column("template", notice.template_name);
    column("template_version", notice.template_version);
    column("language", notice.language);
    column("body", notice.text);
    column("urgent", notice.urgent);
    column("state", notice.state);
    column("reason", notice.reason);
    column("cause", notice.cause);
    column("send_after_at", notice.send_after);
    column("created_at", notice.created);
    column("sent_at", notice.sent);
    column("delivered_at", notice.delivered);
    column("version", notice.version);
}

template <typename Made, typename Column>
void attempt_columns(Made& attempt, Column&& column) {
    column("attempt_id", attempt.uid);
    column("channel", attempt.channel);
    column("state", attempt.state);
    column("started_at", attempt.started);
    column("ended_at", attempt.ended);
    column("detail", attempt.detail);
}

}  // namespace

Json to_row(int tenant, const Notice& notice) {
    WrittenRow row{tenant};
    notice_columns(notice, row);
    return std::move(row.json);
}

Json attempts_of(int tenant, const Notice& notice) {
    Json all = Json::array();
    for (std::size_t i = 0; i < notice.attempts.size(); ++i) {
        WrittenRow row{tenant};
        row("notice_id", notice.uid);
        row("position", i);
        attempt_columns(notice.attempts[i], row);
        all.push_back(std::move(row.json));
    }
    return all;
}

Notice read_notice(const sql::Row& row) {
    Notice read;
    notice_columns(read, ReadRow{row});
    return read;
}

NoticeAttempt read_attempt(const sql::Row& row) {
    NoticeAttempt read;
    attempt_columns(read, ReadRow{row});
    return read;
}

std::vector<Notice> read_notices(const std::string& text, const std::string& attempts) {
    std::vector<Notice> all;
    for (const Json& json : Json::parse(text))
        notice_columns(all.emplace_back(), JsonRow{json});
    for (const Json& json : Json::parse(attempts)) {
        for (Notice& notice : all) {
            if (to_string(notice.uid) == json.at("notice_id").get<std::string>())
                attempt_columns(notice.attempts.emplace_back(), JsonRow{json});
        }
    }
    return all;
}

}  // namespace hearth::contact
