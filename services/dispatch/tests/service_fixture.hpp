#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"
#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "libs/kafka/kafka.hpp"
#include "libs/rpc/client.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::dispatch::test {

using namespace std::chrono_literals;
using Environment = std::map<std::string, std::string>;
namespace contact_events = ::hearth::contact::events::v1;

/// A database, topics and keys of its own; the service as processes; what contact and the registry
/// would say.
class Town {
public:
    Town();

    [[nodiscard]] std::string token(const std::string& id, const std::string& role) const;
    [[nodiscard]] const Environment& environment() const { return environment_; }
    [[nodiscard]] const std::string& yaml() const { return yaml_; }
    [[nodiscard]] const testkit::TestDatabase& database() const { return database_; }
    [[nodiscard]] std::string sql(const std::string& query) const { return database_.run(query); }
    void change(const std::string& command) const { database_.run(command); }

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
    [[nodiscard]] static Instant system_now();

private:
    testkit::TestDatabase database_{"dispatch"};
    testkit::TempDir dir_;
    std::string yaml_;
    Environment environment_;
    kafka::Config kafka_;
};

/// One process of hearth-dispatch.
class Server {
public:
    explicit Server(const Town& town, const Environment& overrides = {});

    [[nodiscard]] bool becomes_ready() const;
    /// A call as `id` with `role`.
    template <typename Request, typename Response>
    Result<Response> call(grpc::Status (v1::DispatchService::Stub::*method)(grpc::ClientContext*,
                                                                            const Request&,
                                                                            Response*),
                          const Request& request, const std::string& role = "dispatcher",
                          const std::string& id = "agents/D1") const {
        const auto stub = v1::DispatchService::NewStub(channel_);
        return rpc::call(*stub, method, request, {Deadline::after(10s), town_.token(id, role)});
    }
    template <typename Request, typename Response>
    Result<Response> admin(grpc::Status (common::v1::AdminService::Stub::*method)(
                               grpc::ClientContext*, const Request&, Response*),
                           const Request& request) const {
        const auto stub = common::v1::AdminService::NewStub(channel_);
        return rpc::call(*stub, method, request,
                         {Deadline::after(10s), town_.token("operators/O1", "operator")});
    }
    void arm(const std::string& failpoint, const std::string& spec) const;
    /// Two crews for electricity, one also for gas.
    void import_crews() const;
    /// The work order of a request, once there is one in this state; empty when it does not come.
    [[nodiscard]] v1::WorkOrder order_of(const Uuid& request, const std::string& state) const;
    Result<v1::PushMutationsResponse> push(const std::string& crew, const std::string& device,
                                           const std::vector<v1::Mutation>& mutations) const;
    testkit::Process& process() { return process_; }

private:
    const Town& town_;
    int port_ = testkit::free_port();
    int admin_port_ = testkit::free_port();
    testkit::Process process_;
    std::shared_ptr<grpc::Channel> channel_;
};

v1::Mutation mutation(std::int64_t sequence, const v1::WorkOrder& order,
                      const std::string& mutator);
std::string name(const std::string& collection, const Uuid& id);

}  // namespace hearth::dispatch::test
