#include "services/registry/app/import_parties.hpp"

#include <unordered_map>

namespace hearth::registry::app {
namespace {

std::unordered_map<Uuid, Contacts> by_party(std::vector<Contacts> lists) {
    std::unordered_map<Uuid, Contacts> map;
    for (auto& list : lists)
        map.emplace(list.party, std::move(list));
    return map;
}

/// What becomes of parties and lists in one chunk.
struct Writes {
    std::vector<Party> parties;
    std::vector<Contacts> lists;
    std::vector<SearchIndex::Entry> entries;
};

Result<void> save(Stores& stores, const Writes& writes) {
    if (!writes.parties.empty()) {
        if (auto saved = stores.parties().save(writes.parties); !saved) return saved;
    }
    if (!writes.lists.empty()) {
        if (auto saved = stores.contacts().save(writes.lists); !saved) return saved;
    }
    return stores.search().replace(writes.entries);
}

void add_created(const Context& context, outbox::UnitOfWork& work, const Plan<Party>& plan,
                 Writes& writes) {
    for (const auto& party : plan.created) {
        Contacts list{party.id, {}, 1};
        writes.entries.push_back({Noun::kParty, party.id, {}, tokens(party, list)});
        context.record(work, fact_of(party));
        context.record(work, ContactPointsChanged{list, party});
        writes.parties.push_back(party);
        writes.lists.push_back(std::move(list));
    }
}

void add_changed(const Context& context, outbox::UnitOfWork& work, const Plan<Party>& plan,
                 const std::unordered_map<Uuid, Contacts>& lists, Writes& writes) {
    for (const auto& [before, after] : plan.changed) {
        Contacts list = lists.at(after.id);
        writes.entries.push_back(
            {Noun::kParty, after.id, tokens(before, list), tokens(after, list)});
        context.record(work, fact_of(after));
        writes.parties.push_back(after);
        if (after.same_names(before)) continue;
        ++list.version;
        context.record(work, ContactPointsChanged{list, after});
        writes.lists.push_back(std::move(list));
    }
}

/// Gives the planned lists their versions; returns those that differ from what is stored.
std::vector<Contacts> changed_lists(const ContactPlan& plan,
                                    const std::unordered_map<Uuid, Contacts>& stored,
                                    FileReport& report) {
    std::vector<Contacts> changed;
    for (const auto& list : plan.lists) {
        const std::int64_t rows = plan.rows_of.at(list.party);
        const auto before = stored.find(list.party);
        if (before == stored.end() || before->second.points.empty()) {
            report.created += rows;
        } else if (before->second.points == list.points) {
            report.unchanged += rows;
            continue;
        } else {
            report.changed += rows;
        }
        const std::int64_t version = before == stored.end() ? 0 : before->second.version;
        changed.push_back({list.party, list.points, version + 1});
    }
    return changed;
}

Result<void> apply_lists(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                         std::vector<Contacts> lists, const std::vector<Party>& parties,
                         const std::unordered_map<Uuid, Contacts>& stored) {
    std::unordered_map<Uuid, const Party*> party_of;
    for (const auto& party : parties)
        party_of[party.id] = &party;
    Writes writes;
    for (auto& list : lists) {
        const Party& party = *party_of.at(list.party);
        const auto before = stored.find(list.party);
        writes.entries.push_back({Noun::kParty, party.id,
                                  before == stored.end() ? Tokens{} : tokens(party, before->second),
                                  tokens(party, list)});
        context.record(work, ContactPointsChanged{list, party});
        writes.lists.push_back(std::move(list));
    }
    return save(stores, writes);
}

}  // namespace

Result<void> apply_parties(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                           Plan<Party>& plan) {
    const auto numbers = stores.party_numbers(plan.created.size());
    if (!numbers) return fail(numbers.error());
    for (std::size_t i = 0; i < plan.created.size(); ++i)
        plan.created[i].number = (*numbers)[i];
    std::vector<Uuid> changed;
    for (auto& change : plan.changed) {
        change.after.updated_at = work.now();
        changed.push_back(change.after.id);
    }
    auto lists = stores.contacts().lock(changed);
    if (!lists) return fail(std::move(lists).error());
    Writes writes;
    add_created(context, work, plan, writes);
    add_changed(context, work, plan, by_party(std::move(*lists)), writes);
    return save(stores, writes);
}

Result<void> take_contacts(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                           const ChunkPlace& place, const Sheet& sheet) {
    auto batch = parse<ContactRow>(sheet, place.origin);
    Claims claims;
    std::vector<Uuid> ids;
    for (const auto& row : batch.rows) {
        claims.references.push_back(row.references.front());
        ids.push_back(row.noun.party);
    }
    const auto known = look_up(stores, place, claims);
    if (!known) return fail(known.error());
    const ContactPlan plan = plan_contacts(std::move(batch), *known);
    const auto parties = stores.parties().lock(ids);
    if (!parties) return fail(parties.error());
    auto lists = stores.contacts().lock(ids);
    if (!lists) return fail(std::move(lists).error());
    const auto stored = by_party(std::move(*lists));

    FileReport report{std::string{place.kind.file}, 0, 0, 0, plan.refused_rows};
    auto changed = changed_lists(plan, stored, report);
    if (!place.dry() && !changed.empty()) {
        if (auto done = apply_lists(context, work, stores, std::move(changed), *parties, stored);
            !done)
            return done;
    }
    return stores.imports().record(place.import.id, report, plan.refusals);
}

}  // namespace hearth::registry::app
