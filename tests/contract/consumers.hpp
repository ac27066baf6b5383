#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/contract/protos.hpp"

namespace hearth::contract {

/// One row of consumers.csv: a listener relies on a field of a message of somebody else.
struct Expectation {
    std::string consumer;
    std::string message;
    std::string field;  ///< a path: work_order.request
};

std::vector<Expectation> read_expectations(const std::filesystem::path& file);
/// One line for each row that today's protos do not meet.
std::vector<std::string> unmet(const std::vector<Expectation>& expectations, const Protos& protos);

}  // namespace hearth::contract
