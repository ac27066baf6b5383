#include "services/registry/app/import_chunk.hpp"

#include <unordered_map>

#include "libs/runtime/failpoint.hpp"
#include "services/registry/app/import_known.hpp"
#include "services/registry/app/import_parties.hpp"
#include "services/registry/domain/column.hpp"

namespace hearth::registry::app {
namespace {

constexpr int kRowsPerChunk = 2000;
constexpr int kListsPerChunk = 1500;

template <typename N>
std::vector<N> saved_nouns(const Plan<N>& plan) {
    std::vector<N> all = plan.created;
    all.reserve(plan.created.size() + plan.changed.size());
    for (const auto& change : plan.changed)
        all.push_back(change.after);
    return all;
}

template <typename N>
constexpr bool kSearched =
    std::is_same_v<N, Premise> || std::is_same_v<N, Device> || std::is_same_v<N, Account>;

template <typename N>
Result<void> index(Stores& stores, Noun noun, const Plan<N>& plan) {
    if constexpr (kSearched<N>) {
        std::vector<SearchIndex::Entry> entries;
        for (const auto& created : plan.created)
            entries.push_back({noun, created.id, {}, tokens(created)});
        for (const auto& change : plan.changed)
            entries.push_back({noun, change.after.id, tokens(change.before), tokens(change.after)});
        return stores.search().replace(entries);
    }
    return {};
}

/// An agreement's event names the party, which its account knows.
Result<void> complete_agreements(Stores& stores, std::vector<Agreement>& agreements) {
    const auto accounts = stores.accounts().find(column(agreements, &Agreement::account));
    if (!accounts) return fail(accounts.error());
    std::unordered_map<Uuid, Uuid> party_of;
    for (const auto& account : *accounts)
        party_of[account.id] = account.party;
    for (auto& agreement : agreements)
        agreement.party = party_of[agreement.account];
    return {};
}

template <typename N>
Result<void> apply(const Context& context, outbox::UnitOfWork& work, Stores& stores, Noun noun,
                   Plan<N>& plan) {
    if constexpr (std::is_same_v<N, Agreement>) {
        if (auto done = complete_agreements(stores, plan.created); !done) return done;
    }
    if constexpr (std::is_same_v<N, Party>) {
        return apply_parties(context, work, stores, plan);
    } else {
        const auto nouns = saved_nouns(plan);
        if (nouns.empty()) return {};
        if (auto saved = stores.of<N>().save(nouns); !saved) return saved;
        for (const auto& what : nouns)
            context.record(work, fact_of(what));
        return index(stores, noun, plan);
    }
}

template <typename N>
Result<void> take(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                  const ChunkPlace& place, const Sheet& sheet) {
    Batch<N> batch = parse<N>(sheet, place.origin);
    auto known = look_up(stores, place, claims_of(batch));
    if (!known) return fail(std::move(known).error());
    const auto ids = column(batch.rows, [](const Parsed<N>& row) { return row.noun.id; });
    const auto stored = stores.of<N>().lock(ids);
    if (!stored) return fail(stored.error());
    Plan<N> result = plan(place.kind, std::move(batch), std::move(*known), *stored);
    if (!place.dry()) {
        if (auto done = apply(context, work, stores, place.kind.noun, result); !done) return done;
    }
    return stores.imports().record(
        place.import.id,
        {std::string{place.kind.file}, static_cast<std::int64_t>(result.created.size()),
         static_cast<std::int64_t>(result.changed.size()), result.unchanged, result.refused_rows},
        result.refusals);
}

Result<void> take_noun(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                       const ChunkPlace& place, const Sheet& sheet) {
    switch (place.kind.noun) {
        case Noun::kNetworkNode:
            return take<NetworkNode>(context, work, stores, place, sheet);
        case Noun::kPremise:
            return take<Premise>(context, work, stores, place, sheet);
        case Noun::kServicePoint:
            return take<ServicePoint>(context, work, stores, place, sheet);
        case Noun::kDevice:
            return take<Device>(context, work, stores, place, sheet);
        case Noun::kParty:
            return take<Party>(context, work, stores, place, sheet);
        case Noun::kAccount:
            return take<Account>(context, work, stores, place, sheet);
        case Noun::kAgreement:
            return take<Agreement>(context, work, stores, place, sheet);
        case Noun::kContacts:
            return take_contacts(context, work, stores, place, sheet);
    }
    return {};
}

/// The next rows of the file that is on; none at its end. Contact points come by whole lists.
Result<std::vector<SourceRow>> next_rows(Stores& stores, ImportState& import,
                                         const FileKind& kind) {
    const std::string file{kind.file};
    if (kind.noun != Noun::kContacts) {
        auto rows =
            stores.imports().rows_after_line(import.id, file, import.after_line, kRowsPerChunk);
        if (rows && !rows->empty()) import.after_line = rows->back().line;
        return rows;
    }
    auto rows = stores.imports().rows_after_key(import.id, file, import.after_key, kListsPerChunk);
    if (!rows) return fail(std::move(rows).error());
    std::vector<SourceRow> plain;
    if (!rows->empty()) import.after_key = rows->back().key;
    for (auto& row : *rows)
        plain.push_back(std::move(row.row));
    return plain;
}

}  // namespace

Result<void> take_chunk(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                        ImportState& import) {
    for (; import.file < file_kinds().size(); ++import.file, import.after_line = 0) {
        const FileKind& kind = file_kinds()[import.file];
        const auto columns = stores.imports().columns(import.id, std::string{kind.file});
        if (!columns) return fail(columns.error());
        if (columns->empty()) continue;
        const auto rows = next_rows(stores, import, kind);
        if (!rows) return fail(rows.error());
        if (rows->empty()) continue;
        const Origin origin{work.cause().tenant, work.now(), work.cause().actor,
                            [&](std::string_view text) -> Result<std::string> {
                                return context.normalised(std::string{text});
                            }};
        import.rows_done += static_cast<std::int64_t>(rows->size());
        if (auto go = runtime::failpoint("registry.import_chunk"); !go) return go;
        return take_noun(context, work, stores, {import, kind, origin, rows->front().line},
                         {kind, *columns, *rows});
    }
    import.done = true;
    return import.pass == "real" ? stores.imports().drop_rows(import.id) : Result<void>{};
}

}  // namespace hearth::registry::app
