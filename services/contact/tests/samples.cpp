#include "services/contact/tests/samples.hpp"

#include <stdexcept>

#include "services/contact/main/catalogue_files.hpp"

namespace hearth::contact::samples {

std::string files() {
    return own_files();
}

const Catalogue& catalogue() {
    static const Catalogue loaded = [] {
        auto read = load_catalogue(files());
        if (!read)
            throw std::runtime_error{read.error().fields.front().field + " " +
                                     read.error().fields.front().message};
        return std::move(*read);
    }();
    return loaded;
}

Roster roster() {
    using std::chrono::minutes;
    return {"Asia/Shanghai",
            {{"A1", "甲", "One", {"intake"}},
             {"A2", "乙", "Two", {"intake", "lead"}},
             {"A3", "丙", "Three", {"lead"}}},
            {{"A1", "intake", {1, 2, 3, 4, 5}, minutes{480}, minutes{1200}},
             {"A2", "intake", {2}, minutes{1200}, minutes{480}},
             {"A3", "lead", {1, 2, 3, 4, 5, 6, 7}, minutes{480}, minutes{1080}}}};
}

Report report(const std::string& premise_name) {
    Report result;
    result.place.premise = named_uuid("premise", premise_name);
    result.place.service_point = named_uuid("service_point", premise_name);
    result.place.node = named_uuid("node", "t1");
    result.place.place_class = "city";
    result.place.supply_state = "on";
    result.reporter.party = named_uuid("party", premise_name);
    result.observed = ten();
    result.interaction = "interactions/" + to_string(named_uuid("interaction", premise_name));
    return result;
}

Case::Case(const std::string& request_class, Instant now)
    : definition(catalogue().find(request_class)) {
    request.uid = new_uuid(now);
    request.number = "R-42";
    take(request, "A1", roster(), now);
}

void Case::keep(const Change& change) {
    std::vector<Fact> worded = change.facts;
    word_facts(worded, catalogue().words, *definition, limits().newest().zone);
    facts.insert(facts.end(), worded.begin(), worded.end());
    notices.insert(notices.end(), change.notices.begin(), change.notices.end());
}

std::string Case::types(std::size_t from) const {
    std::string all;
    for (std::size_t i = from; i < facts.size(); ++i)
        all += (all.empty() ? "" : " ") + facts[i].row.type;
    return all;
}

std::string Case::state(std::string_view step) const {
    const Step* run = request.step(step);
    if (run == nullptr) return "none";
    return std::string{name_of(run->state)} + ' ' + std::to_string(run->attempt);
}

}  // namespace hearth::contact::samples
