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
    std::vector<std::string> except;   ///< what stands inside one of these does not count …
    std::vector<std::string> unless;   ///< … but where one of these reaches into it
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
/// Whether spaces or punctuation stand between its letters.
bool has_marks_within(std::string_view text);

/// Reads a text by the words of the catalogue, in all its languages at once: hazards to life go
/// before all else, then replies, which are a whole text, then what else classes say. The answer
/// points into the catalogue.
///
/// What an exception covers is passed over only where it can be read in no other way: not across a
/// space or punctuation, not where a noun reaches into it, not of a sign right behind its noun, not
/// where the words name another reading. In doubt it is what the noun and the sign say.
Meaning read_message(const Catalogue& catalogue, std::string_view text);

/// Hazards whose safety words are to be told beside what was reported: those that the words tell
/// of (null: none), and those that a safety answer tells of, but for what reported hazards to life
/// say themselves. They point into the catalogue, in its order.
std::vector<const SpokenHazard*> hazards_beside(const Catalogue& catalogue,
                                                const SpokenHazard* told,
                                                const SafetyAnswers& answers,
                                                const std::vector<const RequestClass*>& reported);

}  // namespace hearth::contact
