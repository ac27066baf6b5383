#include "services/contact/storage/interaction_rows.hpp"

#include "services/contact/storage/columns.hpp"

namespace hearth::contact {
namespace {

template <typename Made, typename Column>
void interaction_columns(Made& interaction, Column&& column) {
    column("interaction_id", interaction.uid);
    column("channel", interaction.channel);
    column("message_id", interaction.message_id);
    column("direction", interaction.direction);
    column("from_address", interaction.from);
    column("to_address", interaction.to);
    column("body", interaction.text);
    column("draft", interaction.draft);
    column("request_id", interaction.request);
    column("party_id", interaction.party);
    column("reason", interaction.reason);
    column("outcome", interaction.outcome);
    column("agent", interaction.agent);
    column("relation", interaction.relation);
    column("recording", interaction.recording);
    column("answer_zh", interaction.answer_zh);
    column("answer_en", interaction.answer_en);
    column("menu_class", interaction.menu_class);
    column("call_back_at", interaction.call_back_at);
    column("call_backs", interaction.call_backs);
    column("observed_at", interaction.observed);
    column("created_at", interaction.created);
    column("completed_at", interaction.completed);
    column("version", interaction.version);
}

}  // namespace

Json to_row(int tenant, const Interaction& interaction) {
    WrittenRow row{tenant};
    interaction_columns(interaction, row);
    return std::move(row.json);
}

Interaction read_interaction(const sql::Row& row) {
    Interaction read;
    interaction_columns(read, ReadRow{row});
    return read;
}

std::vector<Interaction> read_interactions(const std::string& text) {
    std::vector<Interaction> all;
    for (const Json& json : Json::parse(text))
        interaction_columns(all.emplace_back(), JsonRow{json});
    return all;
}

}  // namespace hearth::contact
