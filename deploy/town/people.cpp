#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>

#include <fmt/format.h>

#include "deploy/town/draw.hpp"
#include "deploy/town/town.hpp"
#include "libs/core/text.hpp"

namespace hearth::town {
namespace {

/// Each occupied by a person of one premise with a mobile of their own.
constexpr std::size_t kStoryPremises = 10;

Word person_name(Draw& draw) {
    const Word& surname = draw.of(surnames());
    const Word& first = draw.of(given_syllables());
    Word given = first;
    if (draw.chance(750)) {
        const Word& second = draw.of(given_syllables());
        given.zh += second.zh;
        given.en += second.en;
    }
    given.en[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(given.en[0])));
    return {surname.zh + given.zh, given.en + " " + surname.en};
}

class Builder {
public:
    explicit Builder(Town& town) : town_(town), draw_(town.seed, "people") {
        for (std::size_t i = 0; i < town_.service_points.size(); ++i)
            points_of_[town_.service_points[i].premise].push_back(i);
    }

    void run() {
        for (std::size_t site = 0; site < town_.sites.size(); ++site)
            settle(site);
    }

private:
    void settle(std::size_t index) {
        const Site& site = town_.sites[index];
        const bool has_office = index % 3 == 1;
        const int office_premises =
            has_office ? std::min(site.premises / 4, draw_.between(4, 7)) : 0;
        office_phone_.clear();
        if (has_office) {
            const std::string account = add_office(site);
            for (int i = 0; i < office_premises; ++i)
                agree(account, premise(site, site.premises - 1 - i), "");
        }
        for (int i = 0; i < site.premises - office_premises; ++i)
            occupy(premise(site, i));
    }

    static std::size_t premise(const Site& site, int offset) {
        return static_cast<std::size_t>(site.first_premise) + static_cast<std::size_t>(offset);
    }

    void occupy(std::size_t index) {
        const int kind = index < kStoryPremises ? 100 : draw_.between(1, 1000);
        if (kind <= 25) {
            agree(add_account(add_person(false)), index, moved_out());
        } else if (kind > 975) {
            agree(add_account(add_firm()), index, "");
        } else if (kind > 950 && movable_.size() > kStoryPremises) {
            const auto last = static_cast<int>(movable_.size()) - 1;
            const auto who =
                static_cast<std::size_t>(draw_.between(static_cast<int>(kStoryPremises), last));
            agree(add_account(movable_[who]), index, "");
        } else {
            movable_.push_back(add_person(index < kStoryPremises));
            agree(add_account(movable_.back()), index, "");
        }
    }

    std::string add_party(Party party) {
        party.code = code("PT", 6, town_.parties.size() + 1);
        town_.parties.push_back(party);
        return party.code;
    }

    std::string add_person(bool of_story) {
        Party party;
        party.kind = "person";
        party.name = person_name(draw_);
        party.party_class = "general";
        party.language = draw_.chance(60) ? "en" : "zh-CN";
        if (draw_.chance(60)) {
            party.party_class = "vulnerable";
            static const std::vector<std::string> needs{"alone", "limited_mobility", "deaf",
                                                        "infant", "life_support"};
            party.needs.push_back(draw_.of(needs));
            if (draw_.chance(150) && party.needs[0] != "alone") party.needs.emplace_back("alone");
        }
        std::string name = add_party(party);
        if (of_story || draw_.chance(985)) add_phone(name, mobile(), "mobile", true);
        if (!of_story && draw_.chance(150)) add_phone(name, mobile(), "work", false);
        if (!office_phone_.empty() && !of_story && draw_.chance(300))
            add_phone(name, office_phone_, "property_office", false);
        if (draw_.chance(250)) add_email(name, party.name.en);
        return name;
    }

    std::string add_firm() {
        const Word& word = draw_.of(place_words());
        const Word& trade = draw_.of(trades());
        Party party;
        party.kind = "organisation";
        party.name = {word.zh + trade.zh, word.en + " " + trade.en};
        static const std::vector<std::string> classes{"general", "general", "general", "general",
                                                      "large",   "key",     "special"};
        party.party_class = draw_.of(classes);
        party.language = draw_.chance(100) ? "en" : "zh-CN";
        std::string name = add_party(party);
        add_phone(name, landline(), "work", true);
        add_phone(name, mobile(), "mobile", false);
        add_email(name, party.name.en);
        return name;
    }

    /// A property office, or a village committee: one account for several premises, one phone that
    /// many give as a second way to reach them.
    std::string add_office(const Site& site) {
        Party party;
        party.kind = "organisation";
        party.name = site.compound
                         ? Word{site.name.zh + "物业服务中心", site.name.en + " Property Office"}
                         : Word{site.name.zh + "村民委员会", site.name.en + " Committee"};
        party.party_class = "general";
        party.language = "zh-CN";
        std::string name = add_party(party);
        office_phone_ = landline();
        add_phone(name, office_phone_, "work", true);
        add_email(name, party.name.en);
        return add_account(name);
    }

    std::string mobile() {
        static constexpr std::array<const char*, 8> kPrefixes{"130", "135", "136", "138",
                                                              "150", "158", "186", "189"};
        const int index = phones_++;
        return fmt::format("+86{}{:08}", kPrefixes[static_cast<std::size_t>(index) % 8],
                           scatter(index, town_.seed + 11));
    }

    std::string landline() {
        return fmt::format("+86715{}{:06}", draw_.of(std::vector<int>{81, 82, 88}),
                           scatter(landlines_++, town_.seed + 13) % 1'000'000);
    }

    /// As offices keep them: mostly E.164, some as people write them.
    std::string written(const std::string& phone) {
        const bool is_mobile = phone.size() == 14;
        if (!draw_.chance(120)) return phone;
        const std::string national = phone.substr(3);
        if (!is_mobile) return "0" + national.substr(0, 3) + "-" + national.substr(3);
        return national.substr(0, 3) + " " + national.substr(3, 4) + " " + national.substr(7);
    }

    void add_phone(const std::string& party, const std::string& phone, const char* label,
                   bool preferred) {
        town_.contact_points.push_back({party, "phone", written(phone), label, preferred});
    }

    void add_email(const std::string& party, const std::string& name) {
        std::string local;
        for (const char c : lower_case(name)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x80 && std::isalnum(byte) != 0) local.push_back(c);
        }
        const std::string number = std::to_string(town_.parties.size());
        town_.contact_points.push_back(
            {party, "email", local + number + "@example.com", "home", true});
    }

    std::string add_account(const std::string& party) {
        Account account;
        account.code = code("AC", 6, town_.accounts.size() + 1);
        account.number = fmt::format(
            "27{:08}", scatter(static_cast<int>(town_.accounts.size()), town_.seed + 5));
        account.party = party;
        town_.accounts.push_back(account);
        return account.code;
    }

    std::string day(int first_year, int last_year) {
        return fmt::format("{}-{:02}-{:02}", draw_.between(first_year, last_year),
                           draw_.between(1, 12), draw_.between(1, 28));
    }

    std::string moved_out() { return day(2023, 2024); }

    void agree(const std::string& account, std::size_t premise, const std::string& end_on) {
        const std::string start = day(2008, 2022);
        for (const std::size_t point : points_of_[town_.premises[premise].code]) {
            town_.agreements.push_back({code("AG", 6, town_.agreements.size() + 1), account,
                                        town_.service_points[point].code, start, end_on});
        }
    }

    Town& town_;
    Draw draw_;
    std::map<std::string, std::vector<std::size_t>> points_of_;
    std::vector<std::string> movable_;  ///< persons who may also hold another premise
    std::string office_phone_;
    int phones_ = 0;
    int landlines_ = 0;
};

}  // namespace

void build_people(Town& town) {
    Builder{town}.run();
}

}  // namespace hearth::town
