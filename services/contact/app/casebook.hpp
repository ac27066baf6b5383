#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/contact/app/answer.hpp"
#include "services/contact/app/scene.hpp"
#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/commands.hpp"

namespace hearth::contact::app {

struct CasebookSettings {
    std::string utility_zh = "供电";
    std::string utility_en = "Hearth";
    std::string region = "CN";
    std::string emergency = "120";  ///< whom to call when somebody is hurt
    std::string zone = "Asia/Shanghai";
};

/// A matter as a command brings it.
struct ReportInput {
    std::string request_class;
    std::vector<std::string> also;  ///< further classes of the same report
    std::optional<Uuid> parent;     ///< what it is a part of
    bool after_hazard = false;      ///< another part of it endangers whoever is sent
    std::optional<Uuid> premise;
    std::optional<Location> location;
    std::optional<Uuid> party;
    Triage triage;
    std::string address;  ///< normalised; personal
    std::string language;
    std::optional<Uuid> join;  ///< the open request that the caller names
    Instant observed;
    std::string interaction;  ///< `interactions/<uid>`
    std::string agent;        ///< code, when a person took it
    bool at_desk = false;     ///< a person of ours hears the answer, whoever reports
    bool is_called = false;   ///< a person of ours calls whoever reports
    Actor actor;
};

/// What became of it.
struct ReportOutcome {
    Request request;
    std::string outcome;  ///< `opened`, `joined`, `reopened`, `followed`
    PremiseKnown premise;
    Reply reply;
    std::vector<Request> likely_same;
    std::vector<ReportOutcome> parts;  ///< of several classes, the hazard first
    /// What a stranger hears instead; absent when everything may be told.
    struct Stranger {
        bool own = true;     ///< the request is what he reported, not what it was joined to
        std::string number;  ///< of his report
        Details fields;
        std::vector<std::string> ask;
    };
    std::optional<Stranger> stranger;
};

/// What an import of the roster did to the agents.
struct RosterImport {
    int created = 0;
    int changed = 0;
    int unchanged = 0;
    int shifts = 0;
};

/// The rules of the domain, applied inside one transaction to what the stores hold: reads, decides,
/// queues the writes, records the events. Thread-safe; a scene belongs to one thread.
class Casebook {
public:
    Casebook(outbox::Open<Stores> open, Encode encode, const Catalogue& catalogue,
             CasebookSettings settings);

    /// What everything below works in.
    [[nodiscard]] Scene scene(outbox::UnitOfWork& work) const {
        return {work, open(work.tx()), today(work.now())};
    }
    /// The local day, YYYY-MM-DD; throws where the machine does not know the zone.
    [[nodiscard]] std::string today(Instant now) const;

    /// Opens, joins, reopens or follows; of several classes a parent and each part. Danger to life
    /// in a class that sends no crew is reported as `hazard_classes` say, too. ALREADY_EXISTS,
    /// reason SERVICE_REQUEST_OPEN_KEY, when a twin was faster: run the transaction again.
    Result<ReportOutcome> report(const Scene& scene, const ReportInput& input);
    /// A class that people name; INVALID_ARGUMENT on `field`, reason UNKNOWN_CLASS, for any other.
    [[nodiscard]] Result<const RequestClass*> reported_class(const std::string& name,
                                                             const char* field) const;
    /// Runs what a person or a channel asks for on a locked request, whose version must be the
    /// etag's unless that is empty; it becomes one of the class `target`, where that is given.
    /// HAZARD_OPEN as `check_hazard` says.
    Result<Request> change(const Scene& scene, const Uuid& uid, const std::string& etag,
                           const Actor& actor, const std::function<Result<void>(Change&)>& rule,
                           const RequestClass* target = nullptr);
    /// To the premise, else to the location. One that learns its key only now, and finds it held,
    /// gives way to the holder; KEY_HELD when it knew it.
    Result<void> relocate(const Scene& scene, Change& change, const std::optional<Uuid>& premise,
                          const std::optional<Location>& location) const;
    /// The change was made for the class that it becomes one of. KEY_HELD as above.
    Result<void> reclassify(const Scene& scene, Change& change) const;

    /// Queues a changed request with its facts and notices.
    Result<void> keep(const Scene& scene, Change& change, const Request& before);
    /// Plans notices; those told before are dropped. A round trip where there is one to plan.
    Result<void> plan(const Scene& scene, const std::vector<NoticeIntent>& intents,
                      const std::optional<Uuid>& request, const std::string& place,
                      const std::optional<Uuid>& cause = {});
    /// The same about a request that this transaction makes, and whose id is in each cause: nobody
    /// can have been told before, so nothing is waited for.
    void plan_first(const Scene& scene, const std::vector<NoticeIntent>& intents,
                    const Uuid& request, const std::string& place);
    /// Their events. `cause` is the event that a listener applied.
    void record(const Scene& scene, const std::vector<Fact>& facts, const RequestClass& definition,
                const std::optional<Uuid>& cause = {}) const;
    void record(const Scene& scene, const Interaction& interaction, const std::string& event) const;
    void record(const Scene& scene, const Notice& notice, const std::string& type,
                const std::optional<Uuid>& cause = {}) const;

    /// A notice that is about to be planned about a request.
    struct Told {
        NoticeIntent* notice;
        const Request* request;
    };
    /// Rewords what would tell a stranger more than he may hear. One round trip where something
    /// would.
    Result<void> veil(const Scene& scene, std::span<const Told> told) const;
    /// False for a stranger.
    Result<bool> is_known(const Scene& scene, const std::string& address,
                          const Request& request) const;

    /// Who serves now; read again when older than some seconds.
    Result<std::shared_ptr<const Roster>> roster(const Scene& scene);
    void forget_roster();
    /// Takes the place of the roster that is there, unless it is the same or this is a dry run.
    Result<RosterImport> import_roster(const Scene& scene, const Roster& fresh, bool dry_run) const;
    /// When the request's timers are to be looked at.
    [[nodiscard]] static std::optional<Instant> next_tick_of(const Request& request,
                                                             const RequestClass& definition,
                                                             Instant now);

    /// What whoever reported is told.
    [[nodiscard]] Answer answer_of(const ReportOutcome& outcome) const;
    /// How a request stands, in both languages.
    [[nodiscard]] Answer progress_of(const Request& request, Instant now) const;
    /// The same as fields of the templates, in words for the customer.
    [[nodiscard]] Details progress_fields(const Request& request, const std::string& language,
                                          Instant now) const;
    [[nodiscard]] std::string say(const std::string& language, const std::string& name,
                                  Details fields) const;
    /// The edition by which it is worked. One that is over and whose edition is there no more goes
    /// on by the newest, should it open again.
    [[nodiscard]] Result<const RequestClass*> definition_of(const Request& request) const;

    const outbox::Open<Stores> open;
    const Catalogue& catalogue;
    const CasebookSettings settings;

private:
    [[nodiscard]] std::vector<Notice> notices_of(const Scene& scene,
                                                 const std::vector<NoticeIntent>& intents,
                                                 const std::optional<Uuid>& request,
                                                 const std::string& place) const;
    Result<ReportOutcome> report_joined(const Scene& scene, const ReportInput& input);
    Result<ReportOutcome> report_several(const Scene& scene, const ReportInput& input);
    Result<ReportOutcome> report_one(const Scene& scene, const ReportInput& input,
                                     const RequestClass& definition);
    /// How whoever reports stands to the request, and the number of his report.
    struct Heard {
        bool known = false;
        bool own = true;
        std::string number;
    };
    Result<Heard> heard(const Scene& scene, const ReportInput& input, const ReportLookup& found,
                        const Request& request) const;
    Result<void> word_for_strangers(const Scene& scene, const ReportInput& input,
                                    const Report& report, const Heard& heard, Change& change,
                                    ReportOutcome& outcome) const;
    Result<ReportOutcome> join_named(const Scene& scene, const ReportInput& input);
    Result<ReportOutcome> join_or_reopen(const Scene& scene, const ReportInput& input,
                                         ReportLookup found, const Report& report);
    Result<ReportOutcome> open_new(const Scene& scene, const ReportInput& input,
                                   const RequestClass& definition, ReportLookup found,
                                   const Report& report);

    const Encode encode_;
    struct Cached {
        std::shared_ptr<const Roster> roster;
        Instant read;
    };
    std::mutex mutex_;
    std::map<int, Cached> rosters_;
};

/// What is reopened where its matter was reported anew meanwhile keeps its hazard, and gives up the
/// key.
Result<void> stand_beside(const Scene& scene, Request& reopened);

}  // namespace hearth::contact::app
