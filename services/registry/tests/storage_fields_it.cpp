#include <tuple>
#include <utility>

#include "services/registry/tests/storage_fixture.hpp"

// Everything that a table of the registry holds is written and read. A noun's members are named
// here one by one, so that who adds one hears of it from the compiler.

namespace hearth::registry {
namespace {

auto members(const Party& noun) {
    const auto& [id, number, code, kind, name_zh, name_en, party_class, language, needs, created_at,
                 updated_at, version] = noun;
    return std::tie(id, number, code, kind, name_zh, name_en, party_class, language, needs,
                    created_at, updated_at, version);
}

auto members(const ContactPoint& noun) {
    const auto& [kind, value, label, preferred] = noun;
    return std::tie(kind, value, label, preferred);
}

auto members(const Contacts& noun) {
    const auto& [party, points, version] = noun;
    return std::tie(party, points, version);
}

auto members(const Account& noun) {
    const auto& [id, code, number, party, version] = noun;
    return std::tie(id, code, number, party, version);
}

auto members(const Agreement& noun) {
    const auto& [id, code, account, party, service_point, start_on, end_on, version] = noun;
    return std::tie(id, code, account, party, service_point, start_on, end_on, version);
}

auto members(const NetworkNode& noun) {
    const auto& [id, code, kind, commodity, parent, title_zh, title_en, location, version] = noun;
    const auto& [latitude, longitude] = location;
    return std::tie(id, code, kind, commodity, parent, title_zh, title_en, latitude, longitude,
                    version);
}

auto members(const Premise& noun) {
    const auto& [id, code, address_zh, address_en, building, unit, door, location, place_class,
                 version] = noun;
    const auto& [latitude, longitude] = location;
    return std::tie(id, code, address_zh, address_en, building, unit, door, latitude, longitude,
                    place_class, version);
}

auto members(const ServicePoint& noun) {
    const auto& [id, code, premise, commodity, node, supply, version] = noun;
    const auto& [on, cause, since, actor] = supply;
    return std::tie(id, code, premise, commodity, node, on, cause, since, actor, version);
}

auto members(const Device& noun) {
    const auto& [id, code, serial, service_point, kind, model, rating, version] = noun;
    return std::tie(id, code, serial, service_point, kind, model, rating, version);
}

auto members(const Repair& noun) {
    const auto& [work_order, number, premise, service_point, commodity, outcome, cause, note,
                 restored_at, ended_at] = noun;
    return std::tie(work_order, number, premise, service_point, commodity, outcome, cause, note,
                    restored_at, ended_at);
}

/// Which members of two nouns are equal, by their place.
template <typename N>
std::vector<std::size_t> equal_members(const N& a, const N& b) {
    const auto left = members(a);
    const auto right = members(b);
    std::vector<std::size_t> equal;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((std::get<I>(left) == std::get<I>(right) ? equal.push_back(I) : void()), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(left)>>{});
    return equal;
}

using Places = std::vector<std::size_t>;

/// Saves `first`, then `second` in its place, which differs in every member but those of `same`.
template <typename N>
void check_kept(Store<N>& store, const Uuid& id, const N& first, const N& second,
                const Places& same = {0}) {
    CHECK(equal_members(first, N{}) == Places{});
    CHECK(equal_members(first, second) == same);
    must(store.save({first}));
    CHECK(must(store.find({id})) == std::vector{first});
    must(store.save({second}));
    CHECK(must(store.find({id})) == std::vector{second});
    CHECK(must(store.lock({id})) == std::vector{second});
}

const Uuid kA = named_uuid("test", "a");
const Uuid kB = named_uuid("test", "b");
const Uuid kC = named_uuid("test", "c");
const Uuid kD = named_uuid("test", "d");

}  // namespace

TEST_CASE("a party is read as it was written, and its contact points too") {
    Session session{1};
    const Party first{kA,
                      9001,
                      "PT-9001",
                      PartyKind::kPerson,
                      "王伟",
                      "Wei Wang",
                      PartyClass::kVulnerable,
                      "zh-CN",
                      {"alone", "deaf"},
                      kNow,
                      kNow,
                      1};
    const Party second{kA,     9002,          "PT-9002",        PartyKind::kOrganisation,
                       "水厂", "Water Works", PartyClass::kKey, "en",
                       {},     kNow,          kNow + 1h,        2};
    constexpr std::size_t kCreatedAt = 9;
    check_kept(session.stores->parties(), kA, first, second, {0, kCreatedAt});

    const ContactPoint phone{ContactPointKind::kPhone, "+8613800138000", "mobile", true};
    const ContactPoint mail{ContactPointKind::kEmail, "w@example.com", "home", false};
    CHECK(equal_members(phone, ContactPoint{}) == Places{});
    CHECK(equal_members(phone, mail) == Places{});
    check_kept(session.stores->contacts(), kA, Contacts{kA, {phone, mail}, 1},
               Contacts{kA, {mail}, 2});
    must(session.stores->contacts().save({{kA, {}, 3}}));
    CHECK(must(session.stores->contacts().find({kA})) == std::vector{Contacts{kA, {}, 3}});
}

TEST_CASE("an account and an agreement are read as they were written") {
    Session session{1};
    check_kept(session.stores->accounts(), kA, Account{kA, "AC-1", "2700000001", kB, 1},
               Account{kA, "AC-2", "2700000002", kC, 2});
    const Agreement first{kA, "AG-1", kB, kC, kD, "2020-01-31", "2024-02-29", 1};
    Agreement second{kA, "AG-2", kC, kD, kB, "2021-01-31", "", 2};
    check_kept(session.stores->agreements(), kA, first, second);
}

TEST_CASE("the network and what is installed are read as they were written") {
    Session session{1};
    check_kept(
        session.stores->nodes(), kA,
        NetworkNode{
            kA, "TX-1", "transformer", Commodity::kElectricity, kB, "变", "Tx", {30.5, 114.25}, 1},
        NetworkNode{kA,
                    "GZ-1",
                    "gas_zone",
                    Commodity::kGas,
                    std::nullopt,
                    "区",
                    "Zone",
                    {31.5, 115.25},
                    2});
    check_kept(
        session.stores->premises(), kA,
        Premise{
            kA, "PR-1", "解放路1号", "1 Jiefang Road", "3", "2", "501", {30.5, 114.25}, "city", 1},
        Premise{kA,
                "PR-2",
                "解放路2号",
                "2 Jiefang Road",
                "4",
                "1",
                "502",
                {31.5, 115.25},
                "rural",
                2});
    check_kept(
        session.stores->service_points(), kA,
        ServicePoint{
            kA, "SE-1", kB, Commodity::kElectricity, kC, {false, "safety", kNow, "agents/A1"}, 1},
        ServicePoint{
            kA, "SG-1", kC, Commodity::kGas, kD, {true, "request", kNow + 1h, "agents/A2"}, 2});
    check_kept(session.stores->devices(), kA,
               Device{kA, "MT-1", "E1", kB, "meter", "DDZY", "5(60) A", 1},
               Device{kA, "MT-2", "E2", kC, "valve", "DN20", "0.1 MPa", 2});
}

TEST_CASE("a repair is read as it was written") {
    Session session{1};
    const Repair first{kA,     "W-1",  kB,         kC,   "electricity",
                       "done", "fuse", "replaced", kNow, kNow + 1h};
    // Whose work it was and where stays as it was told first.
    const Repair second{kA,       "W-1",  kB,      kC,           "electricity",
                        "failed", "leak", "later", std::nullopt, kNow + 2h};
    CHECK(equal_members(first, Repair{}) == Places{});
    CHECK(equal_members(first, second) == Places{0, 1, 2, 3, 4});
    must(session.stores->save_repairs({first}));
    CHECK(must(session.stores->repairs_at(kB)) == std::vector{first});
    must(session.stores->save_repairs({second}));
    CHECK(must(session.stores->repairs_at(kB)) == std::vector{second});
}

}  // namespace hearth::registry
