#include "services/contact/app/batch.hpp"

#include <utility>

#include "services/contact/domain/timers.hpp"

namespace hearth::contact::app {

Result<void> Batch::lock(const std::vector<Uuid>& uids) {
    auto found = scene_.stores->requests().lock_all(uids);
    if (!found) return fail(std::move(found).error());
    take(std::move(*found));
    return {};
}

void Batch::take(std::vector<Request> locked) {
    for (Request& request : locked) {
        const Uuid uid = request.uid;
        Edited edited{std::move(request), {}, {}};
        edited.before = edited.request;
        edited_.emplace(uid, std::move(edited));
    }
}

std::vector<Uuid> Batch::locked() const {
    std::vector<Uuid> uids;
    for (const auto& [uid, edited] : edited_)
        uids.push_back(uid);
    return uids;
}

Result<void> Batch::change(const Uuid& uid, std::optional<Uuid> cause,
                           const std::function<void(Change&)>& rule) {
    const auto found = edited_.find(uid);
    if (found == edited_.end()) return {};
    Edited& edited = found->second;
    const auto definition = casebook_.definition_of(edited.request);
    if (!definition) return fail(definition.error());
    const Actor actor{cause ? "event:" + to_string(*cause) : scene_.work.cause().actor,
                      cause ? "event" : "timer", scene_.now()};
    Change change{edited.request, **definition, casebook_.catalogue.limits_of(**definition), actor};
    rule(change);
    word_facts(change.facts, casebook_.catalogue.words, **definition, change.profile.zone);
    casebook_.record(scene_, change.facts, **definition, cause);
    edited.facts.insert(edited.facts.end(), std::make_move_iterator(change.facts.begin()),
                        std::make_move_iterator(change.facts.end()));
    if (!change.notices.empty()) notices_.push_back({uid, std::move(change.notices), cause});
    return {};
}

Result<void> Batch::save() {
    std::vector<Casebook::Told> told;
    for (Notices& notices : notices_) {
        for (NoticeIntent& intent : notices.intents)
            told.push_back({&intent, &edited_.at(notices.request).request});
    }
    if (auto veiled = casebook_.veil(scene_, told); !veiled) return veiled;
    std::vector<Edited> all;
    std::map<Uuid, std::optional<Instant>> next;
    for (auto& [uid, edited] : edited_) {
        const auto definition = casebook_.definition_of(edited.request);
        if (!definition) return fail(definition.error());
        next[uid] = casebook_.next_tick_of(edited.request, **definition, scene_.now());
        all.push_back(std::move(edited));
    }
    scene_.stores->requests().save(all, next);
    for (const Notices& notices : notices_) {
        if (auto done = casebook_.plan(scene_, notices.intents, notices.request, {}, notices.cause);
            !done)
            return done;
    }
    return {};
}

}  // namespace hearth::contact::app
