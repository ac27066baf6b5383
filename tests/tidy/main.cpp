#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "tests/tidy/calls.hpp"
#include "tests/tidy/layers.hpp"
#include "tests/tidy/lengths.hpp"
#include "tests/tidy/links.hpp"
#include "tests/tidy/reasons.hpp"
#include "tests/tidy/words.hpp"

namespace {

using namespace hearth::tidy;

std::string read_table(const std::filesystem::path& path) {
    std::ifstream in{path};
    if (!in) throw std::runtime_error{"no " + path.string()};
    return {std::istreambuf_iterator<char>{in}, {}};
}

int run(const std::filesystem::path& root) {
    const auto edges = parse_edges(read_table(root / "tests/tidy/edges.txt"));
    const auto capitals = parse_capitals(read_table(root / "tests/tidy/capitals.txt"));
    const auto sources = read_tree(root);
    std::size_t count = 0;
    for (const auto& violations : {check_calls(sources), check_layers(sources, edges),
                                   check_lengths(sources), check_links(sources, list_tree(root)),
                                   check_reasons(sources, capitals), check_words(sources)}) {
        for (const auto& violation : violations) {
            std::printf("%s:%zu: %s: %s\n", violation.path.c_str(), violation.line,
                        violation.rule.c_str(), violation.message.c_str());
            ++count;
        }
    }
    std::printf("%zu files, %zu violations\n", sources.size(), count);
    return count == 0 ? 0 : 1;
}

}  // namespace

/// hearth-tidy ROOT: prints each broken rule of the checkout as file:line: rule: message; exit 1
/// when there is one.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: hearth-tidy ROOT\n");
        return 2;
    }
    try {
        return run(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
