#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace hearth::testkit {

/// Makes bad input out of good, for tests that no bytes harm a parser: bytes changed, dropped,
/// doubled or set apart, some of it plain noise. CAPTURE `seed()` to tell how a failure came about;
/// HEARTH_SEED makes it come again.
class Damage {
public:
    Damage();
    explicit Damage(unsigned seed);
    std::string operator()(std::string_view good);
    [[nodiscard]] unsigned seed() const { return seed_; }

private:
    std::size_t below(std::size_t limit);
    void change(std::string& text);

    unsigned seed_;
    std::mt19937 random_;
};

}  // namespace hearth::testkit
