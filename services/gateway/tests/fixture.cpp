#include "services/gateway/tests/fixture.hpp"

#include <thread>

#include <catch2/catch.hpp>
#include <manifest_gen/gateway.hpp>

#include "libs/rpc/server.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

Instant system_now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::string bytes_of(grpc::ByteBuffer& buffer) {
    std::vector<grpc::Slice> slices;
    static_cast<void>(buffer.Dump(&slices));
    std::string bytes;
    for (const grpc::Slice& slice : slices)
        bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return bytes;
}

std::string metadata(const grpc::ServerContextBase& context, const char* key) {
    const auto at = context.client_metadata().find(key);
    if (at == context.client_metadata().end()) return {};
    return {at->second.data(), at->second.size()};
}

kv::Config no_redis(kv::Config redis) {
    if (redis.port == kv::Config{}.port) redis.port = testkit::free_port();
    return redis;
}

Gateway::Config with_peers(Gateway::Config config, const std::string& services) {
    for (const std::string_view peer : manifest::gateway::kManifest.peers)
        config.peers[std::string{peer}] = services;
    if (config.kafka.brokers == kafka::Config{}.brokers)
        config.kafka.brokers = "127.0.0.1:" + std::to_string(testkit::free_port());
    return config;
}

}  // namespace

const testkit::KeyPair& keys() {
    static const testkit::KeyPair made;
    return made;
}

class FakeServices::Service final : public grpc::CallbackGenericService {
public:
    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
        return new Call{*this, *context};
    }

    Result<std::string> answer(const Seen& call) {
        Answer answer;
        {
            const std::lock_guard lock{mutex};
            seen.push_back(call);
            const auto at = answers.find(call.method.substr(call.method.rfind('/') + 1));
            if (at != answers.end()) answer = at->second;
        }
        if (answer) return answer(call.request);
        Error missing;
        missing.code = Code::kUnimplemented;
        missing.reason = "UNIMPLEMENTED";
        missing.message = call.method;
        return fail(missing);
    }

    std::mutex mutex;
    std::map<std::string, Answer> answers;
    std::vector<Seen> seen;
    const auth::Verifier verifier = *auth::Verifier::from_folder(keys().trusted_dir);

private:
    class Call final : public grpc::ServerGenericBidiReactor {
    public:
        Call(Service& service, grpc::GenericCallbackServerContext& context)
            : service_(service), context_(context) {
            StartRead(&request_);
        }
        void OnReadDone(bool ok) override {
            if (!ok) return Finish({grpc::StatusCode::INTERNAL, "no request"});
            // An answer that hangs must not hold up the others, who share gRPC's few threads.
            std::thread{[this] { reply(); }}.detach();
        }
        void OnDone() override { delete this; }

    private:
        void reply() {
            Seen call{context_.method(), bytes_of(request_), {}, metadata(context_, "traceparent")};
            const std::string token = metadata(context_, "authorization");
            auto known = service_.verifier.verify(
                std::string_view{token}.substr(std::min<std::size_t>(7, token.size())));
            if (!known) return Finish(rpc::to_status(known.error(), &context_));
            call.principal = *known;
            auto answer = service_.answer(call);
            if (!answer) return Finish(rpc::to_status(answer.error(), &context_));
            const grpc::Slice slice{*answer};
            response_ = grpc::ByteBuffer{&slice, 1};
            StartWriteAndFinish(&response_, {}, grpc::Status::OK);
        }

        Service& service_;
        grpc::GenericCallbackServerContext& context_;
        grpc::ByteBuffer request_;
        grpc::ByteBuffer response_;
    };
};

FakeServices::FakeServices() : service_(std::make_unique<Service>()) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(service_.get());
    server_ = builder.BuildAndStart();
    REQUIRE(server_ != nullptr);
}

FakeServices::~FakeServices() {
    stop();
}

void FakeServices::stop() {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
}

void FakeServices::on(const std::string& method, Answer answer) {
    const std::lock_guard lock{service_->mutex};
    service_->answers[method] = std::move(answer);
}

void FakeServices::on(const std::string& method, const google::protobuf::Message& answer) {
    on(method, [bytes = answer.SerializeAsString()](const std::string&) -> Result<std::string> {
        return bytes;
    });
}

std::vector<FakeServices::Seen> FakeServices::seen() const {
    const std::lock_guard lock{service_->mutex};
    return service_->seen;
}

Gateway::Config development() {
    Gateway::Config config;
    config.development = true;
    return config;
}

TestGateway::TestGateway(const std::string& services, Gateway::Config config, kv::Config redis)
    : internal_(*auth::Signer::from_file(keys().private_path)),
      edge_(*auth::Signer::from_file(keys().edge_path, auth::Audience::kEdge)),
      verifier_(*auth::Verifier::from_folder(keys().trusted_dir, auth::Audience::kEdge)),
      redis_(no_redis(std::move(redis))),
      executor_("gateway", {.threads = 4, .queue = 1024}),
      gateway_(with_peers(std::move(config), services), {internal_, &edge_, verifier_}, redis_,
               executor_),
      server_({.max_body = 1 << 20},
              [this](http::Request request, std::shared_ptr<http::Responder> responder) {
                  gateway_.handle(std::move(request), std::move(responder));
              }) {
    REQUIRE(server_.start());
}

TestGateway::~TestGateway() {
    gateway_.live().stop(Deadline::after(1s));
    server_.stop(Deadline::after(5s));
    executor_.stop(Deadline::after(5s));
}

std::string TestGateway::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
}

http::Response TestGateway::ask(const std::string& method, const std::string& path,
                                const std::string& body, http::Fields headers) const {
    // A machine that is busy with other tests is no reason to fail.
    headers.emplace("Request-Timeout", "20000");
    auto answer = http::fetch(method, url(path), headers, body, Deadline::after(30s));
    REQUIRE(answer);
    return *answer;
}

std::string TestGateway::token(const auth::Principal& principal,
                               std::chrono::seconds valid_for) const {
    return edge_.sign(principal, system_now(), valid_for);
}

http::Response TestGateway::as(const std::string& role, const std::string& method,
                               const std::string& path, const std::string& body,
                               http::Fields headers) const {
    headers["Authorization"] = "Bearer " + token({role + "s/T1", {role}, 7});
    return ask(method, path, body, std::move(headers));
}

}  // namespace hearth::gateway
