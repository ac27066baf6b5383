#include "libs/core/evidence.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace hearth {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Only what a person would write down; `from_chars` would also take "inf" and "1e9".
std::optional<double> plain_number(std::string_view text) {
    constexpr std::size_t kLongest = 20;
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const auto point = digits.find('.');
    const auto whole = digits.substr(0, point);
    const auto rest = point == std::string_view::npos ? "0" : digits.substr(point + 1);
    const bool plain = !whole.empty() && !rest.empty() && text.size() <= kLongest &&
                       std::all_of(whole.begin(), whole.end(), is_digit) &&
                       std::all_of(rest.begin(), rest.end(), is_digit);
    if (!plain) return {};
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string short_number(double number) {
    char text[32];
    const auto end = std::to_chars(std::begin(text), std::end(text), number).ptr;
    return {std::begin(text), end};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const auto& part : parts) {
        if (!all.empty()) all += between;
        all += part;
    }
    return all;
}

}  // namespace

bool EvidenceRule::is_asked_by(std::string_view word) const {
    return std::find(asked_by.begin(), asked_by.end(), word) != asked_by.end();
}

bool meets(const EvidenceRule& rule, std::string_view value) {
    if (rule.is_choice()) {
        return std::find(rule.one_of.begin(), rule.one_of.end(), value) != rule.one_of.end();
    }
    const auto number = plain_number(value);
    return number && *number >= rule.least && *number <= rule.most;
}

std::string to_string(const EvidenceRule& rule) {
    if (rule.is_choice()) return rule.name + ' ' + joined(rule.one_of, " or ");
    return rule.name + " from " + short_number(rule.least) + " to " + short_number(rule.most) +
           (rule.unit.empty() ? "" : ' ' + rule.unit);
}

std::vector<EvidenceRule> not_met(const std::vector<EvidenceRule>& rules, std::string_view word,
                                  const std::map<std::string, std::string>& shown) {
    std::vector<EvidenceRule> lacking;
    for (const auto& rule : rules) {
        if (!rule.is_asked_by(word)) continue;
        const auto found = shown.find(rule.name);
        if (found == shown.end() || !meets(rule, found->second)) lacking.push_back(rule);
    }
    return lacking;
}

std::string to_string(const std::vector<EvidenceRule>& rules) {
    std::vector<std::string> texts;
    texts.reserve(rules.size());
    for (const auto& rule : rules)
        texts.push_back(to_string(rule));
    return joined(texts, ", ");
}

}  // namespace hearth
