#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "services/contact/domain/disclosure.hpp"
#include "services/contact/domain/facts.hpp"
#include "services/contact/domain/identity.hpp"
#include "services/contact/domain/interaction.hpp"
#include "services/contact/domain/notice.hpp"
#include "services/contact/domain/request.hpp"
#include "services/contact/domain/roster.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact {

/// An incident that customers may hear of.
struct IncidentKnown {
    Uuid uid;
    std::string number;
    std::string kind;
    std::string commodity;
    std::string state;
    std::int64_t customers = -1;
    std::optional<Instant> forecast_restoration;

    bool operator==(const IncidentKnown&) const = default;
};

/// A work order as dispatch's last event left it.
struct WorkKnown {
    Uuid uid;
    std::int64_t version = 0;
    std::optional<Uuid> request;
    std::string number;
    std::string state;
    std::string step;
    int round = 0;
    int attempt = 0;
    std::string crew;
    std::optional<Instant> forecast_arrival;
    std::optional<Instant> forecast_restoration;
    std::optional<Instant> on_site;
    std::optional<Instant> supply_restored;
    std::optional<Instant> done;
    std::optional<Uuid> parent;

    bool operator==(const WorkKnown&) const = default;
};

/// What projections know of a place and who is served there.
struct PremiseKnown {
    Place place;
    std::string address_zh;
    std::string address_en;
    Reporter reporter;  ///< the party served there, without an address
    std::string language;
    std::optional<IncidentKnown> incident;
};

/// What a report needs to know before it is decided, found in one round trip.
struct ReportLookup {
    std::optional<Request> same;  ///< locked: the open one of the same key, else the latest that
                                  ///< may reopen; without its parts
    PremiseKnown premise;
    std::string number;  ///< for a new request
    bool known = false;  ///< whoever reports is no stranger there
};

/// A request with what it was when read: only differences are written.
struct Edited {
    Request request;
    Request before;
    std::vector<Fact> facts;
};

/// Everything about one request, as of one moment.
struct RequestView {
    Request request;
    std::vector<TimelineRow> timeline;
    std::vector<Interaction> interactions;
    std::vector<Notice> notices;
    std::vector<WorkKnown> work;
    std::optional<IncidentKnown> incident;
    std::vector<Request> parts;
};

struct RequestFilter {
    std::vector<RequestState> states;
    std::string owner_agent;
    std::string owner_role;
    std::optional<Uuid> premise;
    std::optional<Uuid> party;
    std::string request_class;
    std::optional<Uuid> incident;
    bool by_due = false;
    std::string after;  ///< place of the row before the first
    int rows = 50;
};

/// Service requests. Writes are queued and travel with the transaction's next round trip.
class RequestStore {
public:
    RequestStore() = default;
    RequestStore(const RequestStore&) = delete;
    RequestStore& operator=(const RequestStore&) = delete;
    virtual ~RequestStore() = default;

    /// Locks the request of the key. A class without one finds its part under the open parent of
    /// the premise, where `parent_class` names what such a parent is; else its open hazard to life
    /// at the premise that was told in the same contact, `interactions/<uid>`, if there is one.
    virtual Result<ReportLookup> look_up(const RequestClass& definition, const Hearer& reporter,
                                         const std::string& parent_class,
                                         const std::string& contact, Instant now,
                                         const std::string& today) = 0;
    /// Reads steps, clocks and promises of a locked request.
    virtual Result<void> read_parts(Request& request) = 0;
    /// NOT_FOUND when one of one is missing; of several, those that are there. Locked in the order
    /// of their ids.
    virtual Result<Request> lock(const Uuid& uid) = 0;
    virtual Result<std::vector<Request>> lock_all(const std::vector<Uuid>& uids) = 0;
    /// Members of an incident that are not over.
    virtual Result<std::vector<Uuid>> of_incident(const Uuid& incident) = 0;
    /// Locks requests whose time has come, those that nobody else works on and that are not among
    /// `but`.
    virtual Result<std::vector<Request>> lock_due(Instant now, int most,
                                                  const std::vector<Uuid>& but) = 0;
    /// Locks what its parent's other parts let go on: held back and endangered by none any more; or
    /// a parent whose parts are all over.
    virtual Result<std::vector<Request>> lock_ready(int most, const std::vector<Uuid>& but) = 0;
    /// Open parts that are to be held back and are not yet: another part of their parent endangers
    /// whoever is sent. None of the classes in `endangering`, which are never held back.
    virtual Result<std::vector<Request>> lock_endangered(
        const std::vector<std::string>& endangering, int most, const std::vector<Uuid>& but) = 0;
    /// ALREADY_EXISTS with reason SERVICE_REQUEST_OPEN_KEY, at the transaction's next round trip,
    /// when another one holds the key.
    virtual void save(std::span<const Edited> edited,
                      const std::map<Uuid, std::optional<Instant>>& next_tick) = 0;
    virtual Result<std::optional<Uuid>> open_with_key(const Request& request) = 0;
    /// Open ones of the same class without a key, near and recent.
    virtual Result<std::vector<Request>> near(const RequestClass& definition,
                                              const Request& request, Instant now) = 0;
    virtual Result<RequestView> view(const Uuid& uid) = 0;
    /// Finds a request by its own number or one of a report that was joined to it.
    virtual Result<Uuid> find_number(const std::string& number) = 0;
    /// A number that a report has of its own beside its request's. Queued.
    virtual void add_number(const std::string& number, const Uuid& request, Instant now) = 0;
    /// Heads with steps, clocks, promises.
    virtual Result<std::vector<Request>> list(const RequestFilter& filter) = 0;
    /// Where a row stands in the order of that list.
    [[nodiscard]] virtual std::string place(const Request& of,
                                            const RequestFilter& filter) const = 0;
    /// Requests whose owner's shift must be looked at anew.
    virtual void wake_owned(Instant now) = 0;
};

struct ContactOfJob {
    std::string name_zh;
    std::string name_en;
    std::string phone;
    std::string words;
    std::string language;
    std::string needs;
    std::string address_zh;
    std::string address_en;
};

/// Things that a party says are its own.
struct Belongings {
    std::set<Uuid> requests;
    std::set<std::string> numbers;  ///< of requests, as people say them
    std::set<Uuid> premises;
};

/// Parties, premises and what is known of them: registry's facts as projections.
/// `today` is a local day, YYYY-MM-DD: agreements begin and end with one.
class IdentityStore {
public:
    IdentityStore() = default;
    IdentityStore(const IdentityStore&) = delete;
    IdentityStore& operator=(const IdentityStore&) = delete;
    virtual ~IdentityStore() = default;

    struct Candidates {
        std::vector<CandidateParty> parties;
        std::vector<CandidatePremise> premises;
        std::vector<IncidentKnown> incidents;  ///< confirmed, that reach one of the premises
        std::vector<Uuid> requests;            ///< open ones of these premises and parties
    };
    virtual Result<Candidates> by_address(const std::string& address, const std::string& today) = 0;
    /// A premise as a report needs it; NOT_FOUND when it is not known.
    virtual Result<PremiseKnown> premise(const Uuid& premise, const std::string& commodity,
                                         const std::string& today) = 0;
    /// Says of each whether its address is known there, in one round trip.
    virtual Result<void> recognise(std::span<Hearer> hearers, const std::string& today) = 0;
    /// True when each request is the party's, and no tombstone, and it is served at each premise.
    virtual Result<bool> owns(const Uuid& party, const Belongings& things,
                              const std::string& today) = 0;
    virtual Result<ContactOfJob> job_contact(const Uuid& request) = 0;
};

struct InteractionFilter {
    std::optional<Uuid> request;
    std::optional<Uuid> party;
    std::string channel;
    bool drafts = false;
    std::optional<Uuid> before;
    int rows = 50;
};

class InteractionStore {
public:
    InteractionStore() = default;
    InteractionStore(const InteractionStore&) = delete;
    InteractionStore& operator=(const InteractionStore&) = delete;
    virtual ~InteractionStore() = default;

    /// Locks the one with the channel's id, if it is there.
    virtual Result<std::optional<Interaction>> find_message(const std::string& channel,
                                                            const std::string& message_id) = 0;
    virtual Result<Interaction> find(const Uuid& uid) = 0;
    virtual Result<Interaction> lock(const Uuid& uid) = 0;
    virtual void save(const Interaction& interaction) = 0;
    virtual Result<std::vector<Interaction>> list(const InteractionFilter& filter) = 0;
    /// Locks those whose caller is to be called back by now, and that nobody else works on nor are
    /// among `but`.
    virtual Result<std::vector<Interaction>> lock_call_backs(Instant now, int most,
                                                             const std::vector<Uuid>& but) = 0;
    virtual void add_consent(const std::string& address, bool given, const Uuid& interaction,
                             Instant now) = 0;
};

struct NoticeFilter {
    std::optional<Uuid> request;
    std::optional<Uuid> party;
    std::optional<NoticeState> state;
    std::optional<Uuid> before;
    int rows = 50;
};

class NoticeStore {
public:
    NoticeStore() = default;
    NoticeStore(const NoticeStore&) = delete;
    NoticeStore& operator=(const NoticeStore&) = delete;
    virtual ~NoticeStore() = default;

    /// Plans those whose (recipient, template, cause) is new; tells which. One round trip.
    virtual Result<std::vector<Uuid>> add(std::span<const Notice> notices) = 0;
    /// The same where each of them can only be new, without waiting for an answer; the transaction
    /// fails if one is not.
    virtual void add_first(std::span<const Notice> notices) = 0;
    struct Due {
        Notice notice;
        std::vector<std::string> addresses;  ///< in the order to be tried
        std::vector<std::string> opted_out;
    };
    /// Locks the next one to be sent that nobody else is at and that is not among `but`.
    virtual Result<std::optional<Due>> lock_due(Instant now, const std::vector<Uuid>& but) = 0;
    virtual Result<Notice> lock(const Uuid& uid) = 0;
    virtual Result<Notice> lock_of_attempt(const Uuid& attempt) = 0;
    /// The request of what was told last to an address.
    virtual Result<std::optional<Uuid>> last_to(const std::string& address, Instant since) = 0;
    /// The notice and its attempts.
    virtual void save(const Notice& notice) = 0;
    virtual Result<std::vector<Notice>> list(const NoticeFilter& filter) = 0;
};

class RosterStore {
public:
    RosterStore() = default;
    RosterStore(const RosterStore&) = delete;
    RosterStore& operator=(const RosterStore&) = delete;
    virtual ~RosterStore() = default;
    virtual Result<Roster> read() = 0;  ///< in no zone yet
    virtual void replace(const Roster& roster) = 0;
};

class ProjectionStore;

/// Contact as one transaction sees it. What it hands out lives as long as it.
class Stores {
public:
    Stores() = default;
    Stores(const Stores&) = delete;
    Stores& operator=(const Stores&) = delete;
    virtual ~Stores() = default;

    virtual RequestStore& requests() = 0;
    virtual IdentityStore& identity() = 0;
    virtual InteractionStore& interactions() = 0;
    virtual NoticeStore& notices() = 0;
    virtual RosterStore& roster() = 0;
    virtual ProjectionStore& projections() = 0;
};

}  // namespace hearth::contact
