#include "services/dispatch/api/contact_consumer.hpp"

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "libs/core/utf8.hpp"
#include "libs/runtime/failpoint.hpp"
#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

namespace events = ::hearth::contact::events::v1;
using contact::v1::ServiceRequest;

constexpr std::string_view kTypes = "hearth.contact.events.v1.";
/// Callers describe a place as long as they like, and all of an order stands in each of its events.
constexpr std::size_t kLongestWords = 2000;

using Kind = app::RequestNews::Kind;

Hazard hazard_of(contact::v1::Hazard hazard) {
    switch (hazard) {
        case contact::v1::HAZARD_LIFE:
            return Hazard::kLife;
        case contact::v1::HAZARD_PROPERTY:
            return Hazard::kProperty;
        default:
            return Hazard::kNone;
    }
}

WorkRequest work_of(const events::WorkStart& work, NameReader& names) {
    WorkRequest out;
    out.work_class = work.class_();
    out.commodity = work.commodity();
    out.hazard = hazard_of(work.hazard());
    out.rank = work.rank();
    out.premise = names.optional("work.premise", "premises", work.premise());
    out.service_point = names.optional("work.service_point", "servicePoints", work.service_point());
    out.node = names.optional("work.node", "networkNodes", work.node());
    const auto words = utf8_front(work.location().words(), kLongestWords);
    out.place = {point_of(work.location()), work.location().accuracy_m(), std::string{words}};
    out.place_class = work.place_class();
    if (!work.has_reported_time()) names.refuse("work.reported_time", "REQUIRED", "is missing");
    out.reported_at = from_proto(work.reported_time());
    if (work.has_arrive_by()) out.arrive_by = from_proto(work.arrive_by());
    if (work.has_danger_time()) out.danger_at = from_proto(work.danger_time());
    out.needs = {work.needs().begin(), work.needs().end()};
    for (const auto& rule : work.evidence_rules())
        out.evidence_rules.push_back(from_proto(rule));
    out.summary_zh = work.summary_zh();
    out.summary_en = work.summary_en();
    out.critical = work.critical();
    return out;
}

void read_head(const ServiceRequest& head, NameReader& names, app::RequestNews& news) {
    news.request = names.required("service_request.name", "serviceRequests", head.name());
    news.rank = head.rank();
    news.hazard = hazard_of(head.hazard());
    news.round = head.round();
}

using News = Result<std::optional<app::RequestNews>>;

/// `more` reads what the event has besides its head.
template <typename Event, typename Read>
News read_as(Kind kind, const outbox::Delivery& delivery, const Read& more) {
    auto event = outbox::read<Event>(delivery);
    if (!event) return fail(std::move(event).error());
    NameReader names;
    app::RequestNews news;
    news.kind = kind;
    news.event = delivery.event_id;
    read_head(event->service_request(), names, news);
    const auto& row = event->row();
    news.at = row.has_observed_time() ? from_proto(row.observed_time()) : delivery.occurred_at;
    more(*event, names, news);
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return std::optional{std::move(news)};
}

/// StepStarted, StepFailed, StepWaived name one.
template <typename Event>
void read_step(const Event& event, NameReader&, app::RequestNews& news) {
    news.step = event.step();
    news.round = event.round();
    news.attempt = event.attempt();
}

template <typename Event>
void read_work(const Event& event, NameReader& names, app::RequestNews& news) {
    if (event.has_work()) news.work = work_of(event.work(), names);
}

void read_started(const events::StepStarted& event, NameReader& names, app::RequestNews& news) {
    read_step(event, names, news);
    read_work(event, names, news);
    if (event.step().empty()) names.refuse("step", "REQUIRED", "is missing");
}

void read_reclassified(const events::RequestReclassified& event, NameReader& names,
                       app::RequestNews& news) {
    read_work(event, names, news);
    news.other_class = true;
}

void read_withdrawn(const events::RequestWithdrawn& event, NameReader&, app::RequestNews& news) {
    news.reason = event.reason();
}

/// Nothing for what dispatch does not listen to.
News read(const outbox::Delivery& delivery) {
    if (!delivery.type.starts_with(kTypes)) return std::optional<app::RequestNews>{};
    const auto type = delivery.type.substr(kTypes.size());
    const auto head_only = [](const auto&, NameReader&, app::RequestNews&) {};
    using events::StepFailed, events::StepWaived;
    if (type == "StepStarted")
        return read_as<events::StepStarted>(Kind::kStepStarted, delivery, read_started);
    if (type == "StepFailed")
        return read_as<StepFailed>(Kind::kStepEnded, delivery, read_step<StepFailed>);
    if (type == "StepWaived")
        return read_as<StepWaived>(Kind::kStepEnded, delivery, read_step<StepWaived>);
    if (type == "RequestRelocated")
        return read_as<events::RequestRelocated>(Kind::kPlaced, delivery,
                                                 read_work<events::RequestRelocated>);
    if (type == "RequestReclassified")
        return read_as<events::RequestReclassified>(Kind::kPlaced, delivery, read_reclassified);
    if (type == "RequestWithdrawn")
        return read_as<events::RequestWithdrawn>(Kind::kWithdrawn, delivery, read_withdrawn);
    if (type == "RequestsMerged")
        return read_as<events::RequestsMerged>(Kind::kMerged, delivery, head_only);
    if (type == "RequestResolved")
        return read_as<events::RequestResolved>(Kind::kResolved, delivery, head_only);
    if (type == "RequestChased")
        return read_as<events::RequestChased>(Kind::kUrged, delivery, head_only);
    if (type == "InteractionJoined")
        return read_as<events::InteractionJoined>(Kind::kUrged, delivery, head_only);
    return std::optional<app::RequestNews>{};
}

}  // namespace

outbox::Apply apply_requests(const app::Requests& requests) {
    return [&requests](outbox::UnitOfWork& work,
                       std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::vector<app::RequestNews> all;
        for (const auto& delivery : deliveries) {
            auto news = read(delivery);
            if (!news) return fail(std::move(news).error());
            if (*news) all.push_back(**std::move(news));
        }
        if (all.empty()) return {};
        if (auto done = requests.hear(work, std::move(all)); !done) return done;
        return runtime::failpoint("dispatch.consumer.before_commit");
    };
}

}  // namespace hearth::dispatch
