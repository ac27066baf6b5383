#include <fmt/format.h>

#include "deploy/town/town.hpp"
#include "libs/csv/csv.hpp"

namespace hearth::town {
namespace {

std::string degrees(int micro) {
    return fmt::format("{}.{:06}", micro / 1'000'000, micro % 1'000'000);
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ";"));
}

std::string yes_no(bool value) {
    return value ? "true" : "false";
}

template <typename T, typename ToValues>
std::string file(const std::vector<std::string>& columns, const std::vector<T>& rows,
                 ToValues to_values) {
    std::string text = csv::line(columns);
    for (const auto& row : rows)
        text += csv::line(to_values(row));
    return text;
}

using Values = std::vector<std::string>;

std::string places(const Town& town) {
    return file({"code", "address_zh", "address_en", "building", "unit", "door", "latitude",
                 "longitude", "place_class"},
                town.premises, [](const Premise& p) {
                    return Values{p.code,
                                  p.address.zh,
                                  p.address.en,
                                  p.building,
                                  p.unit,
                                  p.door,
                                  degrees(p.place.latitude),
                                  degrees(p.place.longitude),
                                  p.place_class};
                });
}

void render_installation(const Town& town, std::map<std::string, std::string>& files) {
    files["network.csv"] = file(
        {"code", "kind", "commodity", "parent", "title_zh", "title_en", "latitude", "longitude"},
        town.nodes, [](const Node& n) {
            return Values{n.code,
                          n.kind,
                          n.commodity,
                          n.parent,
                          n.title.zh,
                          n.title.en,
                          degrees(n.place.latitude),
                          degrees(n.place.longitude)};
        });
    files["premise.csv"] = places(town);
    files["service_point.csv"] = file(
        {"code", "premise", "commodity", "node", "supply", "supply_cause"}, town.service_points,
        [](const ServicePoint& s) {
            return Values{s.code, s.premise, s.commodity, s.node, s.on ? "on" : "off", s.cause};
        });
    files["device.csv"] =
        file({"code", "serial", "service_point", "kind", "model", "rating"}, town.devices,
             [](const Device& d) {
                 return Values{d.code, d.serial, d.service_point, d.kind, d.model, d.rating};
             });
}

void render_people(const Town& town, std::map<std::string, std::string>& files) {
    files["party.csv"] =
        file({"code", "kind", "name_zh", "name_en", "party_class", "language", "needs"},
             town.parties, [](const Party& p) {
                 return Values{p.code,        p.kind,     p.name.zh,      p.name.en,
                               p.party_class, p.language, joined(p.needs)};
             });
    files["contact_point.csv"] =
        file({"party", "kind", "value", "label", "preferred"}, town.contact_points,
             [](const ContactPoint& c) {
                 return Values{c.party, c.kind, c.value, c.label, yes_no(c.preferred)};
             });
    files["account.csv"] = file({"code", "number", "party"}, town.accounts, [](const Account& a) {
        return Values{a.code, a.number, a.party};
    });
    files["agreement.csv"] =
        file({"code", "account", "service_point", "start_on", "end_on"}, town.agreements,
             [](const Agreement& a) {
                 return Values{a.code, a.account, a.service_point, a.start_on, a.end_on};
             });
}

void render_staff(const Town& town, std::map<std::string, std::string>& files) {
    files["agent.csv"] =
        file({"code", "name_zh", "name_en", "roles"}, town.agents, [](const Agent& a) {
            return Values{a.code, a.name.zh, a.name.en, a.roles};
        });
    files["duty_roster.csv"] =
        file({"role", "agent", "weekday", "start", "end"}, town.duties, [](const Duty& d) {
            return Values{d.role, d.agent, std::to_string(d.weekday), d.start, d.end};
        });
    files["crew.csv"] = file({"code", "name_zh", "name_en", "skills", "latitude", "longitude"},
                             town.crews, [](const Crew& c) {
                                 return Values{c.code,
                                               c.name.zh,
                                               c.name.en,
                                               c.skills,
                                               degrees(c.base.latitude),
                                               degrees(c.base.longitude)};
                             });
    files["crew_shift.csv"] =
        file({"crew", "weekday", "start", "end"}, town.shifts, [](const Shift& s) {
            return Values{s.crew, std::to_string(s.weekday), s.start, s.end};
        });
}

}  // namespace

std::map<std::string, std::string> render(const Town& town) {
    std::map<std::string, std::string> files;
    render_installation(town, files);
    render_people(town, files);
    render_staff(town, files);
    return files;
}

}  // namespace hearth::town
