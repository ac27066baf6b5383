#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;

TEST_CASE("no crew is sent to what it may not do, however many skills there are") {
    World world;
    std::vector<std::string> many;
    for (int i = 0; i < 130; ++i) {
        const std::string skill = "skill" + std::to_string(i);
        many.push_back(skill);
        world.rules().classes["works" + std::to_string(i) + ".electricity"].skills = {skill};
    }
    auto other = crew("C1", many, east_km(0));
    other.skills.erase(other.skills.begin() + 65);
    world.add(other);
    for (int i = 0; i < 130; ++i) {
        auto works = no_supply("o" + std::to_string(i), 1);
        works.work_class = "works" + std::to_string(i) + ".electricity";
        works.hazard = Hazard::kLife;
        world.open(works);
    }
    world.run([](Board&) {});
    CHECK(world.order("o65").crew.empty());
    CHECK(world.order("o1").crew == "C1");
}

TEST_CASE("a crew that loses a skill loses the work that needs it, but for what it has begun") {
    World world;
    world.add(crew("C1", {"electricity", "gas"}, east_km(0)));
    auto begun = no_supply("begun", 1);
    begun.commodity = "gas";
    begun.work_class = "gas_smell.gas";
    auto waiting = begun;
    world.open(begun);
    REQUIRE(world.order("begun").crew == "C1");
    world.say("C1", "begun", "accept");
    world.say("C1", "begun", "en_route");
    world.say("C1", "begun", "on_site");
    waiting = no_supply("waiting", 2);
    waiting.commodity = "gas";
    waiting.work_class = "gas_smell.gas";
    world.open(waiting);
    REQUIRE(world.order("waiting").crew == "C1");
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.run([](Board&) {});
    CHECK(world.order("waiting").crew.empty());
    CHECK(world.order("begun").crew == "C1");
}
