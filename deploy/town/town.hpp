#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/town/words.hpp"

namespace hearth::town {

/// How large a town is.
struct Size {
    std::string_view name;
    int service_points;
    int agents;
    int electricity_crews;
    int gas_crews;
    int water_crews;
};

/// "village", "town" or "city".
std::optional<Size> find_size(std::string_view name);

/// Millionths of a degree: integers, so that every machine writes the same digits.
struct Place {
    int latitude = 0;
    int longitude = 0;
};

struct Node {
    std::string code, kind, commodity, parent;
    Word title;
    Place place;
};

struct Premise {
    std::string code;
    Word address;
    std::string building, unit, door;
    Place place;
    std::string place_class;
    std::string transformer;
    int site = 0;  ///< index of `Town::sites`
};

/// What stands around one transformer: a compound or a village.
struct Site {
    Word name;
    bool compound = false;
    int first_premise = 0;
    int premises = 0;
};

struct ServicePoint {
    std::string code, premise, commodity, node;
    bool on = true;
    std::string cause = "connected";
};

struct Device {
    std::string code, serial, service_point, kind, model, rating;
};

struct Party {
    std::string code, kind;
    Word name;
    std::string party_class, language;
    std::vector<std::string> needs;
};

struct ContactPoint {
    std::string party, kind, value, label;
    bool preferred = false;
};

struct Account {
    std::string code, number, party;
};

struct Agreement {
    std::string code, account, service_point, start_on, end_on;
};

struct Agent {
    std::string code;
    Word name;
    std::string roles;
};

/// One weekly duty of an agent; it ends the next day when `end` is not after `start`.
struct Duty {
    std::string role, agent;
    int weekday = 0;  ///< 1 Monday … 7 Sunday
    std::string start, end;
};

struct Crew {
    std::string code;
    Word name;
    std::string skills;
    Place base;
};

/// One weekly shift of a crew, as `Duty`.
struct Shift {
    std::string crew;
    int weekday = 0;
    std::string start, end;
};

struct Town {
    Size size{};
    std::uint64_t seed = 0;
    std::vector<Site> sites;
    std::vector<Node> nodes;
    std::vector<Premise> premises;
    std::vector<ServicePoint> service_points;
    std::vector<Device> devices;
    std::vector<Party> parties;
    std::vector<ContactPoint> contact_points;
    std::vector<Account> accounts;
    std::vector<Agreement> agreements;
    std::vector<Agent> agents;
    std::vector<Duty> duties;
    std::vector<Crew> crews;
    std::vector<Shift> shifts;
};

/// The same town for the same size and seed, to the byte.
Town build(Size size, std::uint64_t seed);

/// The town as files: name → content.
std::map<std::string, std::string> render(const Town& town);

// Parts of `build`, in this order.
void build_places(Town& town);
void build_service(Town& town);
void build_people(Town& town);
void build_staff(Town& town);

/// "PR-000123"
std::string code(std::string_view prefix, int width, std::size_t number);

}  // namespace hearth::town
