#include "services/contact/main/catalogue_files.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "libs/config/config.hpp"
#include "libs/words/words.hpp"
#include "services/contact/main/faults.hpp"
#include "services/contact/main/message_words.hpp"

namespace hearth::contact {
namespace {

StepDefinition read_step(const config::Section& section, const std::string& id, Faults& faults) {
    const std::string path = "steps." + id;
    StepDefinition step;
    step.id = id;
    step.owner = section.required_text("owner");
    expect_word({path + ".owner", "BAD_VALUE", "is contact, dispatch or parts"}, step.owner,
                {"contact", "dispatch", "parts"}, faults);
    const std::string when = section.text("auto", "");
    if (!when.empty() && when != "known")
        faults.push_back({path + ".auto", "BAD_VALUE", "is known, or nothing"});
    step.done_when_known = when == "known";
    step.how = section.text("how", "");
    if (!step.how.empty() && step.how != "ask" && step.how != "crew_evidence")
        faults.push_back({path + ".how", "BAD_VALUE", "is ask or crew_evidence"});
    step.evidence = section.list("evidence", {});
    step.quiet = section.duration("quiet", {});
    step.tries = section.integer("tries", 0, 0, 20);
    step.every = section.duration("every", {});
    if (step.tries > 0 && step.every <= Duration{0})
        faults.push_back({path + ".every", "REQUIRED", "is required beside tries"});
    step.attempts = section.integer("attempts", 1, 1, 100);
    step.stuck_after = section.duration("stuck_after", {});
    step.resolves = section.flag("resolves", false);
    step.on_still_out = section.text("on_still_out", "");
    return step;
}

EvidenceRule read_evidence(const config::Section& section, const std::string& name,
                           Faults& faults) {
    const std::string path = "evidence." + name;
    EvidenceRule rule;
    rule.name = name;
    const std::string kind = section.required_text("kind");
    expect_word({path + ".kind", "BAD_VALUE", "is number or choice"}, kind, {"number", "choice"},
                faults);
    if (kind == "number") {
        constexpr double kMost = 1e9;
        rule.unit = section.required_text("unit");
        rule.least = section.number("least", 0, -kMost, kMost);
        if (section.text("most", "").empty())
            faults.push_back({path + ".most", "REQUIRED", "is required of a number"});
        rule.most = section.number("most", 0, -kMost, kMost);
        if (rule.most < rule.least)
            faults.push_back({path + ".most", "BAD_VALUE", "is not below least"});
    } else {
        rule.one_of = section.list("one_of", {});
        if (rule.one_of.empty())
            faults.push_back({path + ".one_of", "REQUIRED", "is required of a choice"});
    }
    rule.asked_by = section.list("asked_by", {});
    if (rule.asked_by.empty())
        faults.push_back({path + ".asked_by", "REQUIRED", "names a word of the crew"});
    for (const std::string& word : rule.asked_by)
        expect_word({path + ".asked_by", "BAD_VALUE", "is made_safe, done or no_fault_found"}, word,
                    {"made_safe", "done", "no_fault_found"}, faults);
    return rule;
}

void check_steps(const RequestClass& definition, Faults& faults) {
    if (definition.steps.empty()) faults.push_back({"steps", "REQUIRED", "needs a step"});
    const auto resolving = std::count_if(definition.steps.begin(), definition.steps.end(),
                                         [](const StepDefinition& step) { return step.resolves; });
    if (resolving != 1) faults.push_back({"steps", "BAD_VALUE", "exactly one step resolves"});
    for (const StepDefinition& step : definition.steps) {
        if (!step.on_still_out.empty() && definition.find_step(step.on_still_out) == nullptr)
            faults.push_back(
                {"steps." + step.id + ".on_still_out", "UNKNOWN_STEP", "names no step"});
        if (step.how == "crew_evidence" && step.evidence.empty())
            faults.push_back({"steps." + step.id + ".evidence", "REQUIRED", "is what it judges"});
        for (const std::string& name : step.evidence) {
            if (definition.find_evidence(name) == nullptr)
                faults.push_back({"steps." + step.id + ".evidence", "UNKNOWN_EVIDENCE",
                                  "the class has no evidence " + name});
        }
    }
}

RequestClass read_definition(const config::Section& root, Faults& faults) {
    RequestClass definition;
    definition.name = root.required_text("class");
    definition.edition = root.integer("edition", 1, 1, 100000);
    definition.title_zh = root.section("title").required_text("zh");
    definition.title_en = root.section("title").required_text("en");
    definition.commodity = root.text("commodity", "");
    if (!definition.commodity.empty())
        expect_word({"commodity", "BAD_VALUE", "is electricity, gas or water"},
                    definition.commodity, {"electricity", "gas", "water"}, faults);
    definition.natural_key = root.list("natural_key", {});
    for (const std::string& part : definition.natural_key) {
        if (part != "premise")
            faults.push_back({"natural_key", "BAD_VALUE", "knows only premise, not " + part});
    }
    definition.hazard = root.required_text("hazard");
    expect_word({"hazard", "BAD_VALUE", "is none, property, life or from_triage"},
                definition.hazard, {"none", "property", "life", "from_triage"}, faults);
    definition.by_place = root.flag("by_place", false);
    definition.cleared_by = root.text("cleared_by", "");
    expect_word(
        {"cleared_by", "BAD_VALUE", "is on_site, made_safe, supply_back, work_done or resolved"},
        definition.cleared_by, {"on_site", "made_safe", "supply_back", "work_done", "resolved"},
        faults);
    if (definition.cleared_by == "resolved" && definition.hazard != "none")
        faults.push_back(
            {"cleared_by", "BAD_VALUE", "resolved is no word of a crew, by which a hazard ends"});
    definition.profile = root.required_text("profile");
    definition.clocks = root.list("clocks", {});
    const config::Section promises = root.section("promises");
    for (const std::string& kind : promises.keys()) {
        definition.promises.push_back({kind, promises.text(kind, "")});
        const auto& clocks = definition.clocks;
        if (std::find(clocks.begin(), clocks.end(), definition.promises.back().clock) ==
            clocks.end())
            faults.push_back({"promises." + kind, "UNKNOWN_CLOCK", "is none of the clocks"});
    }
    definition.triage = root.list("triage", {});
    for (const std::string& question : definition.triage)
        expect_word(
            {"triage", "BAD_VALUE",
             question + " is none of only_you_or_more, since_when, came_back, supply_state"},
            question, {"only_you_or_more", "since_when", "came_back", "supply_state"}, faults);
    definition.reopen_within = root.duration("reopen_within", std::chrono::hours{72});
    definition.promise_slack = root.duration("promise_slack", {});
    definition.accepted_template = root.text("accepted", "");
    const config::Section near = root.section("near");
    definition.near_m = near.number("distance_m", 0, 0, 100000);
    definition.near_within = near.duration("within", {});
    const config::Section evidence = root.section("evidence");
    for (const std::string& name : evidence.keys())
        definition.evidence.push_back(read_evidence(evidence.section(name), name, faults));
    const config::Section steps = root.section("steps");
    for (const std::string& id : steps.keys())
        definition.steps.push_back(read_step(steps.section(id), id, faults));
    check_steps(definition, faults);
    if (!definition.has_work() && !definition.has_parts()) {
        const config::Section classes = root.section("hazard_classes");
        definition.hazard_classes = {classes.text("person_hurt", ""),
                                     classes.text("fire_or_gas", ""),
                                     classes.text("fallen_or_open", "")};
    }
    if (definition.accepted_template.empty() && !definition.has_parts())
        faults.push_back({"accepted", "REQUIRED", "is required"});
    return definition;
}

bool has_clock(const Profile& edition, const std::string& clock) {
    return std::any_of(edition.rules.begin(), edition.rules.end(),
                       [&](const ClockRule& rule) { return rule.clock == clock; });
}

Result<RequestClass> load_definition(const std::string& file, const Catalogue& catalogue) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    Faults faults;
    RequestClass definition = read_definition(source->root(), faults);
    definition.spoken = read_spoken(source->root().section("words"), "words", faults);
    const auto profile = catalogue.profiles.find(definition.profile);
    if (profile == catalogue.profiles.end()) {
        faults.push_back(
            {"profile", "UNKNOWN_PROFILE", "there is no profile " + definition.profile});
    } else {
        for (const std::string& clock : definition.clocks) {
            const auto& editions = profile->second.editions;
            const bool known =
                std::any_of(editions.begin(), editions.end(),
                            [&](const Profile& edition) { return has_clock(edition, clock); });
            if (!known)
                faults.push_back({"clocks", "UNKNOWN_CLOCK", "the profile has no clock " + clock});
        }
    }
    for (const auto& [language, words] : catalogue.words) {
        if (!definition.accepted_template.empty() &&
            !words.messages.contains(definition.accepted_template))
            faults.push_back(
                {"accepted", "UNKNOWN_TEMPLATE", language + " has no words of that name"});
    }
    if (auto done = finish(*source, file, std::move(faults)); !done)
        return fail(std::move(done).error());
    return definition;
}

/// No danger to life may be taken in that nobody is sent to.
void check_means(const Catalogue& catalogue, const RequestClass& definition,
                 const std::string& file, Faults& faults) {
    if (definition.has_work() || definition.has_parts()) return;
    if (definition.hazard == "life")
        faults.push_back({file + ": hazard", "BAD_VALUE", "life needs a step of dispatch"});
    const HazardClasses& classes = definition.hazard_classes;
    for (const auto& [answer, name] : {std::pair{"person_hurt", &classes.person_hurt},
                                       {"fire_or_gas", &classes.fire_or_gas},
                                       {"fallen_or_open", &classes.fallen_or_open}}) {
        const RequestClass* named = catalogue.find(*name);
        if (named == nullptr || !named->has_work())
            faults.push_back({file + ": hazard_classes." + answer, "UNKNOWN_CLASS",
                              "names a class with a step of dispatch"});
    }
}

/// What is reported from now on runs by the newest limits.
void check_clocks(const Catalogue& catalogue, const RequestClass& definition,
                  const std::string& file, Faults& faults) {
    if (catalogue.find(definition.name) != &definition) return;
    for (const std::string& clock : definition.clocks) {
        if (!has_clock(catalogue.limits_of(definition).newest(), clock))
            faults.push_back({file + ": clocks", "UNKNOWN_CLOCK",
                              "the newest edition of the profile has no clock " + clock});
    }
}

void keep_words(std::vector<words::File> files, Catalogue& catalogue) {
    for (words::File& file : files) {
        catalogue.words[file.language] = {std::move(file.lines), std::move(file.said),
                                          std::move(file.messages)};
        catalogue.words_edition = file.edition;
    }
}

/// What one class's crew must show is danger to every crew that measures it: each class gets the
/// rules of the others, asked for by no word. Of one name the first counts.
void share_evidence(Catalogue& catalogue) {
    std::vector<EvidenceRule> all;
    for (const auto& [key, definition] : catalogue.classes)
        all.insert(all.end(), definition.evidence.begin(), definition.evidence.end());
    for (auto& [key, definition] : catalogue.classes) {
        for (const EvidenceRule& rule : all) {
            if (definition.find_evidence(rule.name) != nullptr) continue;
            definition.evidence.push_back(rule);
            definition.evidence.back().asked_by.clear();
        }
    }
}

}  // namespace

std::string own_files() {
    return HEARTH_CONTACT_FILES;
}

Result<Catalogue> load_catalogue(const std::string& folder) {
    Catalogue catalogue;
    Faults faults;
    if (const auto calendars = take(load_calendars(folder + "/calendars"), faults)) {
        if (auto limits = take(load_limits(files_of(folder + "/profiles"), *calendars), faults))
            catalogue.profiles = std::move(*limits);
    }
    if (auto files = take(words::load_folder(folder + "/words"), faults))
        keep_words(std::move(*files), catalogue);
    if (auto channels = take(load_channels(folder + "/channels.yaml"), faults))
        catalogue.channels = std::move(*channels);
    if (auto messages = load_messages(folder + "/messages.yaml", catalogue); !messages)
        faults.insert(faults.end(), messages.error().fields.begin(), messages.error().fields.end());
    const auto rank = take(load_rank(folder + "/rank.yaml"), faults);
    std::map<std::string, std::pair<std::string, int>> keys;  // by file
    for (const std::string& file : files_of(folder + "/classes")) {
        auto definition = take(load_definition(file, catalogue), faults);
        if (!definition) continue;
        if (rank) {
            definition->weights = rank->weights;
            definition->critical = rank->critical;
        }
        const std::pair key{definition->name, definition->edition};
        keys[file] = key;
        if (!catalogue.classes.emplace(key, std::move(*definition)).second)
            faults.push_back(
                {file + ": edition", "REPEATED", "this edition of the class stands twice"});
    }
    const bool whole = faults.empty();
    for (const auto& [file, key] : keys) {
        if (!whole) break;
        check_means(catalogue, catalogue.classes.at(key), file, faults);
        check_clocks(catalogue, catalogue.classes.at(key), file, faults);
    }
    if (catalogue.classes.empty() && faults.empty())
        faults.push_back({folder + "/classes", "REQUIRED", "there is no class"});
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    share_evidence(catalogue);
    return catalogue;
}

}  // namespace hearth::contact
