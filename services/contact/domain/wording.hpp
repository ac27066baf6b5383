#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/contact/domain/facts.hpp"

namespace hearth::contact {

/// What is said in one language. Words in braces are blanks.
struct Words {
    using Texts = std::map<std::string, std::string, std::less<>>;
    Texts lines;     ///< of the timeline, by type of fact
    Texts said;      ///< words of the data as lines say them
    Texts messages;  ///< to customers, by template: mustache
};
/// By language; zh-CN and en are always there.
using Languages = std::map<std::string, Words, std::less<>>;

/// "14:05", or "11-25 14:05" when it is not on the day of `now`, in the zone's time.
std::string local_time(Instant at, Instant now, std::string_view zone);

/// The type that a line goes by: that of what was heard, else the fact's own.
std::string_view line_type(const TimelineRow& row);

/// Writes the lines of facts in both languages, from type and details; one that has words already,
/// like a note, keeps them. Times are shown in the zone's time. Where work is started, its summary
/// too: the title of the class, and what is said of the request's extent.
void word_facts(std::vector<Fact>& facts, const Languages& languages,
                const RequestClass& definition, std::string_view zone);

}  // namespace hearth::contact
