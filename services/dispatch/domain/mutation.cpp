#include "services/dispatch/domain/mutation.hpp"

#include <algorithm>
#include <array>

#include "libs/core/utf8.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::array<std::string_view, 14> kMutators = {
    "accept",  "decline",         "en_route", "on_site",   "made_safe",      "supply_restored",
    "suspend", "resume",          "done",     "follow_up", "no_fault_found", "fail",
    "note",    "confirm_incident"};

constexpr std::size_t kMostPairs = 20;  ///< readings, and fields
constexpr std::size_t kLongestShort = 64;
constexpr std::size_t kLongestText = 2000;
constexpr std::size_t kMostNodes = 100;  ///< each stands in an event of every order folded below
constexpr std::size_t kMostPoints = 1000;

/// Keeps the first fault that is found.
class Shape {
public:
    void count(const char* field, std::size_t size, std::size_t most) {
        if (size > most) refuse("TOO_MANY", field, "are more than " + std::to_string(most));
    }
    /// Words of people.
    void text(const char* field, std::string_view text) {
        characters(field, text);
        if (utf8_characters(text) > kLongestText) {
            refuse("TOO_LONG", field,
                   "has more than " + std::to_string(kLongestText) + " characters");
        }
    }
    /// A name, or what an instrument shows: of one line.
    void word(const char* field, std::string_view text) {
        characters(field, text);
        const auto is_control = [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 0x20 || byte == 0x7F;
        };
        if (std::any_of(text.begin(), text.end(), is_control)) {
            refuse("BAD_VALUE", field, "has control characters");
        }
        if (text.size() > kLongestShort) {
            refuse("TOO_LONG", field, "has more than " + std::to_string(kLongestShort) + " bytes");
        }
    }

    void name(const char* field, std::string_view text) {
        if (text.empty()) refuse("BAD_VALUE", field, "is empty");
        word(field, text);
    }
    void reading(std::string_view called, std::string_view value) {
        name("a name of args.result.evidence", called);
        word("a value of args.result.evidence", value);
    }

    std::optional<MutationAnswer> refusal;

private:
    void characters(const char* field, std::string_view text) {
        if (!is_utf8(text)) refuse("BAD_UTF8", field, "is not UTF-8");
        if (text.find('\0') != std::string_view::npos) {
            refuse("NUL_IN_TEXT", field, "holds a NUL character");
        }
    }
    void refuse(const char* reason, const char* field, const std::string& what) {
        if (!refusal) refusal = MutationAnswer{"refused", reason, std::string{field} + ' ' + what};
    }
};

}  // namespace

bool is_mutator(std::string_view word) {
    return std::find(kMutators.begin(), kMutators.end(), word) != kMutators.end();
}

bool is_well_formed(std::string_view name, std::string_view value) {
    Shape shape;
    shape.reading(name, value);
    return !shape.refusal;
}

std::optional<MutationAnswer> misshapen(const Mutation& mutation) {
    if (!is_mutator(mutation.mutator)) {
        return MutationAnswer{"refused", "UNKNOWN_MUTATOR", "there is no such mutator"};
    }
    Shape shape;
    shape.text("args.reason", mutation.reason);
    if (mutation.result) {
        shape.text("args.result.cause", mutation.result->cause);
        shape.text("args.result.note", mutation.result->note);
        shape.count("args.result.evidence", mutation.result->evidence.size(), kMostPairs);
        for (const auto& [name, value] : mutation.result->evidence)
            shape.reading(name, value);
    }
    shape.count("args.fields", mutation.fields.size(), kMostPairs);
    for (const auto& [name, value] : mutation.fields) {
        shape.name("a name of args.fields", name);
        shape.text("a value of args.fields", value);
    }
    shape.count("args.nodes", mutation.nodes.size(), kMostNodes);
    shape.count("args.service_points", mutation.service_points.size(), kMostPoints);
    return shape.refusal;
}

}  // namespace hearth::dispatch
