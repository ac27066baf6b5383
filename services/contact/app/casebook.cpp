#include "services/contact/app/casebook.hpp"

#include <algorithm>
#include <utility>

#include "libs/core/resource.hpp"
#include "libs/core/time.hpp"
#include "services/contact/app/render.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::chrono::seconds kRosterAge{5};

bool is_place_of(std::string_view template_name) {
    return template_name == "accepted";
}

}  // namespace

Casebook::Casebook(outbox::Open<Stores> opener, Encode encode, const Catalogue& data,
                   CasebookSettings how)
    : open(std::move(opener)),
      catalogue(data),
      settings(std::move(how)),
      encode_(std::move(encode)) {}

std::string Casebook::today(Instant now) const {
    return local_day(now, settings.zone).value();
}

Result<const RequestClass*> Casebook::definition_of(const Request& request) const {
    const RequestClass* found = catalogue.find(request.request_class, request.class_edition);
    if (found == nullptr && !request.is_open()) found = catalogue.find(request.request_class);
    if (found == nullptr)
        return fail(internal("no edition " + std::to_string(request.class_edition) + " of " +
                             request.request_class));
    return found;
}

Result<Request> Casebook::change(const Scene& scene, const Uuid& uid, const std::string& etag,
                                 const Actor& actor,
                                 const std::function<Result<void>(Change&)>& rule,
                                 const RequestClass* target) {
    auto request = scene.stores->requests().lock(uid);
    if (!request) return request;
    if (auto fresh = check_etag(etag, request->version); !fresh)
        return fail(std::move(fresh).error());
    const auto was = definition_of(*request);
    if (!was) return fail(was.error());
    const RequestClass& definition = target == nullptr ? **was : *target;
    const Request before = *request;
    Change change{*request, definition, catalogue.limits_of(definition), actor};
    if (auto done = rule(change); !done) return fail(std::move(done).error());
    if (auto safe = check_hazard(before, **was, change); !safe)
        return fail(std::move(safe).error());
    if (change.facts.empty()) return std::move(*request);
    if (auto kept = keep(scene, change, before); !kept) return fail(std::move(kept).error());
    return std::move(*request);
}

Result<void> Casebook::keep(const Scene& scene, Change& change, const Request& before) {
    Request& request = change.request;
    if (!before.is_open() && request.is_open()) request.class_edition = change.definition.edition;
    std::vector<Told> told;
    for (NoticeIntent& notice : change.notices)
        told.push_back({&notice, &request});
    if (auto veiled = veil(scene, told); !veiled) return veiled;
    word_facts(change.facts, catalogue.words, change.definition, change.profile.zone);
    const Edited edited{request, before, change.facts};
    scene.stores->requests().save(
        {&edited, 1}, {{request.uid, next_tick_of(request, change.definition, scene.now())}});
    record(scene, change.facts, change.definition);
    return plan(scene, change.notices, request.uid, {});
}

std::vector<Notice> Casebook::notices_of(const Scene& scene,
                                         const std::vector<NoticeIntent>& intents,
                                         const std::optional<Uuid>& request,
                                         const std::string& place) const {
    std::vector<Notice> notices;
    for (const NoticeIntent& intent : intents) {
        if (intent.recipient.empty()) continue;
        Notice notice;
        notice.uid = scene.work.new_id();
        notice.request = request;
        if (auto party = read_name(intent.recipient, "parties", ""); party) notice.party = *party;
        notice.recipient = intent.recipient;
        notice.address = intent.address;
        const Channel* channel = catalogue.channels.to(intent.address);
        if (channel != nullptr) notice.channel = channel->name;
        notice.template_name = intent.template_name;
        notice.template_version = catalogue.words_edition;
        notice.language = intent.language.empty() ? "zh-CN" : intent.language;
        Details fields = intent.fields;
        if (is_place_of(intent.template_name) && !intent.to_stranger)
            fields.emplace_back("place", place);
        notice.text = say(notice.language, intent.template_name, std::move(fields));
        notice.urgent = intent.urgent;
        notice.cause = intent.cause;
        notice.send_after = scene.now();
        notice.created = scene.now();
        notice.version = 1;
        notices.push_back(std::move(notice));
    }
    return notices;
}

Result<void> Casebook::plan(const Scene& scene, const std::vector<NoticeIntent>& intents,
                            const std::optional<Uuid>& request, const std::string& place,
                            const std::optional<Uuid>& cause) {
    const auto notices = notices_of(scene, intents, request, place);
    const auto added = scene.stores->notices().add(notices);
    if (!added) return fail(added.error());
    for (const Notice& notice : notices) {
        if (std::find(added->begin(), added->end(), notice.uid) != added->end())
            record(scene, notice, "NoticePlanned", cause);
    }
    return {};
}

void Casebook::plan_first(const Scene& scene, const std::vector<NoticeIntent>& intents,
                          const Uuid& request, const std::string& place) {
    const auto notices = notices_of(scene, intents, request, place);
    scene.stores->notices().add_first(notices);
    for (const Notice& notice : notices)
        record(scene, notice, "NoticePlanned");
}

void Casebook::record(const Scene& scene, const std::vector<Fact>& facts,
                      const RequestClass& definition, const std::optional<Uuid>& cause) const {
    for (const Fact& fact : facts) {
        outbox::Event event = encode_.fact(fact, definition);
        event.cause = cause;
        scene.work.record(std::move(event));
    }
}

void Casebook::record(const Scene& scene, const Interaction& interaction,
                      const std::string& event) const {
    scene.work.record(encode_.interaction(interaction, event));
}

void Casebook::record(const Scene& scene, const Notice& notice, const std::string& type,
                      const std::optional<Uuid>& cause) const {
    outbox::Event event = encode_.notice(notice, type);
    event.cause = cause;
    scene.work.record(std::move(event));
}

Result<std::shared_ptr<const Roster>> Casebook::roster(const Scene& scene) {
    const int tenant = scene.work.cause().tenant;
    {
        const std::lock_guard lock{mutex_};
        const auto found = rosters_.find(tenant);
        if (found != rosters_.end() && scene.now() - found->second.read < kRosterAge &&
            scene.now() >= found->second.read)
            return found->second.roster;
    }
    auto read = scene.stores->roster().read();
    if (!read) return fail(std::move(read).error());
    read->zone = settings.zone;
    auto shared = std::make_shared<const Roster>(std::move(*read));
    const std::lock_guard lock{mutex_};
    rosters_[tenant] = {shared, scene.now()};
    return shared;
}

Result<RosterImport> Casebook::import_roster(const Scene& scene, const Roster& fresh,
                                             bool dry_run) const {
    const auto old = scene.stores->roster().read();
    if (!old) return fail(old.error());
    RosterImport done;
    for (const AgentRecord& agent : fresh.agents) {
        const AgentRecord* before = old->find(agent.code);
        ++(before == nullptr ? done.created : *before == agent ? done.unchanged : done.changed);
    }
    done.shifts = static_cast<int>(fresh.duty.size());
    const bool same = old->agents == fresh.agents && old->duty == fresh.duty;
    if (dry_run || same) return done;
    scene.stores->roster().replace(fresh);
    scene.stores->requests().wake_owned(scene.now());
    return done;
}

std::optional<Instant> Casebook::next_tick_of(const Request& request,
                                              const RequestClass& definition, Instant now) {
    // A timer that could do nothing must not be found due again at once.
    constexpr std::chrono::seconds kPause{30};
    auto next = next_tick(request, definition);
    if (next && *next < now) next = now + kPause;
    return next;
}

void Casebook::forget_roster() {
    const std::lock_guard lock{mutex_};
    rosters_.clear();
}

std::string Casebook::say(const std::string& language, const std::string& name,
                          Details fields) const {
    fields.emplace_back("utility", language == "en" ? settings.utility_en : settings.utility_zh);
    fields.emplace_back("emergency", settings.emergency);
    return render(catalogue, language, name, fields);
}

Details Casebook::progress_fields(const Request& request, const std::string& language,
                                  Instant now) const {
    Details fields{
        {"no", request.number},
        {"state", word(catalogue, language, "state_" + std::string{name_of(request.state)})}};
    const Promise* promise = promise_made(request, {"arrival", "restoration", "answer"});
    if (promise == nullptr) return fields;
    fields.emplace_back("promise", local_time(promise->due, now, settings.zone));
    fields.emplace_back("what", word(catalogue, language, "what_" + promise->kind));
    return fields;
}

}  // namespace hearth::contact::app
