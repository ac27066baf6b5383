#pragma once

#include "services/registry/domain/import_plan.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry::app {

/// Where a chunk stands: of which import, in which pass, from which line on.
struct ChunkPlace {
    const ImportState& import;
    const FileKind& kind;
    const Origin& origin;
    int first_line = 0;

    [[nodiscard]] bool dry() const { return import.pass == "dry"; }
};

/// What the rows of a batch say that must be looked up.
struct Claims {
    std::vector<std::string> codes;
    std::vector<std::string> alt_keys;
    std::vector<Reference> references;
};

template <typename N>
Claims claims_of(const Batch<N>& batch) {
    Claims claims;
    for (const auto& row : batch.rows) {
        claims.codes.push_back(row.noun.code);
        if (auto alt = alt_key(row.noun); !alt.empty()) claims.alt_keys.push_back(std::move(alt));
        claims.references.insert(claims.references.end(), row.references.begin(),
                                 row.references.end());
    }
    return claims;
}

/// In a real pass the tables know everything; in a dry pass what this pass has accepted counts too.
Result<Known> look_up(Stores& stores, const ChunkPlace& place, const Claims& claims);

}  // namespace hearth::registry::app
