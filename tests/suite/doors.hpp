#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/grpcpp.h>
#include <nlohmann/json.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/core/manifest.hpp"
#include "libs/core/result.hpp"
#include "libs/http/http.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/rpc/client.hpp"
#include "tests/suite/suite.hpp"

namespace hearth::suite {

using Json = nlohmann::json;
using namespace std::chrono_literals;

/// Who asks: the id, and the roles it has.
struct Who {
    std::string id;
    std::set<std::string, std::less<>> roles;
};
inline const Who kAgent{"agents/A0001", {"agent"}};
inline const Who kLead{"agents/A0002", {"agent", "lead"}};
inline const Who kDispatcher{"agents/A0005", {"agent", "dispatcher"}};
inline const Who kOperator{"operators/test", {"operator"}};
inline const Who kChannel{"channels/test", {"channel"}};
Who crew(const std::string& code);  ///< "C01"

/// An answer of the gateway. `json` is null when the body is no JSON.
struct Reply {
    int status = 0;
    http::Fields headers;
    std::string body;
    Json json;
};

/// The ways into a suite: gRPC, HTTP, Kafka. Thread-safe.
class Doors {
public:
    explicit Doors(const Suite& suite);
    ~Doors();

    using Admin = common::v1::AdminService::Stub;

    /// Over all replicas, as the services themselves call each other. The type's full name says
    /// whose it is: `*doors.stub<ContactService>()`.
    template <typename Service>
    [[nodiscard]] std::unique_ptr<typename Service::Stub> stub() const {
        return Service::NewStub(channel(service_of(Service::service_full_name())));
    }
    /// One process alone.
    [[nodiscard]] std::unique_ptr<Admin> admin(const Replica& replica) const;

    [[nodiscard]] rpc::Outgoing as(const Who& who, std::chrono::milliseconds within = 5s) const;
    /// What a browser shows to the gateway.
    [[nodiscard]] std::string edge_token(const Who& who) const;

    /// A request to the gateway as somebody; `key` is its Idempotency-Key.
    [[nodiscard]] Reply http(const std::string& method, const std::string& path, const Who& who,
                             const Json& body = nullptr, const http::Fields& headers = {}) const;
    [[nodiscard]] Reply http_raw(const std::string& method, const std::string& path,
                                 const http::Fields& headers, const std::string& body,
                                 std::chrono::milliseconds within = 5s) const;

    /// Arms a failpoint in one process.
    void arm(const Replica& replica, const std::string& failpoint, const std::string& action) const;
    /// Every process's clock, so that it is `now` for all of them; a process that is started later
    /// has the same.
    void set_clock(Instant now) const;
    void advance_clock(Duration span) const;
    /// What the suite takes for now.
    [[nodiscard]] Instant now() const;

    [[nodiscard]] kafka::Config kafka() const;
    /// All that a topic holds, partition by partition.
    [[nodiscard]] std::vector<kafka::Message> read_topic(const std::string& topic) const;
    /// Puts messages on topics, as a stranger might.
    void write_topic(std::span<const kafka::Record> records) const;

private:
    [[nodiscard]] std::shared_ptr<grpc::Channel> channel(std::string_view service) const;

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A call was answered with an error.
class Refused : public std::runtime_error {
public:
    explicit Refused(Error error);
    const Error error;
};
[[noreturn]] void throw_error(const Error& error);  ///< As Refused.

/// Calls, and fails the case with the error when there is one.
template <typename Stub, typename Request, typename Response>
Response must(Stub& stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request, const rpc::Outgoing& outgoing) {
    auto answer = rpc::call(stub, method, request, outgoing);
    if (!answer) throw_error(answer.error());
    return std::move(*answer);
}
/// True once nothing is under way: every outbox is sent, and every listener has applied the last
/// version of every aggregate of the topics it listens to.
bool quiesced(const Suite& suite);
/// Waits for that; what is still missing when the bound has passed is in the exception.
void quiesce(const Suite& suite, std::chrono::milliseconds bound = 30s);

}  // namespace hearth::suite
