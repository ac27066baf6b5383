#include "services/registry/domain/words.hpp"

#include <array>
#include <cstddef>

namespace hearth::registry {
namespace {

// The place of a word in its table is the number of its value.
constexpr std::array<std::string_view, 4> kCommodities{"", "electricity", "gas", "water"};
constexpr std::array<std::string_view, 3> kPartyKinds{"", "person", "organisation"};
constexpr std::array<std::string_view, 6> kPartyClasses{"",      "general", "key",
                                                        "large", "special", "vulnerable"};
constexpr std::array<std::string_view, 3> kContactPointKinds{"", "phone", "email"};

template <typename Value, std::size_t Count>
std::string_view find_text(const std::array<std::string_view, Count>& words, Value value) {
    const auto index = static_cast<std::size_t>(value);
    return index < Count ? words[index] : std::string_view{};
}

template <typename Value, std::size_t Count>
std::optional<Value> find_value(const std::array<std::string_view, Count>& words,
                                std::string_view text) {
    for (std::size_t i = 1; i < Count; ++i)
        if (words[i] == text) return static_cast<Value>(i);
    return std::nullopt;
}

}  // namespace

std::string_view to_text(Commodity value) {
    return find_text(kCommodities, value);
}
std::string_view to_text(PartyKind value) {
    return find_text(kPartyKinds, value);
}
std::string_view to_text(PartyClass value) {
    return find_text(kPartyClasses, value);
}
std::string_view to_text(ContactPointKind value) {
    return find_text(kContactPointKinds, value);
}

std::optional<Commodity> parse_commodity(std::string_view text) {
    return find_value<Commodity>(kCommodities, text);
}
std::optional<PartyKind> parse_party_kind(std::string_view text) {
    return find_value<PartyKind>(kPartyKinds, text);
}
std::optional<PartyClass> parse_party_class(std::string_view text) {
    return find_value<PartyClass>(kPartyClasses, text);
}
std::optional<ContactPointKind> parse_contact_point_kind(std::string_view text) {
    return find_value<ContactPointKind>(kContactPointKinds, text);
}

}  // namespace hearth::registry
