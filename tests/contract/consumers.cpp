#include "tests/contract/consumers.hpp"

#include <fstream>
#include <sstream>

namespace hearth::contract {
namespace {

bool has_path(const google::protobuf::Descriptor* type, std::string_view path) {
    while (type != nullptr) {
        const auto dot = path.find('.');
        const auto* field = type->FindFieldByName(std::string{path.substr(0, dot)});
        if (field == nullptr) return false;
        if (dot == std::string_view::npos) return true;
        path.remove_prefix(dot + 1);
        type = field->message_type();
    }
    return false;
}

}  // namespace

std::vector<Expectation> read_expectations(const std::filesystem::path& file) {
    std::vector<Expectation> rows;
    std::ifstream in{file};
    std::string line;
    std::getline(in, line);  // the heading
    while (std::getline(in, line)) {
        std::istringstream cells{line};
        Expectation row;
        std::getline(cells, row.consumer, ',');
        std::getline(cells, row.message, ',');
        std::getline(cells, row.field, ',');
        rows.push_back(row);
    }
    return rows;
}

std::vector<std::string> unmet(const std::vector<Expectation>& expectations, const Protos& protos) {
    std::vector<std::string> faults;
    for (const auto& row : expectations) {
        const auto found = protos.messages().find(row.message);
        if (found == protos.messages().end()) {
            faults.push_back(row.consumer + ": " + row.message + " is gone");
        } else if (!has_path(found->second, row.field)) {
            faults.push_back(row.consumer + ": " + row.message + " has no " + row.field);
        }
    }
    return faults;
}

}  // namespace hearth::contract
