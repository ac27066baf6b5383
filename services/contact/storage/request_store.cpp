#include "services/contact/storage/request_store.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "libs/core/geo.hpp"
#include "libs/core/number.hpp"
#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/storage/identity_store.hpp"
#include "services/contact/storage/interaction_rows.hpp"
#include "services/contact/storage/notice_rows.hpp"
#include "services/contact/storage/request_rows.hpp"
#include "services/contact/storage/work_rows.hpp"
#include "sql_gen/contact_storage/identity.sql.hpp"
#include "sql_gen/contact_storage/request.sql.hpp"

namespace hearth::contact {
namespace {

using Json = nlohmann::json;

/// Reads the parts of locked heads in one statement, after the lock.
Result<void> read_all_parts(sql::Tx& tx, std::vector<Request>& requests) {
    std::vector<Uuid> uids;
    uids.reserve(requests.size());
    for (const Request& request : requests)
        uids.push_back(request.uid);
    if (uids.empty()) return {};
    auto rows = tx.run(statements::request_parts, tx.tenant(), uids);
    if (!rows) return fail(std::move(rows).error());
    std::map<Uuid, int> place;
    for (int i = 0; i < rows->size(); ++i)
        place[(*rows)[i].get<Uuid>("request_id")] = i;
    for (Request& request : requests) {
        const sql::Row row = (*rows)[place.at(request.uid)];
        contact::read_parts(row, request);
        request.asked_elsewhere = row.get<bool>("asked_elsewhere");
    }
    return {};
}

Result<std::vector<Request>> with_parts(sql::Tx& tx, Result<sql::Rows> rows) {
    if (!rows) return fail(std::move(rows).error());
    std::vector<Request> requests;
    for (const sql::Row row : *rows)
        requests.push_back(read_request(row));
    if (auto read = read_all_parts(tx, requests); !read) return fail(std::move(read).error());
    return requests;
}

/// What differs between a request and what was read, as one document for `request_save_parts`.
void add_parts(int tenant, const Edited& edited, Json& document) {
    const Request& now = edited.request;
    const Request& then = edited.before;
    for (std::size_t i = 0; i < now.steps.size(); ++i) {
        if (i >= then.steps.size() || !(now.steps[i] == then.steps[i]))
            document["steps"].push_back(to_row(tenant, now.uid, i, now.steps[i]));
    }
    for (std::size_t i = 0; i < now.clocks.size(); ++i) {
        const bool same =
            now.round == then.round && i < then.clocks.size() && now.clocks[i] == then.clocks[i];
        if (!same)
            document["clocks"].push_back(to_row(tenant, now.uid, now.round, i, now.clocks[i]));
    }
    for (std::size_t i = 0; i < now.promises.size(); ++i) {
        if (i >= then.promises.size() || !(now.promises[i] == then.promises[i]))
            document["promises"].push_back(to_row(tenant, now.uid, i, now.promises[i]));
    }
    for (const Fact& fact : edited.facts)
        document["timeline"].push_back(to_row(tenant, fact.row));
}

}  // namespace

Result<ReportLookup> PgRequestStore::look_up(const RequestClass& definition, const Hearer& reporter,
                                             const std::string& parent_class,
                                             const std::string& contact, Instant now,
                                             const std::string& today) {
    ReportLookup found;
    const auto& premise = reporter.premise;
    const auto key = natural_key(definition, premise);
    const auto take_same = [&found](const sql::Rows& rows) -> Result<void> {
        if (!rows.empty() && !found.same) found.same = read_request(rows[0]);
        return {};
    };
    if (key) {
        tx_.queue_with(
            statements::request_lock_key,
            sql::Params::of(tx_.tenant(), definition.name, *key, now - definition.reopen_within),
            take_same);
    } else if (premise && !parent_class.empty()) {
        tx_.queue_with(
            statements::request_lock_part,
            sql::Params::of(tx_.tenant(), parent_class, to_string(*premise), definition.name),
            take_same);
    }
    if (!key && premise && !contact.empty()) {
        tx_.queue_with(statements::request_lock_told,
                       sql::Params::of(tx_.tenant(), *premise, definition.name, contact),
                       take_same);
    }
    if (premise) {
        tx_.queue_with(statements::premise_for_report,
                       sql::Params::of(tx_.tenant(), *premise, definition.commodity, today),
                       [&found, &premise](const sql::Rows& rows) -> Result<void> {
                           if (rows.empty())
                               return fail(not_found("premises/" + to_string(*premise)));
                           found.premise = read_premise(rows[0]);
                           return {};
                       });
    }
    if (!reporter.address.empty() && (premise || reporter.party)) {
        tx_.queue_with(statements::addresses_known,
                       sql::Params::of(tx_.tenant(), hearers_document({&reporter, 1}), today),
                       [&found](const sql::Rows& rows) -> Result<void> {
                           found.known = rows[0].get<bool>("known");
                           return {};
                       });
    }
    auto rows = tx_.run(statements::request_next_number);
    if (!rows) return fail(std::move(rows).error());
    found.number = spoken_number("R-", (*rows)[0].get<std::int64_t>("number"));
    return found;
}

Result<void> PgRequestStore::read_parts(Request& request) {
    std::vector<Request> one{std::move(request)};
    auto read = read_all_parts(tx_, one);
    request = std::move(one.front());
    return read;
}

Result<Request> PgRequestStore::lock(const Uuid& uid) {
    auto found = lock_all({uid});
    if (!found) return fail(std::move(found).error());
    if (found->empty()) return fail(not_found(request_name(uid)));
    return std::move(found->front());
}

Result<std::vector<Request>> PgRequestStore::lock_all(const std::vector<Uuid>& uids) {
    if (uids.empty()) return std::vector<Request>{};
    return with_parts(tx_, tx_.run(statements::request_lock, tx_.tenant(), uids));
}

Result<std::vector<Uuid>> PgRequestStore::of_incident(const Uuid& incident) {
    auto rows = tx_.run(statements::request_of_incident, tx_.tenant(), incident);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Uuid> uids;
    for (const sql::Row row : *rows)
        uids.push_back(row.get<Uuid>("request_id"));
    return uids;
}

Result<std::vector<Request>> PgRequestStore::lock_due(Instant now, int most,
                                                      const std::vector<Uuid>& but) {
    return with_parts(tx_, tx_.run(statements::request_lock_due, tx_.tenant(), now, most, but));
}

Result<std::vector<Request>> PgRequestStore::lock_ready(int most, const std::vector<Uuid>& but) {
    auto ready =
        with_parts(tx_, tx_.run(statements::request_lock_released, tx_.tenant(), most, but));
    if (!ready) return ready;
    most -= static_cast<int>(ready->size());
    auto over = tx_.run(statements::request_lock_parts_over, tx_.tenant(), most, but);
    if (!over) return fail(std::move(over).error());
    if (over->empty()) return ready;
    // A report may have added a part while the lock was waited for: the second look is after it.
    auto still =
        with_parts(tx_, tx_.run(statements::request_lock_parts_over, tx_.tenant(), most, but));
    if (!still) return still;
    std::move(still->begin(), still->end(), std::back_inserter(*ready));
    return ready;
}

Result<std::vector<Request>> PgRequestStore::lock_endangered(
    const std::vector<std::string>& endangering, int most, const std::vector<Uuid>& but) {
    return with_parts(
        tx_, tx_.run(statements::request_lock_endangered, tx_.tenant(), most, endangering, but));
}

void PgRequestStore::save(std::span<const Edited> edited,
                          const std::map<Uuid, std::optional<Instant>>& next_tick) {
    Json heads = Json::array();
    Json parts{{"steps", Json::array()},
               {"clocks", Json::array()},
               {"promises", Json::array()},
               {"timeline", Json::array()}};
    for (const Edited& one : edited) {
        heads.push_back(to_row(tx_.tenant(), one.request, next_tick.at(one.request.uid)));
        add_parts(tx_.tenant(), one, parts);
    }
    if (edited.empty()) return;
    tx_.queue(statements::request_save, sql::document(heads));
    tx_.queue(statements::request_save_parts, sql::document(parts));
}

Result<std::optional<Uuid>> PgRequestStore::open_with_key(const Request& request) {
    if (!request.key) return std::optional<Uuid>{};
    auto rows = tx_.run(statements::request_open_with_key, tx_.tenant(), request.request_class,
                        *request.key, request.uid);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<Uuid>{};
    return std::optional<Uuid>{(*rows)[0].get<Uuid>("request_id")};
}

Result<std::vector<Request>> PgRequestStore::near(const RequestClass& definition,
                                                  const Request& request, Instant now) {
    constexpr double kMetresPerDegree = 111'000;
    constexpr std::size_t kMost = 5;
    if (definition.near_m <= 0 || !request.location) return std::vector<Request>{};
    const Location& at = *request.location;
    const double band = definition.near_m / kMetresPerDegree;
    auto rows =
        tx_.run(statements::request_near, tx_.tenant(), request.request_class, at.latitude - band,
                at.latitude + band, request.uid, now - definition.near_within);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Request> near;
    for (const sql::Row row : *rows) {
        Request other = read_request(row);
        const double metres = distance_m({at.latitude, at.longitude},
                                         {other.location->latitude, other.location->longitude});
        if (metres <= definition.near_m && near.size() < kMost) near.push_back(std::move(other));
    }
    return near;
}

Result<RequestView> PgRequestStore::view(const Uuid& uid) {
    RequestView view;
    tx_.queue_with(statements::request_of_parent, sql::Params::of(tx_.tenant(), uid),
                   [&view](const sql::Rows& parts) -> Result<void> {
                       for (const sql::Row part : parts) {
                           view.parts.push_back(read_request(part));
                           contact::read_parts(part, view.parts.back());
                       }
                       return {};
                   });
    auto rows = tx_.run(statements::request_view, tx_.tenant(), uid);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(not_found(request_name(uid)));
    const sql::Row row = (*rows)[0];
    view.request = read_request(row);
    contact::read_parts(row, view.request);
    view.timeline = read_timeline(row.get<std::string>("timeline"));
    view.interactions = read_interactions(row.get<std::string>("interactions"));
    view.notices = read_notices(row.get<std::string>("notices"), row.get<std::string>("attempts"));
    view.work = read_work(row.get<std::string>("work"));
    if (const auto json = row.get<std::optional<std::string>>("incident"))
        view.incident = read_incident(*json);
    return view;
}

Result<Uuid> PgRequestStore::find_number(const std::string& number) {
    auto rows = tx_.run(statements::request_find_number, tx_.tenant(), number);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(not_found("request " + number));
    return (*rows)[0].get<Uuid>("request_id");
}

void PgRequestStore::add_number(const std::string& number, const Uuid& request, Instant now) {
    tx_.queue(statements::request_add_number, tx_.tenant(), number, request, now);
}

Result<std::vector<Request>> PgRequestStore::list(const RequestFilter& filter) {
    std::vector<std::string> states;
    for (const RequestState state : filter.states)
        states.emplace_back(name_of(state));
    std::optional<Uuid> last;
    std::optional<Instant> last_due;
    if (!filter.after.empty()) {
        last = parse_uuid(filter.after.substr(0, 36)).value();
        if (filter.after.size() > 37) last_due = parse_rfc3339(filter.after.substr(37)).value();
    }
    sql::Params params =
        sql::Params::of(tx_.tenant(), states, filter.owner_agent, filter.owner_role, filter.premise,
                        filter.party, filter.request_class, filter.incident, last, filter.rows);
    if (filter.by_due) params.add(last_due);
    auto rows = tx_.run_with(
        filter.by_due ? statements::request_list_due : statements::request_list, std::move(params));
    if (!rows) return fail(std::move(rows).error());
    std::vector<Request> found;
    for (const sql::Row row : *rows) {
        found.push_back(read_request(row));
        contact::read_parts(row, found.back());
    }
    return found;
}

std::string PgRequestStore::place(const Request& of, const RequestFilter& filter) const {
    const auto due = filter.by_due ? due_of(of) : std::nullopt;
    return to_string(of.uid) + (due ? ' ' + to_rfc3339(*due) : "");
}

void PgRequestStore::wake_owned(Instant now) {
    tx_.queue(statements::request_wake_owned, tx_.tenant(), now);
}

}  // namespace hearth::contact
