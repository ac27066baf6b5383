#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// What must be shown for a crew's word to count: a number within limits, or one of some words.
/// Data of a class of request; contact gives it out with the work, dispatch asks for it at the
/// device's door, contact judges again.
struct EvidenceRule {
    std::string name;  ///< "gas_reading_ppm"
    std::string unit;  ///< of a number: "ppm"
    double least = 0;
    double most = 0;
    std::vector<std::string> one_of;    ///< the words that will do; empty: it is a number
    std::vector<std::string> asked_by;  ///< the crew's words that need it: `made_safe`, `done`

    [[nodiscard]] bool is_choice() const { return !one_of.empty(); }
    [[nodiscard]] bool is_asked_by(std::string_view word) const;

    bool operator==(const EvidenceRule&) const = default;
};

/// A number is written plainly, in the rule's unit: digits, a minus before them and a fraction
/// behind a point where needed. "50ppm", " 50 ", "1e9" and "nan" are none, so they meet nothing.
bool meets(const EvidenceRule& rule, std::string_view value);

/// For people: "gas_reading_ppm from 0 to 50 ppm", "tightness_test passed".
std::string to_string(const EvidenceRule& rule);

/// The rules that `word` asks for and that no value of `shown`, by name, meets.
std::vector<EvidenceRule> not_met(const std::vector<EvidenceRule>& rules, std::string_view word,
                                  const std::map<std::string, std::string>& shown);

/// The same as a list for people.
std::string to_string(const std::vector<EvidenceRule>& rules);

}  // namespace hearth
