#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"
#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/service_process.hpp"

namespace hearth::dispatch::test {

using namespace std::chrono_literals;
using testkit::Environment;
namespace contact_events = ::hearth::contact::events::v1;

/// A database, topics and keys of its own; the service as processes; what contact and the registry
/// would say.
class Town {
public:
    Town();

    [[nodiscard]] const testkit::ServiceGround& ground() const { return ground_; }
    [[nodiscard]] const testkit::TestDatabase& database() const { return ground_.database(); }
    [[nodiscard]] std::string sql(const std::string& query) const { return database().run(query); }
    void change(const std::string& command) const { database().run(command); }

    /// Sends an event as an outbox relay would.
    void publish(const std::string& topic, const Uuid& key, std::int64_t version,
                 const google::protobuf::Message& event, const Uuid& event_id) const;
    void publish(const std::string& topic, const Uuid& key, std::int64_t version,
                 const google::protobuf::Message& event) const {
        publish(topic, key, version, event, new_uuid(system_now()));
    }
    /// Contact starts the repair step of a request, event `version` of it.
    void report(const Uuid& request, std::int64_t version = 1, const std::string& node = "",
                const std::string& work_class = "no_supply.electricity", double km = 1,
                int attempt = 1) const;
    /// Contact's word that supply is verified.
    void resolve(const Uuid& request, std::int64_t version) const;
    void withdraw(const Uuid& request, std::int64_t version) const;
    /// Somebody tells contact that life is in danger there.
    void endanger(const Uuid& request, std::int64_t version) const;
    [[nodiscard]] static Instant system_now();

private:
    testkit::ServiceGround ground_;
};

/// One process of hearth-dispatch.
class Server : public testkit::ServiceProcess {
public:
    explicit Server(const Town& town, const Environment& overrides = {});

    /// A call as `id` with `role`.
    template <typename Request, typename Response>
    Result<Response> call(grpc::Status (v1::DispatchService::Stub::*method)(grpc::ClientContext*,
                                                                            const Request&,
                                                                            Response*),
                          const Request& request, const std::string& role = "dispatcher",
                          const std::string& id = "agents/D1") const {
        return ServiceProcess::call(method, request, {id, role});
    }
    template <typename Stub, typename Request, typename Response>
    Result<Response> admin(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const Request& request) const {
        return ServiceProcess::call(method, request, {"operators/O1", "operator"});
    }
    /// Two crews for electricity, one also for gas.
    void import_crews() const;
    /// The work order of a request, once there is one in this state; empty when it does not come.
    [[nodiscard]] v1::WorkOrder order_of(const Uuid& request, const std::string& state) const;
    Result<v1::PushMutationsResponse> push(const std::string& crew, const std::string& device,
                                           const std::vector<v1::Mutation>& mutations) const;
};

v1::Mutation mutation(std::int64_t sequence, const v1::WorkOrder& order,
                      const std::string& mutator);
std::string name(const std::string& collection, const Uuid& id);

}  // namespace hearth::dispatch::test
