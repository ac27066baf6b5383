#include "services/contact/domain/wording.hpp"

namespace hearth::contact {
namespace {

bool is_time(std::string_view key) {
    constexpr std::string_view kEnding = "_time";
    return key.size() > kEnding.size() && key.substr(key.size() - kEnding.size()) == kEnding;
}

std::string_view spoken(std::string_view word, const Words& words) {
    const auto known = words.said.find(word);
    return known == words.said.end() ? word : std::string_view{known->second};
}

std::string fill(std::string_view pattern, const TimelineRow& row, std::string_view title,
                 const Words& words, std::string_view zone) {
    std::string text;
    for (std::size_t from = 0; from < pattern.size();) {
        const std::size_t open = pattern.find('{', from);
        text += pattern.substr(from, open - from);
        if (open == std::string_view::npos) break;
        const std::size_t close = pattern.find('}', open);
        const std::string_view key = pattern.substr(open + 1, close - open - 1);
        const std::string_view value = key == "class" ? title : row.detail(key);
        const auto at = is_time(key) ? parse_rfc3339(value) : Result<Instant>{fail(not_found(""))};
        text += at ? local_time(*at, row.recorded, zone) : std::string{spoken(value, words)};
        from = close + 1;
    }
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

std::string line_of(const TimelineRow& row, std::string_view title, const Words& words,
                    std::string_view zone) {
    const std::string_view type = line_type(row);
    const auto line = words.lines.find(type);
    return line == words.lines.end() ? std::string{type}
                                     : fill(line->second, row, title, words, zone);
}

/// An extent that no words are known for adds nothing.
std::string summary_of(const Request& request, const std::string& title, const Words& words) {
    const auto extent = words.said.find(request.triage.extent);
    return extent == words.said.end() ? title : title + extent->second;
}

std::string two_digits(std::int64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::string local_time(Instant at, Instant now, std::string_view zone) {
    const auto local = to_local(at, zone);
    const auto today = to_local(now, zone);
    if (!local || !today) return to_rfc3339(at);
    const auto minutes = local->of_day.count();
    std::string text = two_digits(minutes / 60) + ':' + two_digits(minutes % 60);
    if (local->day == today->day) return text;
    return two_digits(unsigned{local->day.month()}) + '-' + two_digits(unsigned{local->day.day()}) +
           ' ' + text;
}

std::string_view line_type(const TimelineRow& row) {
    const std::string_view source = row.detail("source_type");
    return source.empty() ? std::string_view{row.type} : source;
}

void word_facts(std::vector<Fact>& facts, const Languages& languages,
                const RequestClass& definition, std::string_view zone) {
    for (Fact& fact : facts) {
        if (starts_work(fact.event)) {
            fact.summary_zh = summary_of(fact.after, definition.title_zh, languages.at("zh-CN"));
            fact.summary_en = summary_of(fact.after, definition.title_en, languages.at("en"));
        }
        TimelineRow& row = fact.row;
        if (!row.text_zh.empty()) continue;
        row.text_zh = line_of(row, definition.title_zh, languages.at("zh-CN"), zone);
        row.text_en = line_of(row, definition.title_en, languages.at("en"), zone);
    }
}

}  // namespace hearth::contact
