#include <map>

#include <fmt/format.h>

#include "deploy/story/scenes.hpp"
#include "libs/csv/csv.hpp"

namespace hearth::story {
namespace {

using Record = std::map<std::string, std::string>;

std::vector<Record> read(const std::string& folder, const std::string& file) {
    auto reader = csv::Reader::open(folder + "/" + file);
    if (!reader) throw StoryFailed(reader.error().message);
    std::vector<Record> records;
    for (;;) {
        auto row = reader->next();
        if (!row) throw StoryFailed(row.error().message);
        if (!*row) return records;
        Record record;
        for (std::size_t i = 0; i < reader->columns().size(); ++i)
            record[reader->columns()[i]] = (*row)->values[i];
        records.push_back(std::move(record));
    }
}

/// The town's tables as far as a caller's papers tell of them.
class Papers {
public:
    explicit Papers(const std::string& folder)
        : points_(read(folder, "service_point.csv")),
          agreements_(read(folder, "agreement.csv")),
          accounts_(read(folder, "account.csv")),
          contacts_(read(folder, "contact_point.csv")),
          devices_(read(folder, "device.csv")) {}

    [[nodiscard]] Household of(const std::string& premise) const {
        const auto& point = one(points_, {{"premise", premise}, {"commodity", "electricity"}});
        const auto& agreement =
            one(agreements_, {{"service_point", point.at("code")}, {"end_on", ""}});
        const auto& account = one(accounts_, {{"code", agreement.at("account")}});
        const auto& phone = one(contacts_, {{"party", account.at("party")}, {"kind", "phone"}});
        const auto& meter = one(devices_, {{"service_point", point.at("code")}});
        return {premise, phone.at("value"), account.at("number"), meter.at("serial")};
    }

    /// A served premise under another transformer whose phone is nobody else's.
    [[nodiscard]] std::string under_another_transformer(const std::string& premise) const {
        const auto& own =
            one(points_, {{"premise", premise}, {"commodity", "electricity"}}).at("node");
        std::map<std::string, int> phones;
        for (const auto& contact : contacts_)
            ++phones[contact.at("value")];
        for (const auto& point : points_) {
            if (point.at("commodity") != "electricity" || point.at("node") == own ||
                point.at("supply") != "on")
                continue;
            try {
                if (phones[of(point.at("premise")).phone] == 1) return point.at("premise");
            } catch (const StoryFailed&) {
                continue;  // vacant
            }
        }
        throw StoryFailed("the town has no household under another transformer than " + own);
    }

private:
    static const Record& one(const std::vector<Record>& records, const Record& wanted) {
        for (const auto& record : records) {
            bool fits = true;
            for (const auto& [column, value] : wanted)
                fits = fits && record.at(column) == value;
            if (fits) return record;
        }
        throw StoryFailed(fmt::format("the town has no row with {} {}", wanted.begin()->first,
                                      wanted.begin()->second));
    }

    std::vector<Record> points_;
    std::vector<Record> agreements_;
    std::vector<Record> accounts_;
    std::vector<Record> contacts_;
    std::vector<Record> devices_;
};

}  // namespace

Cast cast_from(const std::string& town_folder) {
    const Papers papers{town_folder};
    return {papers.of("PR-000001"), papers.of("PR-000002"),
            papers.of(papers.under_another_transformer("PR-000001"))};
}

}  // namespace hearth::story
