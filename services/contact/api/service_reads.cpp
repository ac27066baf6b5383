#include <tuple>

#include "libs/phone/phone.hpp"
#include "services/contact/api/contact_service.hpp"
#include "services/contact/api/customer_view.hpp"
#include "services/contact/api/service_commands.hpp"

namespace hearth::contact {
namespace {

/// Reads without a lock.
Result<void> read(service::Host& host, const app::Casebook& casebook, const rpc::Call& call,
                  const std::function<Result<void>(Stores&)>& body) {
    return host.work().read(call.principal.tenant, call.deadline, [&](sql::Tx& tx) {
        const auto stores = casebook.open(tx);
        return body(*stores);
    });
}

Result<Uuid> request_of(Stores& stores, const std::string& name) {
    if (name.starts_with("R-")) return stores.requests().find_number(name);
    return require_name(name, "serviceRequests", "name");
}

/// What took the place of a tombstone; ids given out stay good for ever.
Result<RequestView> view_of(Stores& stores, Uuid uid) {
    constexpr int kMostHops = 8;
    for (int hop = 0;; ++hop) {
        auto view = stores.requests().view(uid);
        if (!view || !view->request.merged_into || hop == kMostHops) return view;
        uid = *view->request.merged_into;
    }
}

pb::GetRequestResponse to_proto(const RequestView& view) {
    pb::GetRequestResponse out;
    *out.mutable_service_request() = to_proto(view.request);
    for (const TimelineRow& row : view.timeline)
        *out.add_timeline() = to_proto(row, true);
    for (const Interaction& interaction : view.interactions)
        *out.add_interactions() = to_proto(interaction);
    for (const Notice& notice : view.notices)
        *out.add_notices() = to_proto(notice, true);
    for (const WorkKnown& work : view.work)
        *out.add_work_orders() = to_proto(work);
    if (view.incident) *out.mutable_incident() = to_proto(*view.incident);
    for (const Step& step : view.request.steps)
        *out.add_all_steps() = to_proto(step);
    for (const Promise& promise : view.request.promises)
        *out.add_all_promises() = to_proto(promise);
    for (const Request& part : view.parts)
        *out.add_parts() = to_proto(part);
    return out;
}

Result<RequestFilter> filter_of(const pb::ListRequestsRequest& in) {
    RequestFilter filter;
    for (const int state : in.states())
        filter.states.push_back(static_cast<RequestState>(state));
    filter.owner_agent = agent_code(in.owner_agent());
    filter.owner_role = in.owner_role();
    filter.request_class = in.class_();
    for (const auto& [name, collection, field, into] :
         {std::tuple{in.premise(), "premises", "premise", &filter.premise},
          std::tuple{in.party(), "parties", "party", &filter.party},
          std::tuple{in.incident(), "incidents", "incident", &filter.incident}}) {
        auto uid = read_name(name, collection, field);
        if (!uid) return fail(std::move(uid).error());
        *into = *uid;
    }
    if (!in.order_by().empty() && in.order_by() != "create_time" && in.order_by() != "due_time")
        return fail(invalid_argument("order_by", "UNKNOWN_VALUE", "is create_time or due_time"));
    filter.by_due = in.order_by() == "due_time";
    return filter;
}

/// Newest first by uid.
template <typename Filter>
void start_after(Filter& filter, const service::Page& page) {
    filter.rows = page.rows();
    if (!page.after().empty()) filter.before = parse_uuid(page.after()).value();
}

template <typename Row>
std::string key_of_last(const Row& last) {
    return to_string(last.uid);
}

}  // namespace

Result<void> ContactService::get_request(const rpc::Call& call, const pb::GetRequestRequest& in,
                                         pb::GetRequestResponse& out) {
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        const auto uid = request_of(stores, in.name());
        if (!uid) return fail(uid.error());
        const auto view = view_of(stores, *uid);
        if (!view) return fail(view.error());
        out = to_proto(*view);
        if (call.as_owner) keep_customer_view(out);
        return {};
    });
}

Result<void> ContactService::list_requests(const rpc::Call& call, const pb::ListRequestsRequest& in,
                                           pb::ListRequestsResponse& out) {
    auto filter = filter_of(in);
    if (!filter) return fail(std::move(filter).error());
    const auto page = service::Page::of(host_.page_tokens(), in);
    if (!page) return fail(page.error());
    if (call.as_owner) filter->party = uid_of(call.principal.id);
    filter->rows = page->rows();
    filter->after = page->after();
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        auto found = stores.requests().list(*filter);
        if (!found) return fail(std::move(found).error());
        out.set_next_page_token(page->cut(
            *found, [&](const Request& last) { return stores.requests().place(last, *filter); }));
        for (const Request& one : *found)
            *out.add_service_requests() = to_proto(one);
        if (call.as_owner) keep_customer_view(out);
        return {};
    });
}

Result<void> ContactService::identify_caller(const rpc::Call& call,
                                             const pb::IdentifyCallerRequest& in,
                                             pb::IdentifyCallerResponse& out) {
    const auto phone = phone::normalise(in.phone(), casebook_.settings.region);
    if (!phone) return fail(invalid_argument("phone", "BAD_PHONE", "cannot be a telephone number"));
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        const auto caller = app::Intake::identify(stores, *phone, in.commodity(),
                                                  casebook_.today(host_.clock().now()));
        if (!caller) return fail(caller.error());
        *out.mutable_identity() = to_proto(*caller);
        return {};
    });
}

Result<void> ContactService::get_interaction(const rpc::Call& call,
                                             const pb::GetInteractionRequest& in,
                                             pb::GetInteractionResponse& out) {
    const auto uid = require_name(in.name(), "interactions", "name");
    if (!uid) return fail(uid.error());
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        const auto found = stores.interactions().find(*uid);
        if (!found) return fail(found.error());
        *out.mutable_interaction() = to_proto(*found);
        return {};
    });
}

Result<void> ContactService::list_interactions(const rpc::Call& call,
                                               const pb::ListInteractionsRequest& in,
                                               pb::ListInteractionsResponse& out) {
    InteractionFilter filter;
    auto of = read_name(in.request(), "serviceRequests", "request");
    if (!of) return fail(std::move(of).error());
    auto party = read_name(in.party(), "parties", "party");
    if (!party) return fail(std::move(party).error());
    filter.request = *of;
    filter.party = *party;
    filter.channel = in.channel();
    filter.drafts = in.drafts();
    const auto page = service::Page::of(host_.page_tokens(), in);
    if (!page) return fail(page.error());
    start_after(filter, *page);
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        auto found = stores.interactions().list(filter);
        if (!found) return fail(std::move(found).error());
        out.set_next_page_token(page->cut(*found, key_of_last<Interaction>));
        for (const auto& one : *found)
            *out.add_interactions() = to_proto(one);
        return {};
    });
}

Result<void> ContactService::list_notices(const rpc::Call& call, const pb::ListNoticesRequest& in,
                                          pb::ListNoticesResponse& out) {
    NoticeFilter filter;
    auto of = read_name(in.request(), "serviceRequests", "request");
    if (!of) return fail(std::move(of).error());
    auto party = read_name(in.party(), "parties", "party");
    if (!party) return fail(std::move(party).error());
    filter.request = *of;
    filter.party = *party;
    if (in.state() != pb::NOTICE_STATE_UNSPECIFIED)
        filter.state = static_cast<NoticeState>(in.state());
    const auto page = service::Page::of(host_.page_tokens(), in);
    if (!page) return fail(page.error());
    start_after(filter, *page);
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        auto found = stores.notices().list(filter);
        if (!found) return fail(std::move(found).error());
        out.set_next_page_token(page->cut(*found, key_of_last<Notice>));
        for (const auto& one : *found)
            *out.add_notices() = to_proto(one, true);
        return {};
    });
}

Result<void> ContactService::get_job_contact(const rpc::Call& call,
                                             const pb::GetJobContactRequest& in,
                                             pb::GetJobContactResponse& out) {
    const auto uid = require_name(in.request(), "serviceRequests", "request");
    if (!uid) return fail(uid.error());
    return read(host_, casebook_, call, [&](Stores& stores) -> Result<void> {
        const auto found = stores.identity().job_contact(*uid);
        if (!found) return fail(found.error());
        const bool english = found->language == "en" && !found->name_en.empty();
        out.set_name(english || found->name_zh.empty() ? found->name_en : found->name_zh);
        out.set_phone(found->phone);
        out.set_words(found->words);
        out.set_language(found->language);
        for (std::size_t from = 0; from < found->needs.size();) {
            const auto comma = std::min(found->needs.find(',', from), found->needs.size());
            out.add_needs(found->needs.substr(from, comma - from));
            from = comma + 1;
        }
        out.set_address_zh(found->address_zh);
        out.set_address_en(found->address_en);
        return {};
    });
}

Result<void> ContactService::list_classes(const rpc::Call& /*call*/,
                                          const pb::ListClassesRequest& /*in*/,
                                          pb::ListClassesResponse& out) {
    for (const auto& [key, definition] : casebook_.catalogue.classes) {
        const bool reported =
            casebook_.catalogue.find(key.first) == &definition && !definition.has_parts();
        if (reported) *out.add_classes() = to_proto(definition);
    }
    return {};
}

}  // namespace hearth::contact
