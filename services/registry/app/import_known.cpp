#include "services/registry/app/import_known.hpp"

#include <limits>
#include <map>

#include "services/registry/domain/ids.hpp"

namespace hearth::registry::app {
namespace {

constexpr int kAnyLine = std::numeric_limits<int>::max();

struct Referred {
    std::vector<Uuid> ids;
    std::vector<std::string> codes;
};

std::map<Noun, Referred> by_noun(const std::vector<Reference>& references) {
    std::map<Noun, Referred> all;
    std::unordered_set<Uuid> seen;
    for (const auto& reference : references) {
        if (!seen.insert(reference.id).second) continue;
        auto& referred = all[reference.noun];
        referred.ids.push_back(reference.id);
        referred.codes.push_back(reference.code);
    }
    return all;
}

Result<void> add_existing(Stores& stores, const ChunkPlace& place, Noun noun,
                          const Referred& referred, Known& known) {
    auto existing = stores.existing(noun, referred.ids);
    if (!existing) return fail(std::move(existing).error());
    known.existing.insert(existing->begin(), existing->end());
    if (!place.dry()) return {};
    const FileKind& kind = file_kind(noun);
    // Of its own file a row may only refer to what stands before it.
    const int before_line = kind.noun == place.kind.noun ? place.first_line : kAnyLine;
    auto accepted = stores.imports().accepted(place.import.id, std::string{kind.file},
                                              referred.codes, before_line);
    if (!accepted) return fail(std::move(accepted).error());
    for (const auto& row : *accepted)
        known.existing.insert(imported_id(place.origin.tenant, noun, row.key));
    return {};
}

/// What the nodes carry that rows refer to: as stored, or as their own rows say.
Result<void> add_carried(Stores& stores, const ChunkPlace& place, const Referred& nodes,
                         Known& known) {
    if (place.dry()) {
        const std::string file{file_kind(Noun::kNetworkNode).file};
        const auto columns = stores.imports().columns(place.import.id, file);
        if (!columns) return fail(columns.error());
        if (!columns->empty()) {
            const auto rows = stores.imports().rows_of_keys(place.import.id, file, nodes.codes);
            if (!rows) return fail(rows.error());
            for (const auto& row :
                 parse<NetworkNode>({file_kind(Noun::kNetworkNode), *columns, *rows}, place.origin)
                     .rows)
                known.carried[row.noun.id] = row.noun.commodity;
        }
    }
    const auto stored = stores.nodes().find(nodes.ids);
    if (!stored) return fail(stored.error());
    for (const auto& node : *stored)
        known.carried.emplace(node.id, node.commodity);
    return {};
}

Result<void> add_holders(Stores& stores, const ChunkPlace& place,
                         const std::vector<std::string>& alt_keys, Known& known) {
    auto holders = stores.holders(place.kind.noun, alt_keys);
    if (!holders) return fail(std::move(holders).error());
    known.holders.insert(holders->begin(), holders->end());
    if (!place.dry()) return {};
    auto accepted = stores.imports().accepted_by_alt_key(
        place.import.id, std::string{place.kind.file}, alt_keys, place.first_line);
    if (!accepted) return fail(std::move(accepted).error());
    for (const auto& row : *accepted)
        known.holders[row.alt_key] = imported_id(place.origin.tenant, place.kind.noun, row.key);
    return {};
}

}  // namespace

Result<Known> look_up(Stores& stores, const ChunkPlace& place, const Claims& claims) {
    Known known;
    for (const auto& [noun, referred] : by_noun(claims.references)) {
        if (auto done = add_existing(stores, place, noun, referred, known); !done)
            return fail(std::move(done).error());
        if (noun != Noun::kNetworkNode) continue;
        if (auto done = add_carried(stores, place, referred, known); !done)
            return fail(std::move(done).error());
    }
    if (!claims.alt_keys.empty()) {
        if (auto done = add_holders(stores, place, claims.alt_keys, known); !done)
            return fail(std::move(done).error());
    }
    auto earlier = stores.imports().accepted(place.import.id, std::string{place.kind.file},
                                             claims.codes, place.first_line);
    if (!earlier) return fail(std::move(earlier).error());
    for (const auto& row : *earlier)
        known.earlier_lines.emplace(row.key, row.line);
    return known;
}

}  // namespace hearth::registry::app
