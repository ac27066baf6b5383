#include "libs/testkit/damage.hpp"

#include <cstdlib>

namespace hearth::testkit {
namespace {

unsigned any_seed() {
    const char* wanted = std::getenv("HEARTH_SEED");
    return wanted == nullptr ? std::random_device{}()
                             : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

}  // namespace

Damage::Damage() : Damage(any_seed()) {}

Damage::Damage(unsigned seed) : seed_(seed), random_(seed) {}

std::size_t Damage::below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random_);
}

std::string Damage::operator()(std::string_view good) {
    std::string text{good};
    if (below(8) == 0) {
        text.resize(below(2 * good.size() + 2));
        for (char& c : text)
            c = static_cast<char>(below(256));
    }
    for (std::size_t i = below(6) + 1; i > 0; --i)
        change(text);
    return text;
}

void Damage::change(std::string& text) {
    constexpr std::string_view kMarks = "\r\n\"'{}[]:,;%&=+-~/\\ \t";
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
        case 0:
            if (at < text.size()) text[at] = static_cast<char>(below(256));
            break;
        case 1:
            text.erase(at, below(20));
            break;
        case 2:
            text.insert(at, text.substr(at, below(30)));
            break;
        default:
            text.insert(at, 1, kMarks[below(kMarks.size())]);
    }
}

}  // namespace hearth::testkit
