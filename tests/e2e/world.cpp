#include "tests/e2e/world.hpp"

#include <sstream>

namespace hearth::e2e {

suite::World& world() {
    static suite::World world;
    return world;
}

suite::Json letters(const std::string& key) {
    const auto list = suite::ctl(world().suite, {"dead-letters", "list", "--json"});
    auto found = suite::Json::array();
    std::istringstream lines{list.out};
    for (std::string line; std::getline(lines, line);) {
        auto letter = suite::Json::parse(line, nullptr, false);
        if (letter.is_object() && letter.value("key", "") == key) found.push_back(letter);
    }
    return found;
}

}  // namespace hearth::e2e
