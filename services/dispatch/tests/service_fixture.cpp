#include "services/dispatch/tests/service_fixture.hpp"

#include <manifest_gen/dispatch.hpp>

#include "libs/service/request.hpp"

namespace hearth::dispatch::test {
namespace {

testkit::Topics topics() {
    return {topics_of(manifest::dispatch::kManifest), 2};
}

}  // namespace

Town::Town()
    : ground_("dispatch", topics(),
              {{"HEARTH_DATABASE__POOL_SIZE", "6"},
               {"HEARTH_KAFKA__SESSION_TIMEOUT", "2s"},
               {"HEARTH_PEERS__CONTACT", "127.0.0.1:1"}}) {}

Instant Town::system_now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

void Town::publish(const std::string& topic, const Uuid& key, std::int64_t version,
                   const google::protobuf::Message& event, const Uuid& event_id) const {
    const auto record = testkit::event_record(topic, key, version, event.GetTypeName(),
                                              event.SerializeAsString(), event_id);
    ground_.send({&record, 1});
}

void Town::report(const Uuid& request, std::int64_t version, const std::string& node,
                  const std::string& work_class, double km, int attempt) const {
    contact_events::StepStarted event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    event.set_step("repair");
    event.set_round(1);
    event.set_attempt(attempt);
    auto& work = *event.mutable_work();
    work.set_class_(work_class);
    work.set_commodity(work_class.substr(work_class.find('.') + 1));
    if (work_class == "gas_smell.gas") {
        work.set_hazard(contact::v1::HAZARD_LIFE);
        auto& rule = *work.add_evidence_rules();
        rule.set_name("gas_reading_ppm");
        rule.set_kind("number");
        rule.set_unit("ppm");
        rule.set_most(50);
        rule.add_asked_by("made_safe");
        rule.add_asked_by("done");
    }
    work.set_service_point(name("servicePoints", named_uuid("point", to_string(request))));
    if (!node.empty()) work.set_node(name("networkNodes", named_uuid("node", node)));
    work.mutable_location()->set_latitude(30);
    work.mutable_location()->set_longitude(120 + km / 96.3);
    *work.mutable_reported_time() = service::to_proto(system_now());
    *work.mutable_arrive_by() = service::to_proto(system_now() + 45min);
    publish(manifest::dispatch::kContactServiceRequest, request, version, event);
}

void Town::resolve(const Uuid& request, std::int64_t version) const {
    contact_events::RequestResolved event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    *event.mutable_row()->mutable_observed_time() = service::to_proto(system_now());
    publish(manifest::dispatch::kContactServiceRequest, request, version, event);
}

void Town::withdraw(const Uuid& request, std::int64_t version) const {
    contact_events::RequestWithdrawn event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    event.set_reason("customer");
    publish(manifest::dispatch::kContactServiceRequest, request, version, event);
}

void Town::endanger(const Uuid& request, std::int64_t version) const {
    contact_events::InteractionJoined event;
    event.mutable_service_request()->set_name(name("serviceRequests", request));
    event.mutable_service_request()->set_hazard(contact::v1::HAZARD_LIFE);
    publish(manifest::dispatch::kContactServiceRequest, request, version, event);
}

Server::Server(const Town& town, const Environment& overrides)
    : ServiceProcess(town.ground(), HEARTH_DISPATCH, DISPATCH_YAML, overrides) {}

void Server::import_crews() const {
    v1::ImportCrewsRequest request;
    request.set_request_id("import-crews");
    for (const auto* code : {"C01", "C02"}) {
        auto& crew = *request.add_crews();
        crew.set_code(code);
        crew.set_title_en(code);
        crew.add_skills("electricity");
        if (std::string{code} == "C01") crew.add_skills("gas");
        crew.mutable_base()->set_latitude(30);
        crew.mutable_base()->set_longitude(code[2] == '1' ? 120 : 120.3);
        for (int day = 1; day <= 7; ++day) {
            auto& shift = *crew.add_shifts();
            shift.set_weekday(day);
            shift.set_end_minute(1440);
        }
    }
    const auto done =
        call(&v1::DispatchService::Stub::ImportCrews, request, "operator", "operators/O1");
    INFO(
        (done ? std::string{} : done.error().reason + " " + done.error().message + " " + output()));
    REQUIRE(done);
    REQUIRE(done->refused_size() == 0);
}

v1::WorkOrder Server::order_of(const Uuid& request, const std::string& state) const {
    v1::ListWorkOrdersRequest question;
    question.set_request(name("serviceRequests", request));
    v1::WorkOrder found;
    const bool came = testkit::eventually(
        [&] {
            const auto answer = call(&v1::DispatchService::Stub::ListWorkOrders, question);
            if (!answer || answer->work_orders_size() != 1) return false;
            found = answer->work_orders(0);
            return found.state() == state;
        },
        30s);
    return came ? found : v1::WorkOrder{};
}

Result<v1::PushMutationsResponse> Server::push(const std::string& crew, const std::string& device,
                                               const std::vector<v1::Mutation>& mutations) const {
    v1::PushMutationsRequest request;
    request.set_device(device);
    for (const auto& one : mutations)
        *request.add_mutations() = one;
    return call(&v1::DispatchService::Stub::PushMutations, request, "crew", "crews/" + crew);
}

v1::Mutation mutation(std::int64_t sequence, const v1::WorkOrder& order,
                      const std::string& mutator) {
    v1::Mutation made;
    made.set_sequence(sequence);
    made.set_work_order(order.name());
    made.set_mutator(mutator);
    *made.mutable_observed_time() = service::to_proto(Town::system_now());
    return made;
}

std::string name(const std::string& collection, const Uuid& id) {
    return collection + '/' + to_string(id);
}

}  // namespace hearth::dispatch::test
