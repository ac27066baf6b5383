#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <google/protobuf/message.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <nlohmann/json.hpp>

#include "libs/auth/auth.hpp"
#include "libs/http/http.hpp"
#include "libs/testkit/key_pair.hpp"
#include "services/gateway/gateway.hpp"

namespace hearth::gateway {

using Json = nlohmann::json;

/// A key pair for one test program.
const testkit::KeyPair& keys();

/// All services behind the gateway in one server: answers each method by the function a test gives
/// it, after checking the token. A method without one is UNIMPLEMENTED.
class FakeServices {
public:
    struct Seen {
        std::string method;
        std::string request;
        auth::Principal principal;
        std::string traceparent;
    };
    using Answer = std::function<Result<std::string>(const std::string& request)>;

    FakeServices();
    ~FakeServices();

    void on(const std::string& method, Answer answer);
    /// Always the same message.
    void on(const std::string& method, const google::protobuf::Message& answer);
    void stop();
    [[nodiscard]] std::vector<Seen> seen() const;
    [[nodiscard]] std::string target() const { return "127.0.0.1:" + std::to_string(port_); }

    /// The last request that a method got, parsed.
    template <typename Message>
    Message last(const std::string& method) const {
        Message message;
        for (const Seen& call : seen()) {
            if (call.method.ends_with("/" + method)) message.ParseFromString(call.request);
        }
        return message;
    }

private:
    class Service;
    std::unique_ptr<Service> service_;
    std::unique_ptr<grpc::Server> server_;
    int port_ = 0;
};

/// What a browser sends with its token.
inline http::Fields bearer(const std::string& token) {
    return {{"Authorization", "Bearer " + token}};
}

/// A gateway on a free port, before fake services. Redis and Kafka are where `config` says, by
/// default nowhere.
class TestGateway {
public:
    explicit TestGateway(const std::string& services, Gateway::Config config = {},
                         kv::Config redis = {});
    ~TestGateway();

    [[nodiscard]] int port() const { return server_.port(); }
    [[nodiscard]] std::string url(const std::string& path) const;
    [[nodiscard]] http::Response ask(const std::string& method, const std::string& path,
                                     const std::string& body = {}, http::Fields headers = {}) const;
    /// As `ask`, signed in with one role.
    [[nodiscard]] http::Response as(const std::string& role, const std::string& method,
                                    const std::string& path, const std::string& body = {},
                                    http::Fields headers = {}) const;
    /// As a browser has it.
    [[nodiscard]] std::string token(const auth::Principal& principal,
                                    std::chrono::seconds valid_for = std::chrono::seconds{
                                        60}) const;
    Endings& endings() { return gateway_.endings(); }
    Live& live() { return gateway_.live(); }

private:
    auth::Signer internal_;
    auth::Signer edge_;
    auth::Verifier verifier_;
    kv::Redis redis_;
    runtime::Executor executor_;
    Gateway gateway_;
    http::Server server_;
};

/// A development gateway before `services`.
Gateway::Config development();

}  // namespace hearth::gateway
