#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libs/outbox/unit_of_work.hpp"
#include "services/contact/api/convert.hpp"
#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/commands.hpp"
#include "services/contact/domain/ports.hpp"
#include "services/contact/domain/projections.hpp"

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
    Actor actor;
};

/// What became of it.
struct ReportOutcome {
    Request request;
    std::string outcome;  ///< `opened`, `joined`, `reopened`, `followed`
    PremiseKnown premise;
    std::string template_name;
    Details fields;
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

/// The rules of the domain, applied inside one transaction to what the stores hold: reads, decides,
/// queues the writes, records the events. Thread-safe; a unit of work belongs to one thread.
class Casebook {
public:
    Casebook(outbox::Open<Stores> stores, const Catalogue& catalogue, CasebookSettings settings);

    /// Opens, joins, reopens or follows; of several classes a parent and each part. ALREADY_EXISTS,
    /// reason SERVICE_REQUEST_OPEN_KEY, when a twin was faster: run the transaction again.
    Result<ReportOutcome> report(outbox::UnitOfWork& work, const ReportInput& input);
    /// A class that people name; INVALID_ARGUMENT on `field`, reason UNKNOWN_CLASS, for any other.
    [[nodiscard]] Result<const RequestClass*> reported_class(const std::string& name,
                                                             const char* field) const;
    /// Runs what a person or a channel asks for on a locked request, whose version must be the
    /// etag's unless that is empty; it becomes one of the class `target`, where that is given.
    /// HAZARD_OPEN as `check_hazard` says.
    Result<Request> change(outbox::UnitOfWork& work, const Uuid& uid, const std::string& etag,
                           const Actor& actor, const std::function<Result<void>(Change&)>& rule,
                           const RequestClass* target = nullptr);
    /// Queues a changed request with its facts and notices.
    Result<void> keep(outbox::UnitOfWork& work, Change& change, const Request& before);
    /// Plans notices; those told before are dropped. A round trip where there is one to plan.
    Result<void> plan(outbox::UnitOfWork& work, const std::vector<NoticeIntent>& intents,
                      const std::optional<Uuid>& request, const std::string& place,
                      std::optional<Uuid> cause = {});
    /// A notice that is about to be planned about a request.
    struct Told {
        NoticeIntent* notice;
        const Request* request;
    };
    /// Rewords what would tell a stranger more than he may hear. One round trip where something
    /// would.
    Result<void> veil(outbox::UnitOfWork& work, std::span<const Told> told);
    /// False for a stranger.
    Result<bool> is_known(outbox::UnitOfWork& work, const std::string& address,
                          const Request& request);
    /// Who serves now; read again when older than some seconds.
    Result<std::shared_ptr<const Roster>> roster(outbox::UnitOfWork& work);
    void forget_roster();
    /// When the request's timers are to be looked at.
    [[nodiscard]] static std::optional<Instant> next_tick_of(const Request& request,
                                                             const RequestClass& definition,
                                                             Instant now);

    /// The request as it stands, and the promise that holds now.
    static void put_standing(const Request& request, pb::Answer& answer);
    /// What a stranger may know of his request: that it was taken in.
    static void put_own(const Request& request, const std::string& number, pb::Answer& answer);
    void put_answer(const ReportOutcome& outcome, pb::Answer& answer) const;
    /// How a request stands, in words for the customer.
    [[nodiscard]] Details progress_fields(const Request& request, const std::string& language,
                                          Instant now) const;
    [[nodiscard]] std::string say(const std::string& language, const std::string& name,
                                  Details fields) const;
    [[nodiscard]] Result<const RequestClass*> definition_of(const Request& request) const;

    const outbox::Open<Stores> stores;
    const Catalogue& catalogue;
    const CasebookSettings settings;

private:
    Result<ReportOutcome> report_several(outbox::UnitOfWork& work, const ReportInput& input);
    Result<ReportOutcome> report_one(outbox::UnitOfWork& work, const ReportInput& input,
                                     const RequestClass& definition);
    void put_one(const ReportOutcome& outcome, pb::Answer& answer) const;
    void put_for_stranger(const ReportOutcome& outcome, pb::Answer& answer) const;
    /// How whoever reports stands to the request, and the number of his report.
    struct Heard {
        bool known = false;
        bool own = true;
        std::string number;
    };
    Result<Heard> heard(outbox::UnitOfWork& work, const ReportInput& input,
                        const ReportLookup& found, const Request& request);
    Result<void> word_for_strangers(outbox::UnitOfWork& work, const ReportInput& input,
                                    const Report& report, const Heard& heard, Change& change,
                                    ReportOutcome& outcome);
    Result<ReportOutcome> join_named(outbox::UnitOfWork& work, const ReportInput& input);
    Result<ReportOutcome> join_or_reopen(outbox::UnitOfWork& work, const ReportInput& input,
                                         const RequestClass& definition, ReportLookup found,
                                         const Report& report);
    Result<ReportOutcome> open(outbox::UnitOfWork& work, const ReportInput& input,
                               const RequestClass& definition, ReportLookup found,
                               const Report& report);

    struct Cached {
        std::shared_ptr<const Roster> roster;
        Instant read;
    };
    std::mutex mutex_;
    std::map<int, Cached> rosters_;
};

}  // namespace hearth::contact::app
