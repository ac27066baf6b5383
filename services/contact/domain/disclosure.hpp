#pragma once

#include <optional>
#include <string>

#include "services/contact/domain/request.hpp"

namespace hearth::contact {

/// Where something about a request is heard. Known is an address that is a contact point of the
/// party or of somebody served at the premise; anybody else is a stranger, who hears of what he
/// reported himself: number, promise and safety words.
struct Hearer {
    std::string address;
    std::optional<Uuid> premise;
    std::optional<Uuid> party;
    bool known = false;
};

/// True for words that name a place, a cause or an incident.
bool tells_more(const NoticeIntent& notice);

/// The notice for a stranger, in other words, which keep number and promise. Empty words: nothing
/// is told.
void withhold(NoticeIntent& notice, const std::string& words);

/// A stranger was joined to what is somebody else's: his own number, and nothing that was promised
/// to others.
void withhold_others(Details& fields, const std::string& number);

}  // namespace hearth::contact
