#include "services/contact/domain/message.hpp"

#include <algorithm>

#include "libs/core/utf8.hpp"
#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact {

namespace {

/// A text as words are looked for in it.
struct Letters {
    std::string text;                  ///< without marks
    std::vector<std::size_t> borders;  ///< places in it where marks stood, rising
};

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Range {
    char32_t first;
    char32_t last;
};

/// Punctuation and spaces, invisible ones too.
bool is_mark(char32_t letter) {
    constexpr Range kLetters[] = {{'0', '9'}, {'a', 'z'}};
    constexpr Range kMarks[] = {{0, 0xBF},        {0x2000, 0x206F}, {0x3000, 0x3004},
                                {0x3008, 0x303F}, {0xFE00, 0xFE4F}, {0xFEFF, 0xFEFF},
                                {0xFF5F, 0xFF65}, {0x30FB, 0x30FB}};
    const auto holds = [&](const Range& range) {
        return letter >= range.first && letter <= range.last;
    };
    return std::none_of(std::begin(kLetters), std::end(kLetters), holds) &&
           std::any_of(std::begin(kMarks), std::end(kMarks), holds);
}

/// Full-width ASCII as plain, capitals as small.
char32_t folded(char32_t letter) {
    if (letter >= 0xFF01 && letter <= 0xFF5E) letter = letter - 0xFF01 + 0x21;
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

Letters letters_of(std::string_view text) {
    Letters letters;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t letter = folded(take_code_point(text, at));
        // A byte that begins no character is kept as it came.
        const bool broken = at == begin + 1 && static_cast<unsigned char>(text[begin]) >= 0x80U;
        if (!broken && is_mark(letter)) {
            if (letters.borders.empty() || letters.borders.back() != letters.text.size())
                letters.borders.push_back(letters.text.size());
        } else if (letter < 0x80) {
            letters.text += static_cast<char>(letter);
        } else {
            letters.text += text.substr(begin, at - begin);
        }
    }
    return letters;
}

std::vector<Span> spans_of(std::string_view text, const std::vector<std::string>& words) {
    std::vector<Span> spans;
    for (const std::string& word : words) {
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
            spans.push_back({at, at + word.size()});
    }
    return spans;
}

bool covers(const Span& whole, const Span& part) {
    return whole.begin <= part.begin && part.end <= whole.end;
}

bool meet(const Span& one, const Span& other) {
    return one.begin < other.end && other.begin < one.end;
}

template <typename Fits>
bool any(const std::vector<Span>& spans, Fits fits) {
    return std::any_of(spans.begin(), spans.end(), fits);
}

bool is_broken(const Span& span, const std::vector<std::size_t>& borders) {
    return std::any_of(borders.begin(), borders.end(), [&](std::size_t border) {
        return span.begin < border && border < span.end;
    });
}

/// The exceptions that can be read in no other way.
std::vector<Span> exceptions_in(const Letters& letters, const WordSet& words,
                                const std::vector<Span>& nouns) {
    std::vector<Span> exceptions = spans_of(letters.text, words.except);
    if (exceptions.empty()) return exceptions;
    const std::vector<Span> others = spans_of(letters.text, words.unless);
    std::erase_if(exceptions, [&](const Span& one) {
        return is_broken(one, letters.borders) ||
               any(others, [&](const Span& other) { return meet(one, other); }) ||
               any(nouns, [&](const Span& noun) { return meet(one, noun) && !covers(one, noun); });
    });
    return exceptions;
}

bool says(const Letters& letters, const WordSet& words) {
    const std::vector<Span> phrases = spans_of(letters.text, words.phrases);
    std::vector<Span> nouns = spans_of(letters.text, words.nouns);
    if (phrases.empty() && nouns.empty()) return false;
    const std::vector<Span> exceptions = exceptions_in(letters, words, nouns);
    const auto is_excepted = [&](const Span& span) {
        return any(exceptions, [&](const Span& one) { return covers(one, span); });
    };
    if (!std::all_of(phrases.begin(), phrases.end(), is_excepted)) return true;
    std::erase_if(nouns, is_excepted);
    return !nouns.empty() && any(spans_of(letters.text, words.signs), [&](const Span& sign) {
        return !is_excepted(sign) ||
               any(nouns, [&](const Span& noun) { return noun.end == sign.begin; });
    });
}

/// True when the text tells of it; then the meaning has its language and safety answers.
bool tells(const Letters& text, const Spoken& spoken, Meaning& meaning) {
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

Meaning report_in(const Catalogue& catalogue, const Letters& text) {
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

bool share(const SafetyAnswers& one, const SafetyAnswers& other) {
    return (one.person_hurt && other.person_hurt) || (one.fire_or_gas && other.fire_or_gas) ||
           (one.fallen_or_open && other.fallen_or_open) ||
           (one.damage_spreading && other.damage_spreading);
}

SafetyAnswers without(const SafetyAnswers& all, const SafetyAnswers& less) {
    return {all.person_hurt && !less.person_hurt, all.fire_or_gas && !less.fire_or_gas,
            all.fallen_or_open && !less.fallen_or_open,
            all.damage_spreading && !less.damage_spreading};
}

}  // namespace

std::string plain(std::string_view text) {
    return letters_of(text).text;
}

bool has_marks_within(std::string_view text) {
    const Letters letters = letters_of(text);
    return is_broken({0, letters.text.size()}, letters.borders);
}

bool Meaning::is_hazard() const {
    return hazard != nullptr || (!classes.empty() && is_to_life(classes.front()));
}

Meaning read_message(const Catalogue& catalogue, std::string_view text) {
    const Letters words = letters_of(text);
    Meaning report = report_in(catalogue, words);
    if (report.is_hazard()) return report;
    if (const auto reply = catalogue.replies.find(words.text); reply != catalogue.replies.end()) {
        Meaning meaning;
        meaning.kind = reply->second;
        return meaning;
    }
    return report;
}

std::vector<const SpokenHazard*> hazards_beside(const Catalogue& catalogue,
                                                const SpokenHazard* told,
                                                const SafetyAnswers& answers,
                                                const std::vector<const RequestClass*>& reported) {
    SafetyAnswers left = answers;
    for (const RequestClass* one : reported) {
        if (is_to_life(one)) left = without(left, one->spoken.safety);
    }
    // Who is hurt where a hazard to life alone is reported is hurt by that.
    if (!reported.empty() && std::all_of(reported.begin(), reported.end(), is_to_life))
        left.person_hurt = false;
    std::vector<const SpokenHazard*> beside;
    for (const SpokenHazard& hazard : catalogue.hazards) {
        if (&hazard == told || share(hazard.spoken.safety, left)) beside.push_back(&hazard);
    }
    return beside;
}

}  // namespace hearth::contact
