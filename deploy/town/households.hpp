#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::town {

/// A premise with electricity and who is served there, as a caller's papers tell of them. A vacant
/// one has nobody: no party, phone, name or account.
struct Household {
    std::string code;           ///< "PR-000001"
    std::string premise;        ///< premises/<uid>
    std::string party;          ///< parties/<uid>
    std::string service_point;  ///< of its electricity
    std::string node;           ///< that feeds it
    bool supplied = false;      ///< whether its electricity is on
    std::string phone;          ///< E.164
    bool phone_alone = false;   ///< whether the phone is nobody else's
    std::string name;           ///< of the person
    std::string address;        ///< English
    std::string account;        ///< the number on the bill
    std::string meter;          ///< serial
};

/// All of a town's files, in the order of premise.csv; the default tenant's, whose ids follow from
/// the codes. NOT_FOUND or INVALID_ARGUMENT as the files are missing or wrong.
Result<std::vector<Household>> read_households(const std::filesystem::path& folder);

}  // namespace hearth::town
