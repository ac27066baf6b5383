#include "services/contact/main/message_words.hpp"

#include <algorithm>
#include <utility>

namespace hearth::contact {
namespace {

using Kind = Meaning::Kind;

constexpr const char* kLanguages[] = {"zh-CN", "en"};  // those of words/

std::vector<std::string> read_words(const config::Section& section, const std::string& path,
                                    const std::string& key, Faults& faults) {
    std::vector<std::string> words;
    for (const std::string& written : section.list(key, {})) {
        words.push_back(plain(written));
        if (words.back().empty())
            faults.push_back({path + "." + key, "BAD_VALUE", "has a word of no letter"});
    }
    return words;
}

WordSet read_set(const config::Section& section, const std::string& path, Faults& faults) {
    WordSet set;
    set.phrases = read_words(section, path, "phrases", faults);
    set.nouns = read_words(section, path, "nouns", faults);
    set.signs = read_words(section, path, "signs", faults);
    set.except = read_words(section, path, "except", faults);
    set.unless = read_words(section, path, "unless", faults);
    for (const std::string& written : section.list("except", {})) {
        if (has_marks_within(written))
            faults.push_back({path + ".except", "BAD_VALUE", "is broken by a mark: " + written});
    }
    if (set.except.empty() && !set.unless.empty())
        faults.push_back({path + ".unless", "NOT_ALLOWED", "needs except"});
    if (set.nouns.empty() != set.signs.empty())
        faults.push_back({path, "REQUIRED", "needs nouns and signs together"});
    if (set.phrases.empty() && set.nouns.empty())
        faults.push_back({path, "REQUIRED", "needs phrases, or nouns and signs"});
    return set;
}

SafetyAnswers read_safety(const config::Section& section, const std::string& path, Faults& faults) {
    SafetyAnswers answers;
    const std::pair<std::string_view, bool*> known[] = {
        {"person_hurt", &answers.person_hurt},
        {"fire_or_gas", &answers.fire_or_gas},
        {"fallen_or_open", &answers.fallen_or_open},
        {"damage_spreading", &answers.damage_spreading}};
    for (const std::string& word : section.list("safety", {})) {
        bool found = false;
        for (const auto& [name, answer] : known) {
            if (name == word) found = *answer = true;
        }
        if (!found)
            faults.push_back({path + ".safety", "BAD_VALUE", "is no safety answer: " + word});
    }
    return answers;
}

void read_replies(const config::Section& section, Catalogue& catalogue, Faults& faults) {
    for (const auto& [key, kind] : {std::pair{"progress", Kind::kProgress},
                                    {"still_out", Kind::kStillOut},
                                    {"supply_back", Kind::kSupplyBack},
                                    {"taken_back", Kind::kTakenBack},
                                    {"opt_out", Kind::kOptOut},
                                    {"opt_in", Kind::kOptIn}}) {
        for (const std::string& word : read_words(section, "replies", key, faults)) {
            if (!catalogue.replies.emplace(word, kind).second)
                faults.push_back({std::string{"replies."} + key, "REPEATED", "has twice " + word});
        }
    }
}

void read_hazards(const config::Section& all, Catalogue& catalogue, Faults& faults) {
    for (const std::string& name : all.keys()) {
        const config::Section section = all.section(name);
        SpokenHazard hazard{name, section.required_text("tell"), {}};
        for (const auto& [language, words] : catalogue.words) {
            if (!words.messages.contains(hazard.template_name))
                faults.push_back({"hazards." + name + ".tell", "UNKNOWN_TEMPLATE",
                                  language + " has no words of that name"});
        }
        const config::Section words = section.section("words");
        hazard.spoken = read_spoken(words, "hazards." + name + ".words", faults);
        if (words.list("safety", {}).empty())
            faults.push_back({"hazards." + name + ".words.safety", "REQUIRED",
                              "names the safety question that they answer"});
        catalogue.hazards.push_back(std::move(hazard));
    }
}

}  // namespace

Spoken read_spoken(const config::Section& section, const std::string& path, Faults& faults) {
    Spoken spoken;
    spoken.safety = read_safety(section, path, faults);
    const auto keys = section.keys();
    for (const char* language : kLanguages) {
        if (std::find(keys.begin(), keys.end(), language) == keys.end()) continue;
        spoken.words[language] = read_set(section.section(language), path + "." + language, faults);
    }
    return spoken;
}

Result<void> load_messages(const std::string& file, Catalogue& catalogue) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    const config::Section root = source->root();
    (void)root.integer("edition", 1, 1, 100000);
    Faults faults;
    read_replies(root.section("replies"), catalogue, faults);
    read_hazards(root.section("hazards"), catalogue, faults);
    return finish(*source, file, std::move(faults));
}

}  // namespace hearth::contact
