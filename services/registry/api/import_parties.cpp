#include "services/registry/api/import_parties.hpp"

#include <unordered_map>

#include "services/registry/api/events.hpp"

namespace hearth::registry {
namespace {

std::unordered_map<Uuid, Contacts> by_party(std::vector<Contacts> lists) {
    std::unordered_map<Uuid, Contacts> map;
    for (auto& list : lists)
        map.emplace(list.party, std::move(list));
    return map;
}

/// What becomes of parties and lists in one chunk.
struct Work {
    std::vector<Party> parties;
    std::vector<Contacts> lists;
    std::vector<SearchIndex::Entry> entries;
};

Result<void> save(Stores& stores, const Work& work) {
    if (!work.parties.empty()) {
        if (auto saved = stores.parties().save(work.parties); !saved) return saved;
    }
    if (!work.lists.empty()) {
        if (auto saved = stores.contacts().save(work.lists); !saved) return saved;
    }
    return stores.search().replace(work.entries);
}

void add_created(outbox::UnitOfWork& unit, const Plan<Party>& plan, Work& work) {
    for (const auto& party : plan.created) {
        Contacts list{party.id, {}, 1};
        work.entries.push_back({Noun::kParty, party.id, {}, tokens(party, list)});
        unit.record(event_of(party));
        unit.record(event_of(list, party));
        work.parties.push_back(party);
        work.lists.push_back(std::move(list));
    }
}

void add_changed(outbox::UnitOfWork& unit, const Plan<Party>& plan,
                 const std::unordered_map<Uuid, Contacts>& lists, Work& work) {
    for (const auto& [before, after] : plan.changed) {
        Contacts list = lists.at(after.id);
        work.entries.push_back({Noun::kParty, after.id, tokens(before, list), tokens(after, list)});
        unit.record(event_of(after));
        work.parties.push_back(after);
        if (after.same_names(before)) continue;
        ++list.version;
        unit.record(event_of(list, after));
        work.lists.push_back(std::move(list));
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

Result<void> apply_lists(outbox::UnitOfWork& unit, Stores& stores, std::vector<Contacts> lists,
                         const std::vector<Party>& parties,
                         const std::unordered_map<Uuid, Contacts>& stored) {
    std::unordered_map<Uuid, const Party*> party_of;
    for (const auto& party : parties)
        party_of[party.id] = &party;
    Work work;
    for (auto& list : lists) {
        const Party& party = *party_of.at(list.party);
        const auto before = stored.find(list.party);
        work.entries.push_back({Noun::kParty, party.id,
                                before == stored.end() ? Tokens{} : tokens(party, before->second),
                                tokens(party, list)});
        unit.record(event_of(list, party));
        work.lists.push_back(std::move(list));
    }
    return save(stores, work);
}

}  // namespace

Result<void> apply_parties(outbox::UnitOfWork& unit, Stores& stores, Plan<Party>& plan) {
    const auto numbers = stores.party_numbers(plan.created.size());
    if (!numbers) return fail(numbers.error());
    for (std::size_t i = 0; i < plan.created.size(); ++i)
        plan.created[i].number = (*numbers)[i];
    std::vector<Uuid> changed;
    for (auto& change : plan.changed) {
        change.after.updated_at = unit.now();
        changed.push_back(change.after.id);
    }
    auto lists = stores.contacts().lock(changed);
    if (!lists) return fail(std::move(lists).error());
    Work work;
    add_created(unit, plan, work);
    add_changed(unit, plan, by_party(std::move(*lists)), work);
    return save(stores, work);
}

Result<void> take_contacts(outbox::UnitOfWork& unit, Stores& stores, const ChunkPlace& place,
                           const Sheet& sheet) {
    auto batch = parse<ContactRow>(sheet, place.origin);
    Claims claims;
    std::vector<Uuid> ids;
    for (const auto& row : batch.rows) {
        claims.references.push_back(row.references.front());
        ids.push_back(row.noun.party);
    }
    const auto facts = look_up(stores, place, claims);
    if (!facts) return fail(facts.error());
    const ContactPlan plan = plan_contacts(std::move(batch), *facts);
    const auto parties = stores.parties().lock(ids);
    if (!parties) return fail(parties.error());
    auto lists = stores.contacts().lock(ids);
    if (!lists) return fail(std::move(lists).error());
    const auto stored = by_party(std::move(*lists));

    FileReport report{std::string{place.kind.file}, 0, 0, 0, plan.refused_rows};
    auto changed = changed_lists(plan, stored, report);
    if (!place.dry() && !changed.empty()) {
        if (auto done = apply_lists(unit, stores, std::move(changed), *parties, stored); !done)
            return done;
    }
    return stores.imports().record(place.import.id, report, plan.refusals);
}

}  // namespace hearth::registry
