#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace hearth::registry {

// The words of the registry, as files, tables and people write them. Numbers are the protos'.

enum class Commodity { kUnspecified = 0, kElectricity = 1, kGas = 2, kWater = 3 };
enum class PartyKind { kUnspecified = 0, kPerson = 1, kOrganisation = 2 };
enum class PartyClass {
    kUnspecified = 0,
    kGeneral = 1,
    kKey = 2,
    kLarge = 3,
    kSpecial = 4,
    kVulnerable = 5
};
enum class ContactPointKind { kUnspecified = 0, kPhone = 1, kEmail = 2 };

std::string_view to_text(Commodity value);  ///< "electricity"; empty when not specified
std::string_view to_text(PartyKind value);
std::string_view to_text(PartyClass value);
std::string_view to_text(ContactPointKind value);

/// All words of a kind.
template <typename Value>
std::vector<std::string_view> words_of() {
    std::vector<std::string_view> words;
    for (int value = 1; !to_text(static_cast<Value>(value)).empty(); ++value)
        words.push_back(to_text(static_cast<Value>(value)));
    return words;
}

/// Nothing for a word that is none.
std::optional<Commodity> parse_commodity(std::string_view text);
std::optional<PartyKind> parse_party_kind(std::string_view text);
std::optional<PartyClass> parse_party_class(std::string_view text);
std::optional<ContactPointKind> parse_contact_point_kind(std::string_view text);

/// What an event, a change or an import is about.
enum class Noun {
    kNetworkNode,
    kPremise,
    kServicePoint,
    kDevice,
    kParty,
    kContacts,
    kAccount,
    kAgreement
};

}  // namespace hearth::registry
