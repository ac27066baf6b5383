#include "tests/suite/doors.hpp"

#include <cctype>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include <manifest_gen/all.hpp>

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::suite {
namespace {

namespace pb = common::v1;

auth::Signer signer_of(const std::string& key_file,
                       auth::Audience audience = auth::Audience::kInternal) {
    auto signer = auth::Signer::from_file(key_file, audience);
    if (!signer) throw_error(signer.error());
    return std::move(*signer);
}

std::string upper(std::string_view text) {
    std::string result{text};
    for (auto& c : result)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

std::string describe(const Error& error) {
    std::string text =
        std::string{to_string(error.code)} + " " + error.reason + ": " + error.message;
    for (const auto& field : error.fields)
        text += "\n  " + field.field + " " + field.reason + ": " + field.message;
    return text;
}

}  // namespace

Who crew(const std::string& code) {
    return {"crews/" + code, {"crew"}};
}

Refused::Refused(Error given) : std::runtime_error(describe(given)), error(std::move(given)) {}

void throw_error(const Error& error) {
    throw Refused{error};
}

struct Doors::Impl {
    explicit Impl(const Suite& owner)
        : suite(owner),
          people(signer_of(owner.setting("HEARTH_TOKEN_KEY_FILE"))),
          edge(signer_of(owner.setting("HEARTH_EDGE_KEY_FILE"), auth::Audience::kEdge)) {
        for (const Manifest& service : manifest::kAll) {
            if (service.grpc) {
                channels.emplace(
                    service.name,
                    rpc::connect(owner.setting("HEARTH_" + upper(service.name) + "_ADDRESS")));
            }
        }
    }

    /// A service speaks for itself, with its own key.
    [[nodiscard]] std::string token(const Who& who) const {
        constexpr std::string_view kService = "services/";
        if (!who.id.starts_with(kService)) return sign(people, who);
        const auto file = who.id.substr(kService.size()) + ".key";
        return sign(signer_of((suite.dir() / "secrets/keys" / file).string()), who);
    }
    static std::string sign(const auth::Signer& signer, const Who& who) {
        return signer.sign({who.id, who.roles, 1}, Clock{}.now(), std::chrono::seconds{300});
    }

    const Suite& suite;
    auth::Signer people;
    auth::Signer edge;  ///< of tokens for the gateway
    std::map<std::string, std::shared_ptr<grpc::Channel>, std::less<>> channels;
    Clock clock;
};

Doors::Doors(const Suite& suite) : impl_(std::make_unique<Impl>(suite)) {}
Doors::~Doors() = default;

std::shared_ptr<grpc::Channel> Doors::channel(std::string_view service) const {
    return impl_->channels.find(service)->second;
}

std::unique_ptr<Doors::Admin> Doors::admin(const Replica& replica) const {
    return pb::AdminService::NewStub(rpc::connect(impl_->suite.address(replica)));
}

rpc::Outgoing Doors::as(const Who& who, std::chrono::milliseconds within) const {
    return {Deadline::after(within), impl_->token(who)};
}

std::string Doors::edge_token(const Who& who) const {
    return impl_->sign(impl_->edge, who);
}

Reply Doors::http(const std::string& method, const std::string& path, const Who& who,
                  const Json& body, const http::Fields& headers) const {
    auto fields = headers;
    fields.emplace("Authorization", "Bearer " + edge_token(who));
    if (!body.is_null()) fields.emplace("Content-Type", "application/json");
    return http_raw(method, path, fields, body.is_null() ? "" : body.dump());
}

Reply Doors::http_raw(const std::string& method, const std::string& path,
                      const http::Fields& headers, const std::string& body,
                      std::chrono::milliseconds within) const {
    auto answer = http::fetch(method, impl_->suite.setting("HEARTH_GATEWAY_URL") + path, headers,
                              body, Deadline::after(within));
    if (!answer) throw_error(answer.error());
    return {answer->status, answer->headers, answer->body,
            Json::parse(answer->body, nullptr, false)};
}

void Doors::arm(const Replica& replica, const std::string& failpoint,
                const std::string& action) const {
    pb::ArmFailpointRequest request;
    request.set_name(failpoint);
    request.set_action(action);
    auto stub = admin(replica);
    must(*stub, &Admin::ArmFailpoint, request, as(kOperator));
}

void Doors::set_clock(Instant now) const {
    const auto ahead = std::chrono::floor<std::chrono::milliseconds>(now - Clock{}.now());
    impl_->clock.set_offset(ahead);
    // What a process that is started later begins with.
    std::ofstream{impl_->suite.dir() / "clock_offset"} << ahead.count() << "ms\n";
    pb::SetClockRequest request;
    request.set_offset_us(impl_->clock.offset().count());
    for (const auto& [service, channel] : impl_->channels) {
        for (int number = 1; number <= impl_->suite.replicas(); ++number) {
            auto stub = admin({service, number});
            must(*stub, &Admin::SetClock, request, as(kOperator));
        }
    }
}

void Doors::advance_clock(Duration span) const {
    set_clock(now() + span);
}
Instant Doors::now() const {
    return impl_->clock.now();
}

kafka::Config Doors::kafka() const {
    kafka::Config config;
    config.brokers = impl_->suite.setting("HEARTH_KAFKA_BROKERS");
    return config;
}

std::vector<kafka::Message> Doors::read_topic(const std::string& topic) const {
    std::mutex mutex;
    std::vector<kafka::Message> messages;
    kafka::Tail tail{kafka(), {topic}, kafka::Tail::From::kBeginning, [&](const auto& message) {
                         const std::lock_guard lock{mutex};
                         messages.push_back(message);
                     }};
    tail.start();
    const bool whole = testkit::eventually([&] { return tail.caught_up(); }, 20s);
    tail.stop();
    if (!whole) throw std::runtime_error("cannot read " + topic + " to its end");
    return messages;
}

void Doors::write_topic(std::span<const kafka::Record> records) const {
    kafka::Producer producer{kafka()};
    auto sent = producer.send(records, Deadline::after(10s));
    if (!sent) throw_error(sent.error());
}

}  // namespace hearth::suite
