#include "services/contact/domain/message.hpp"

#include <algorithm>

#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact {

std::string plain(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i]);
        // U+FF01 to U+FF5E are ASCII 0x21 to 0x7E in three bytes: EF BC 81 … EF BD 9E.
        if (byte == 0xEF && i + 2 < text.size()) {
            const auto second = static_cast<unsigned char>(text[i + 1]);
            const auto third = static_cast<unsigned char>(text[i + 2]);
            const unsigned code = ((second & 0x3FU) << 6U) | (third & 0x3FU) | 0xF000U;
            if (code >= 0xFF01 && code <= 0xFF5E) {
                byte = static_cast<unsigned char>(code - 0xFF01 + 0x21);
                i += 2;
            }
        }
        const bool letter =
            (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
        if (byte >= 'A' && byte <= 'Z') {
            result += static_cast<char>(byte - 'A' + 'a');
        } else if (letter) {
            result += static_cast<char>(byte);
        }
    }
    // The Chinese full stop and comma.
    for (const std::string_view mark : {"。", "、"}) {
        for (auto at = result.find(mark); at != std::string::npos; at = result.find(mark))
            result.erase(at, mark.size());
    }
    return result;
}

namespace {

bool says_any(std::string_view text, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return text.find(word) != std::string_view::npos;
    });
}

bool says(const std::string& text, const WordSet& words) {
    if (says_any(text, words.phrases)) return true;
    std::string left = text;
    for (const std::string& other : words.except) {
        for (auto at = left.find(other); at != std::string::npos; at = left.find(other))
            left.erase(at, other.size());
    }
    return says_any(left, words.nouns) && says_any(left, words.signs);
}

/// True when the text tells of it; then the meaning has its language and safety answers.
bool tells(const std::string& text, const Spoken& spoken, Meaning& meaning) {
    for (const auto& [language, words] : spoken.words) {
        if (!says(text, words)) continue;
        if (meaning.language.empty()) meaning.language = language;
        meaning.safety = either(meaning.safety, spoken.safety);
        return true;
    }
    return false;
}

bool is_to_life(const RequestClass* definition) {
    return definition->hazard == "life";
}

Meaning report_in(const Catalogue& catalogue, const std::string& text) {
    Meaning meaning;
    for (const SpokenHazard& hazard : catalogue.hazards) {
        if (tells(text, hazard.spoken, meaning) && meaning.hazard == nullptr)
            meaning.hazard = &hazard;
    }
    for (const auto& [key, definition] : catalogue.classes) {
        const bool newest = catalogue.find(key.first) == &definition;
        if (newest && tells(text, definition.spoken, meaning))
            meaning.classes.push_back(&definition);
    }
    std::stable_partition(meaning.classes.begin(), meaning.classes.end(), is_to_life);
    const bool any = meaning.hazard != nullptr || !meaning.classes.empty();
    if (any) meaning.kind = Meaning::Kind::kReport;
    return meaning;
}

}  // namespace

bool Meaning::is_hazard() const {
    return hazard != nullptr || (!classes.empty() && is_to_life(classes.front()));
}

Meaning read_message(const Catalogue& catalogue, std::string_view text) {
    const std::string words = plain(text);
    Meaning report = report_in(catalogue, words);
    if (report.is_hazard()) return report;
    if (const auto reply = catalogue.replies.find(words); reply != catalogue.replies.end()) {
        Meaning meaning;
        meaning.kind = reply->second;
        return meaning;
    }
    return report;
}

}  // namespace hearth::contact
