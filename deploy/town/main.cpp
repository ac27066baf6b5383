#include <filesystem>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

#include "deploy/town/town.hpp"

namespace {

bool write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out{path, std::ios::binary};
    out << text;
    out.close();
    return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Writes the files of a made-up town, the same ones for the same size and seed."};
    std::string size_name = "town";
    std::uint64_t seed = 1;
    std::string out;
    app.add_option("--size", size_name,
                   "village, town or city: 200, 5,000 or 50,000 service points")
        ->check(CLI::IsMember({"village", "town", "city"}))
        ->capture_default_str();
    app.add_option("--seed", seed, "which of all towns of that size")->capture_default_str();
    app.add_option("--out", out, "folder for the files; made when missing")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }

    std::error_code failed;
    std::filesystem::create_directories(out, failed);
    const auto town = hearth::town::build(*hearth::town::find_size(size_name), seed);
    for (const auto& [name, text] : hearth::town::render(town)) {
        if (!write(std::filesystem::path{out} / name, text)) {
            std::cerr << "cannot write " << (std::filesystem::path{out} / name).string() << '\n';
            return 2;
        }
    }
    std::cerr << size_name << " of seed " << seed << ": " << town.service_points.size()
              << " service points, " << town.premises.size() << " premises, " << town.parties.size()
              << " parties in " << out << '\n';
    return 0;
}
