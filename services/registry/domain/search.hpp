#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/id.hpp"
#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {

/// What something is found by: sorted, each once. A query finds what has all of its tokens.
using Tokens = std::vector<std::string>;

Tokens tokens(const Party& party, const Contacts& contacts);
Tokens tokens(const Premise& premise);
Tokens tokens(const Account& account);
Tokens tokens(const Device& device);

/// Ways to read what somebody typed; what any of them finds is found. "138 0013 8000" is one
/// number, or three of an address.
struct Query {
    std::vector<Tokens> readings;
    std::string folded;  ///< the whole of it, for telling exact hits from others
};

/// `phone` is the text as E.164 where it can be one. INVALID_ARGUMENT for a text that is empty,
/// longer than 200 characters, or has nothing to look for. At most 12 tokens a reading; the rest is
/// ignored.
Result<Query> parse_query(std::string_view text, const std::optional<std::string>& phone);

/// One thing found, with the lines to show.
struct Hit {
    Noun noun = Noun::kParty;
    Uuid id;
    std::optional<Uuid> party;    ///< leads to, where it is one
    std::optional<Uuid> premise;  ///< leads to, where it is one
    std::string title_zh;
    std::string title_en;
    std::string key;  ///< number, serial: equal to the query means meant
};

/// Best first: what is the query, then what begins with it, then the shorter.
void rank(std::vector<Hit>& hits, const Query& query);

}  // namespace hearth::registry
