#include "services/registry/domain/sheet.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

using Words = std::string_view;
constexpr std::array<Words, 8> kNetwork{"code",     "kind",     "commodity", "parent",
                                        "title_zh", "title_en", "latitude",  "longitude"};
constexpr std::array<Words, 9> kPremise{"code", "address_zh", "address_en", "building",   "unit",
                                        "door", "latitude",   "longitude",  "place_class"};
constexpr std::array<Words, 6> kServicePoint{"code", "premise", "commodity",
                                             "node", "supply",  "supply_cause"};
constexpr std::array<Words, 6> kDevice{"code", "serial", "service_point",
                                       "kind", "model",  "rating"};
constexpr std::array<Words, 7> kParty{"code",        "kind",     "name_zh", "name_en",
                                      "party_class", "language", "needs"};
constexpr std::array<Words, 5> kContactPoint{"party", "kind", "value", "label", "preferred"};
constexpr std::array<Words, 3> kAccount{"code", "number", "party"};
constexpr std::array<Words, 5> kAgreement{"code", "account", "service_point", "start_on", "end_on"};

constexpr std::array<FileKind, 8> kFiles{{
    {"network.csv", Noun::kNetworkNode, kNetwork, "code", ""},
    {"premise.csv", Noun::kPremise, kPremise, "code", ""},
    {"service_point.csv", Noun::kServicePoint, kServicePoint, "code", ""},
    {"device.csv", Noun::kDevice, kDevice, "code", "serial"},
    {"party.csv", Noun::kParty, kParty, "code", ""},
    {"contact_point.csv", Noun::kContacts, kContactPoint, "party", ""},
    {"account.csv", Noun::kAccount, kAccount, "code", "number"},
    {"agreement.csv", Noun::kAgreement, kAgreement, "code", ""},
}};

/// One row by column name, and what is wrong with it so far.
class Cells {
public:
    Cells(const Sheet& sheet, const std::map<Words, std::size_t>& index, const SourceRow& row)
        : sheet_(sheet), index_(index), row_(row) {}

    const std::string& operator[](Words column) const {
        static const std::string none;
        const auto at = index_.find(column);
        return at == index_.end() ? none : row_.values[at->second];
    }

    double number(Words column) {
        const std::string& text = (*this)[column];
        double value = 0;
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, value);
        if (text.empty()) {
            refuse(column, "REQUIRED", "is missing");
        } else if (parsed.ec != std::errc{} || parsed.ptr != end) {
            refuse(column, "BAD_NUMBER", "is not a decimal number");
        }
        return value;
    }

    bool flag(Words column, Words yes, Words no) {
        const std::string& text = (*this)[column];
        if (text != yes && text != no) {
            refuse(column, text.empty() ? "REQUIRED" : "UNKNOWN_WORD",
                   "is neither " + std::string{yes} + " nor " + std::string{no});
        }
        return text == yes;
    }

    std::vector<std::string> list(Words column) {
        std::vector<std::string> words;
        const std::string& text = (*this)[column];
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(';', at), text.size());
            words.push_back(text.substr(at, end - at));
            at = end + 1;
        }
        return words;
    }

    void refuse(Words column, Words reason, std::string message) {
        refusals_.push_back({std::string{sheet_.kind.file}, row_.line, std::string{column},
                             std::string{reason}, std::move(message)});
    }
    /// An unknown word leaves its value unspecified, which `check` calls missing: said already.
    void refuse(const Violations& found) {
        for (const auto& violation : found) {
            const bool said = std::any_of(
                refusals_.begin(), refusals_.end(),
                [&](const Refusal& refusal) { return refusal.field == violation.field; });
            if (!said) refuse(violation.field, violation.reason, violation.message);
        }
    }
    template <typename Value>
    Value word(Words column, std::optional<Value> value) {
        if (!value) {
            const bool empty = (*this)[column].empty();
            refuse(column, empty ? "REQUIRED" : "UNKNOWN_WORD",
                   empty ? "is missing" : none_of(words_of<Value>()));
        }
        return value.value_or(Value{});
    }

    [[nodiscard]] bool sound() const { return refusals_.empty(); }
    std::vector<Refusal> take_refusals() { return std::move(refusals_); }

private:
    const Sheet& sheet_;
    const std::map<Words, std::size_t>& index_;
    const SourceRow& row_;
    std::vector<Refusal> refusals_;
};

class References {
public:
    References(const Origin& origin, Cells& cells) : origin_(origin), cells_(cells) {}

    Uuid to(Words column, Noun noun) {
        const std::string& code = cells_[column];
        Checks checks;
        checks.code(column, code);
        if (auto found = checks.take(); !found.empty()) {
            cells_.refuse(found);
            return {};
        }
        const Uuid id = imported_id(origin_.tenant, noun, code);
        found_.push_back({std::string{column}, noun, code, id});
        return id;
    }
    std::vector<Reference> take() { return std::move(found_); }

private:
    const Origin& origin_;
    Cells& cells_;
    std::vector<Reference> found_;
};

template <typename N, typename Read>
Batch<N> parse_each(const Sheet& sheet, const Origin& origin, Read read) {
    std::map<Words, std::size_t> index;
    for (std::size_t i = 0; i < sheet.columns.size(); ++i)
        index[sheet.columns[i]] = i;
    Batch<N> batch;
    for (const auto& row : sheet.rows) {
        Cells cells{sheet, index, row};
        References references{origin, cells};
        N noun = read(cells, references);
        if (cells.sound()) {
            batch.rows.push_back({row.line, std::move(noun), references.take()});
        } else {
            for (auto& refusal : cells.take_refusals())
                batch.refusals.push_back(std::move(refusal));
        }
    }
    return batch;
}

}  // namespace

std::span<const FileKind> file_kinds() {
    return kFiles;
}

const FileKind* find_file_kind(std::string_view file) {
    const auto* found = std::find_if(kFiles.begin(), kFiles.end(),
                                     [&](const FileKind& kind) { return kind.file == file; });
    return found == kFiles.end() ? nullptr : found;
}

const FileKind& file_kind(Noun noun) {
    return *std::find_if(kFiles.begin(), kFiles.end(),
                         [&](const FileKind& kind) { return kind.noun == noun; });
}

Result<void> check_columns(const FileKind& kind, const std::vector<std::string>& columns) {
    Violations found;
    const auto say = [&](Words column, const char* reason, const char* message) {
        found.push_back({std::string{kind.file} + ":1:" + std::string{column}, reason, message});
    };
    for (const auto& wanted : kind.columns)
        if (std::count(columns.begin(), columns.end(), wanted) == 0 &&
            std::count(kind.later.begin(), kind.later.end(), wanted) == 0)
            say(wanted, "MISSING_COLUMN", "is a column that must be there");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (std::count(kind.columns.begin(), kind.columns.end(), columns[i]) == 0)
            say(columns[i], "UNKNOWN_COLUMN", "is no column of this file");
        if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i),
                      columns[i]) != columns.begin() + static_cast<std::ptrdiff_t>(i))
            say(columns[i], "DUPLICATE_COLUMN", "is there already");
    }
    if (!found.empty()) return fail(invalid_argument(std::move(found)));
    return {};
}

Violations check(const Sheet& sheet) {
    Checks checks;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        const auto& row = sheet.rows[i];
        const std::string path = "rows[" + std::to_string(i) + "].";
        if (row.line < 1) checks.add(path + "line", "OUT_OF_RANGE", "is below 1");
        if (row.values.size() != sheet.columns.size()) {
            checks.add(path + "values", "VALUE_COUNT", "are not as many as columns");
            continue;
        }
        for (const auto& value : row.values)
            if (value.find('\0') != std::string::npos)
                checks.add(path + "values", "NUL_BYTE", "have a NUL byte");
    }
    return checks.take();
}

template <>
Batch<NetworkNode> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<NetworkNode>(sheet, origin, [&](Cells& cells, References& references) {
        NetworkNode node;
        node.code = cells["code"];
        node.id = imported_id(origin.tenant, Noun::kNetworkNode, node.code);
        node.kind = cells["kind"];
        node.commodity = cells.word("commodity", parse_commodity(cells["commodity"]));
        if (!cells["parent"].empty()) node.parent = references.to("parent", Noun::kNetworkNode);
        node.title_zh = cells["title_zh"];
        node.title_en = cells["title_en"];
        node.location = {cells.number("latitude"), cells.number("longitude")};
        cells.refuse(check(node));
        return node;
    });
}

template <>
Batch<Premise> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<Premise>(sheet, origin, [&](Cells& cells, References&) {
        Premise premise;
        premise.code = cells["code"];
        premise.id = imported_id(origin.tenant, Noun::kPremise, premise.code);
        premise.address_zh = cells["address_zh"];
        premise.address_en = cells["address_en"];
        premise.building = cells["building"];
        premise.unit = cells["unit"];
        premise.door = cells["door"];
        premise.location = {cells.number("latitude"), cells.number("longitude")};
        premise.place_class = cells["place_class"];
        cells.refuse(check(premise));
        return premise;
    });
}

template <>
Batch<ServicePoint> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<ServicePoint>(sheet, origin, [&](Cells& cells, References& references) {
        ServicePoint point;
        point.code = cells["code"];
        point.id = imported_id(origin.tenant, Noun::kServicePoint, point.code);
        point.premise = references.to("premise", Noun::kPremise);
        point.commodity = cells.word("commodity", parse_commodity(cells["commodity"]));
        point.node = references.to("node", Noun::kNetworkNode);
        point.supply = {cells.flag("supply", "on", "off"), cells["supply_cause"], origin.now,
                        origin.actor};
        cells.refuse(check(point));
        return point;
    });
}

template <>
Batch<Device> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<Device>(sheet, origin, [&](Cells& cells, References& references) {
        Device device;
        device.code = cells["code"];
        device.id = imported_id(origin.tenant, Noun::kDevice, device.code);
        device.serial = cells["serial"];
        device.service_point = references.to("service_point", Noun::kServicePoint);
        device.kind = cells["kind"];
        device.model = cells["model"];
        device.rating = cells["rating"];
        cells.refuse(check(device));
        return device;
    });
}

template <>
Batch<Party> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<Party>(sheet, origin, [&](Cells& cells, References&) {
        Party party;
        party.code = cells["code"];
        if (party.code.empty()) cells.refuse("code", "REQUIRED", "is missing");
        party.id = imported_id(origin.tenant, Noun::kParty, party.code);
        party.kind = cells.word("kind", parse_party_kind(cells["kind"]));
        party.name_zh = cells["name_zh"];
        party.name_en = cells["name_en"];
        if (!cells["party_class"].empty())
            party.party_class = cells.word("party_class", parse_party_class(cells["party_class"]));
        party.language = cells["language"];
        party.needs = cells.list("needs");
        party.created_at = origin.now;
        party.updated_at = origin.now;
        complete(party);
        cells.refuse(check(party));
        return party;
    });
}

template <>
Batch<ContactRow> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<ContactRow>(sheet, origin, [&](Cells& cells, References& references) {
        ContactRow row;
        row.party = references.to("party", Noun::kParty);
        row.point.kind = cells.word("kind", parse_contact_point_kind(cells["kind"]));
        row.point.value = cells["value"];
        row.point.label = cells["label"];
        row.point.preferred = cells.flag("preferred", "true", "false");
        if (row.point.kind == ContactPointKind::kPhone) {
            if (auto phone = origin.normalise_phone(row.point.value)) row.point.value = *phone;
        }
        cells.refuse(check(row.point));
        return row;
    });
}

template <>
Batch<Account> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<Account>(sheet, origin, [&](Cells& cells, References& references) {
        Account account;
        account.code = cells["code"];
        account.id = imported_id(origin.tenant, Noun::kAccount, account.code);
        account.number = cells["number"];
        account.party = references.to("party", Noun::kParty);
        cells.refuse(check(account));
        return account;
    });
}

template <>
Batch<Agreement> parse(const Sheet& sheet, const Origin& origin) {
    return parse_each<Agreement>(sheet, origin, [&](Cells& cells, References& references) {
        Agreement agreement;
        agreement.code = cells["code"];
        agreement.id = imported_id(origin.tenant, Noun::kAgreement, agreement.code);
        agreement.account = references.to("account", Noun::kAccount);
        agreement.service_point = references.to("service_point", Noun::kServicePoint);
        agreement.start_on = cells["start_on"];
        agreement.end_on = cells["end_on"];
        cells.refuse(check(agreement));
        return agreement;
    });
}

}  // namespace hearth::registry
