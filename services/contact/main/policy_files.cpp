#include <algorithm>
#include <utility>

#include "libs/config/config.hpp"
#include "services/contact/domain/triage.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/main/faults.hpp"

namespace hearth::contact {
namespace {

/// What `is` and `is_not` of a `Weight` or a `Trait` say.
template <typename Row>
void read_words(const config::Section& section, const std::string& path, Row& row, Faults& faults) {
    row.is = section.list("is", {});
    row.is_not = section.list("is_not", {});
    if (row.is.empty() == row.is_not.empty())
        faults.push_back({path + ".is", "REQUIRED", "either this or is_not is required"});
    // One that is misspelt would never fit, and say nothing.
    const std::string known = ' ' + words_of_request(row.of) + ' ';
    for (const auto* key : {"is", "is_not"}) {
        for (const std::string& word : section.list(key, {})) {
            if (is_word_of_request(row.of) && known.find(' ' + word + ' ') == std::string::npos)
                faults.push_back({path + '.' + key, "UNKNOWN_VALUE",
                                  word + " is none of" + known.substr(0, known.size() - 1)});
        }
    }
}

Weight read_weight(const config::Section& section, const std::string& path, Faults& faults) {
    Weight weight;
    weight.of = section.required_text("of");
    const bool counted = is_counted(weight.of);
    if (!counted && !weight.of.empty() && !is_word_of_request(weight.of))
        faults.push_back({path + ".of", "UNKNOWN_VALUE", "is no word or count of a request"});
    if (counted) {
        weight.at_most = section.integer("at_most", 0, 1, 1000);
        if (weight.at_most == 0) faults.push_back({path + ".at_most", "REQUIRED", "is required"});
    } else {
        read_words(section, path, weight, faults);
    }
    weight.points = section.integer("points", 0, -1000, 1000);
    if (weight.points == 0) faults.push_back({path + ".points", "REQUIRED", "is required"});
    return weight;
}

Trait read_trait(const config::Section& section, const std::string& path, Faults& faults) {
    Trait trait;
    trait.of = section.required_text("of");
    if (!trait.of.empty() && !is_word_of_request(trait.of))
        faults.push_back({path + ".of", "UNKNOWN_VALUE", "is no word of a request"});
    read_words(section, path, trait, faults);
    return trait;
}

Channel read_channel(const config::Section& rows, const std::string& name, Faults& faults) {
    const config::Section section = rows.section(name);
    Channel channel{name, section.flag("reads", false), section.text("reaches", ""),
                    section.required_text("carries"), rows.place(name)};
    for (const auto& [key, kind] :
         {std::pair{"carries", channel.carries}, {"reaches", channel.reaches}}) {
        if (kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos)
            faults.push_back({"channels." + name + "." + key, "BAD_VALUE",
                              "is phone, email or a scheme in small letters"});
    }
    return channel;
}

}  // namespace

Result<Rank> load_rank(const std::string& file) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    const config::Section root = source->root();
    (void)root.integer("edition", 1, 1, 100000);
    Faults faults;
    Rank rank;
    const config::Section weights = root.section("weights");
    for (const std::string& row : weights.keys())
        rank.weights.push_back(read_weight(weights.section(row), "weights." + row, faults));
    const config::Section critical = root.section("critical");
    for (const std::string& row : critical.keys())
        rank.critical.push_back(read_trait(critical.section(row), "critical." + row, faults));
    // A file of before would let nobody be critical, and say nothing.
    if (rank.critical.empty())
        faults.push_back({"critical", "REQUIRED", "says whose supply is critical"});
    if (auto done = finish(*source, file, std::move(faults)); !done)
        return fail(std::move(done).error());
    return rank;
}

Result<Channels> load_channels(const std::string& file) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    const config::Section root = source->root();
    (void)root.integer("edition", 1, 1, 100000);
    Faults faults;
    std::vector<Channel> channels;
    const config::Section rows = root.section("channels");
    for (const std::string& name : rows.keys())
        channels.push_back(read_channel(rows, name, faults));
    // A file of before would suppress every SMS, safety words too, and say nothing.
    if (std::none_of(channels.begin(), channels.end(),
                     [](const Channel& row) { return row.reaches == "phone"; }))
        faults.push_back(
            {"channels", "REQUIRED", "no row reaches phone (" + root.place("channels") + ")"});
    if (auto done = finish(*source, file, std::move(faults)); !done)
        return fail(std::move(done).error());
    return Channels{std::move(channels)};
}

}  // namespace hearth::contact
