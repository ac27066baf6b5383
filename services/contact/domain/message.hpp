#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::contact {

struct Catalogue;
struct RequestClass;

struct SafetyAnswers {
    bool person_hurt = false;
    bool fire_or_gas = false;
    bool fallen_or_open = false;
    bool damage_spreading = false;

    bool operator==(const SafetyAnswers&) const = default;
};

/// Words of one language that tell of one matter, each as `plain` leaves it.
struct WordSet {
    std::vector<std::string> phrases;  ///< each tells it alone
    std::vector<std::string> nouns;    ///< each tells it together …
    std::vector<std::string> signs;    ///< … with each of these, wherever they stand
    std::vector<std::string> except;   ///< left out before nouns and signs are looked for
};

/// What people write of a matter, and which of the safety questions is answered by it.
struct Spoken {
    std::map<std::string, WordSet> words;  ///< by language
    SafetyAnswers safety;
};

/// A hazard that has no class of its own: its safety words are told at once, and a person calls.
struct SpokenHazard {
    std::string name;
    std::string template_name;
    Spoken spoken;
};

/// What somebody means by a short message.
struct Meaning {
    enum class Kind {
        kUnknown,
        kReport,  ///< of `classes`, of `hazard`, or of both
        kProgress,
        kStillOut,
        kSupplyBack,
        kTakenBack,
        kOptOut,
        kOptIn,
    };
    Kind kind = Kind::kUnknown;
    std::vector<const RequestClass*> classes;  ///< the newest editions, hazards to life first
    const SpokenHazard* hazard = nullptr;
    SafetyAnswers safety;  ///< what its words say of all that is reported
    std::string language;  ///< of the report's words

    [[nodiscard]] bool is_hazard() const;  ///< to life
};

/// Lower case, full-width ASCII as plain, without spaces and punctuation.
std::string plain(std::string_view text);

/// Reads a text by the words of the catalogue, in all its languages at once: hazards to life go
/// before all else, then replies, which are a whole text, then what else classes say. The answer
/// points into the catalogue.
Meaning read_message(const Catalogue& catalogue, std::string_view text);

}  // namespace hearth::contact
