#include "services/gateway/live.hpp"

#include <algorithm>
#include <charconv>
#include <list>
#include <mutex>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <manifest_gen/gateway.hpp>
#include <nlohmann/json.hpp>

#include "libs/http/json.hpp"
#include "libs/log/log.hpp"
#include "libs/runtime/loop.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;
using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kRequests = "contact.service_request";
constexpr auto kHeartbeat = 15s;
/// At whether those who listen still may: less than the pump's pause, so that none is missed.
constexpr auto kLookEvery = 900ms;
constexpr std::size_t kRoom = 256U << 10U;
constexpr std::size_t kBatch = 64U << 10U;

/// "contact.service_request" to the outside.
std::string short_name(std::string_view topic) {
    topic.remove_prefix(topic.find('.') + 1);
    return std::string{topic.substr(0, topic.rfind('.'))};
}

/// Null for a type this build does not know.
const google::protobuf::Descriptor* find_type(const std::string& type) {
    return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
}

/// The event's own message as JSON; empty for bytes that are none.
std::string event_json(const std::string& type, const std::string& bytes) {
    const auto* descriptor = find_type(type);
    const std::unique_ptr<google::protobuf::Message> event{
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New()};
    return event->ParseFromString(bytes) ? http::to_json(*event) : std::string{};
}

/// "event: RequestOpened\ndata: {…}\n", or nothing for what cannot be read.
std::string event_lines(const LiveLog::Event& event) {
    const std::string body = event_json(event.type, event.value);
    if (body.empty()) return {};
    const std::string name = event.type.substr(event.type.rfind('.') + 1);
    const Json head{{"topic", event.topic},
                    {"type", name},
                    {"key", event.key},
                    {"version", event.version},
                    {"time", event.time}};
    std::string data = head.dump(-1, ' ', false, Json::error_handler_t::replace);
    data.pop_back();
    return "event: " + name + "\ndata: " + data + ",\"event\":" + body + "}\n";
}

struct Subscriber {
    std::shared_ptr<http::Stream> stream;
    auth::Proof proof;
    std::string request;
    Positions unseen;        ///< where a client that came back goes on; empties as it is passed
    std::uint64_t next = 0;  ///< sequence to read
    SteadyClock::time_point heard;

    [[nodiscard]] bool wants(const LiveLog::Event& event) {
        if (!unseen.empty()) {
            const auto from = unseen.find({event.topic, event.partition});
            if (from != unseen.end() && event.offset < from->second) return false;
            if (from != unseen.end()) unseen.erase(from);
        }
        return event.tenant == proof.principal.tenant &&
               (request.empty() || event.request == request);
    }
};

}  // namespace

struct Live::Impl {
    Impl(const kafka::Config& config, LiveLog::Limits limits, std::size_t most, GoingOn asked)
        : streams_per_caller(most),
          going_on(std::move(asked)),
          log(limits, event_lines),
          pump("live", 1s, [this](const runtime::Loop& loop) { return push_all(loop); }),
          tail(config, topics_of(manifest::gateway::kManifest), kafka::Tail::From::kEnd,
               [this](const kafka::Message& message) { take(message); }) {}

    const std::size_t streams_per_caller;
    const GoingOn going_on;
    std::mutex mutex;
    LiveLog log;
    std::list<Subscriber> subscribers;
    bool placed = false;
    bool stopping = false;
    SteadyClock::time_point look_at;
    metrics::Gauge& open = metrics::gauge("hearth_stream_clients", "Clients of the live stream.");
    runtime::Loop pump;
    kafka::Tail tail;

    void take(const kafka::Message& message) {
        LiveLog::Event event;
        event.type = message.header("ce_type");
        if (find_type(event.type) == nullptr) return;
        event.topic = short_name(message.topic);
        event.partition = message.partition;
        event.offset = message.offset;
        const auto tenant = message.header("tenant");
        std::from_chars(tenant.data(), tenant.data() + tenant.size(), event.tenant);
        if (event.topic == kRequests) event.request = "serviceRequests/" + message.key;
        event.key = message.key;
        event.version = message.header("version");
        event.time = message.header("ce_time");
        event.value = message.value;
        event.at = SteadyClock::now();
        {
            const std::lock_guard lock{mutex};
            place();
            log.append(std::move(event));
        }
        pump.wake();
    }

    /// Learns where the topics stood when reading began. With the lock.
    void place() {
        if (placed) return;
        Positions begin;
        for (const auto& [at, offset] : tail.position())
            begin[{short_name(at.first), at.second}] = offset;
        placed = !begin.empty();
        log.begin_at(begin);
    }

    /// True when the client has had all there is.
    bool push(Subscriber& subscriber) {
        std::string batch;
        while (subscriber.next < log.end()) {
            if (subscriber.stream->behind() + batch.size() > kRoom) break;
            if (subscriber.wants(log.at(subscriber.next))) batch += log.text(subscriber.next);
            ++subscriber.next;
            if (batch.size() < kBatch) continue;
            subscriber.stream->send(std::exchange(batch, {}));
            subscriber.heard = SteadyClock::now();
        }
        if (!batch.empty()) {
            subscriber.stream->send(std::move(batch));
            subscriber.heard = SteadyClock::now();
        } else if (SteadyClock::now() - subscriber.heard > kHeartbeat) {
            subscriber.stream->send(": alive\n\n");
            subscriber.heard = SteadyClock::now();
        }
        return subscriber.next >= log.end();
    }

    bool push_all(const runtime::Loop& loop) {
        bool lagging = false;
        {
            const std::lock_guard lock{mutex};
            place();
            log.forget(SteadyClock::now());
            const bool look = SteadyClock::now() >= look_at;
            if (look) look_at = SteadyClock::now() + kLookEvery;
            for (auto at = subscribers.begin(); at != subscribers.end();) {
                const bool lost = at->next < log.first();
                if (lost || (look && over(at->proof)) || !at->stream->open()) {
                    at = subscribers.erase(at);
                    open.add(-1);
                } else {
                    lagging |= !push(*at);
                    ++at;
                }
            }
        }
        // A client that reads slowly: look again when it may have read some.
        if (lagging) loop.pause(20ms);
        return lagging;
    }

    [[nodiscard]] bool over(const auth::Proof& proof) const {
        return std::chrono::system_clock::now() >= proof.expires_at || !going_on(proof);
    }

    [[nodiscard]] bool has_room(const auth::Principal& principal) const {
        const auto open_now = std::ranges::count_if(subscribers, [&](const Subscriber& other) {
            return other.proof.principal.tenant == principal.tenant &&
                   other.proof.principal.id == principal.id;
        });
        return static_cast<std::size_t>(open_now) < streams_per_caller;
    }

    Result<Subscriber> prepare(const Exchange& exchange) {
        Subscriber subscriber;
        subscriber.proof = exchange.proof;
        if (!has_room(exchange.principal)) {
            return hearth::fail(
                resource_exhausted("TOO_MANY_STREAMS", "close one of your streams first", 10s));
        }
        subscriber.request = std::string{exchange.request.parameter("request")};
        std::string cursor{exchange.request.header("Last-Event-ID")};
        if (cursor.empty()) cursor = std::string{exchange.request.parameter("cursor")};
        place();
        if (!placed) {
            return hearth::fail(unavailable("STREAM_NOT_READY", "the stream is not connected yet"));
        }
        subscriber.next = log.end();
        if (!cursor.empty()) {
            auto seen = decode_cursor(cursor);
            if (!seen) return hearth::fail(std::move(seen).error());
            const auto from = log.resume(*seen);
            if (!from) return hearth::fail(from.error());
            subscriber.unseen = std::move(*seen);
            subscriber.next = *from;
        }
        return subscriber;
    }
};

Live::Live(const kafka::Config& config, LiveLog::Limits limits, std::size_t streams_per_caller,
           GoingOn going_on)
    : impl_(std::make_unique<Impl>(config, limits, streams_per_caller, std::move(going_on))) {}

Live::~Live() {
    stop(Deadline::after(0ms));
}

void Live::start() {
    impl_->tail.start();
    impl_->pump.start();
}

void Live::stop(Deadline deadline) {
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->stopping = true;
        impl_->subscribers.clear();
    }
    impl_->tail.stop();
    impl_->pump.stop(deadline);
}

void Live::subscribe(Exchange& exchange) {
    {
        const std::lock_guard lock{impl_->mutex};
        if (impl_->stopping) return exchange.fail(unavailable("STOPPING", "the server stops"));
        auto subscriber = impl_->prepare(exchange);
        if (!subscriber) {
            const bool gone = subscriber.error().reason == "STALE_CURSOR";
            return exchange.fail(gone ? 410 : http::http_status(subscriber.error().code),
                                 subscriber.error());
        }
        subscriber->stream = exchange.stream({});
        if (subscriber->stream == nullptr) return;
        // The first event gives the client a cursor before anything has happened.
        const std::string here =
            encode_cursor(subscriber->unseen.empty() ? impl_->log.positions() : subscriber->unseen);
        subscriber->stream->send("retry: 1000\nid: " + here + "\nevent: Connected\ndata: {}\n\n");
        subscriber->heard = SteadyClock::now();
        impl_->subscribers.push_back(std::move(*subscriber));
        impl_->open.add(1);
    }
    impl_->pump.wake();
}

}  // namespace hearth::gateway
