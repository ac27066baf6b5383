#include "libs/kv/redis.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "libs/kv/breaker.hpp"
#include "libs/kv/connection.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::kv {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

metrics::Histogram& seconds_of(const char* call) {
    return metrics::histogram("hearth_kv_seconds", "How long a call to Redis took.",
                              {{"call", call}});
}

// Redis answers, but cannot serve: as good as absent.
bool is_out_of_service(std::string_view error) {
    for (const std::string_view word :
         {"LOADING", "BUSY", "MASTERDOWN", "READONLY", "OOM", "NOAUTH", "WRONGPASS", "MISCONF"}) {
        if (error.starts_with(word)) return true;
    }
    return false;
}

std::string sha1_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

Error unexpected(std::string_view call, std::string_view detail) {
    return internal(fmt::format("redis {}: {}", call, detail));
}

std::string_view text_of(const redisReply& reply) {
    return reply.str == nullptr ? "a reply of another type"
                                : std::string_view{reply.str, reply.len};
}

}  // namespace

struct Redis::Impl {
    explicit Impl(Config configuration) : config(std::move(configuration)) {}

    Result<Reply> call(metrics::Histogram& seconds, const std::vector<std::string_view>& words,
                       Deadline deadline);
    Result<Reply> ask(const std::vector<std::string_view>& words, Deadline deadline);
    Result<Reply> run(std::string_view script, const std::vector<std::string>& keys,
                      const std::vector<std::string>& args);
    [[nodiscard]] Deadline deadline() const { return Deadline::after(config.timeout); }
    Result<std::unique_ptr<Connection>> take(Deadline deadline);
    void give_back(std::unique_ptr<Connection> connection);
    void note_failure(const Error& error);

    const Config config;
    Breaker breaker{5, 1s};
    metrics::Histogram& get_seconds = seconds_of("get");
    metrics::Histogram& set_seconds = seconds_of("set");
    metrics::Histogram& remove_seconds = seconds_of("remove");
    metrics::Histogram& eval_seconds = seconds_of("eval");
    metrics::Gauge& open_gauge =
        metrics::gauge("hearth_kv_breaker_open", "1 while calls to Redis fail without trying.");
    std::mutex mutex;
    std::condition_variable free;
    int in_use = 0;
    std::vector<std::unique_ptr<Connection>> idle;
};

Result<std::unique_ptr<Connection>> Redis::Impl::take(Deadline deadline) {
    {
        std::unique_lock lock{mutex};
        if (!free.wait_until(lock, deadline.at(), [this] { return in_use < config.connections; })) {
            return fail(unavailable("REDIS_BUSY", "no Redis connection came free in time"));
        }
        ++in_use;
        while (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            if (connection->alive()) return connection;
        }
    }
    auto opened = Connection::open(config, deadline);
    if (!opened) give_back(nullptr);
    return opened;
}

void Redis::Impl::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock{mutex};
        --in_use;
        if (connection) idle.push_back(std::move(connection));
    }
    free.notify_one();
}

Result<Reply> Redis::Impl::ask(const std::vector<std::string_view>& words, Deadline deadline) {
    auto connection = take(deadline);
    if (!connection) return fail(std::move(connection).error());
    auto reply = (*connection)->ask(words, deadline);
    give_back(reply ? std::move(*connection) : nullptr);
    if (reply && (*reply)->type == REDIS_REPLY_ERROR && is_out_of_service(text_of(**reply))) {
        Error error = unavailable("REDIS_UNAVAILABLE", "Redis is out of service");
        error.cause = text_of(**reply);
        return fail(std::move(error));
    }
    return reply;
}

void Redis::Impl::note_failure(const Error& error) {
    const bool was_open = breaker.open();
    breaker.failed(Clock::now());
    if (!was_open && breaker.open()) {
        open_gauge.set(1);
        log::failure("redis_given_up", error);
    }
}

Result<Reply> Redis::Impl::call(metrics::Histogram& seconds,
                                const std::vector<std::string_view>& words, Deadline deadline) {
    const auto start = Clock::now();
    if (!breaker.pass(start)) {
        return fail(unavailable("REDIS_UNAVAILABLE", "Redis did not answer lately", 1s));
    }
    auto reply = ask(words, deadline);
    if (!reply) {
        // A crowd of our own says nothing about Redis.
        if (reply.error().reason != "REDIS_BUSY") note_failure(reply.error());
    } else {
        if (breaker.open()) log::info("redis_is_back");
        breaker.succeeded();
        open_gauge.set(0);
    }
    seconds.observe(std::chrono::duration<double>(Clock::now() - start).count());
    return reply;
}

Result<Reply> Redis::Impl::run(std::string_view script, const std::vector<std::string>& keys,
                               const std::vector<std::string>& args) {
    const std::string hash = sha1_hex(script);
    const std::string key_count = std::to_string(keys.size());
    std::vector<std::string_view> words{"EVALSHA", hash, key_count};
    words.insert(words.end(), keys.begin(), keys.end());
    words.insert(words.end(), args.begin(), args.end());
    const Deadline until = deadline();
    auto reply = call(eval_seconds, words, until);
    if (reply && (*reply)->type == REDIS_REPLY_ERROR && text_of(**reply).starts_with("NOSCRIPT")) {
        words[0] = "EVAL";
        words[1] = script;
        reply = call(eval_seconds, words, until);
    }
    if (reply && (*reply)->type == REDIS_REPLY_ERROR)
        return fail(unexpected("eval", text_of(**reply)));
    return reply;
}

Redis::Redis(Config config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Redis::~Redis() = default;

Result<std::optional<std::string>> Redis::get(std::string_view key) {
    auto reply = impl_->call(impl_->get_seconds, {"GET", key}, impl_->deadline());
    if (!reply) return fail(std::move(reply).error());
    const redisReply& value = **reply;
    if (value.type == REDIS_REPLY_NIL) return std::optional<std::string>{};
    if (value.type != REDIS_REPLY_STRING) return fail(unexpected("get", text_of(value)));
    return std::optional<std::string>{std::string{value.str, value.len}};
}

Result<void> Redis::set(std::string_view key, std::string_view value,
                        std::chrono::milliseconds ttl) {
    const std::string span = std::to_string(std::max<std::int64_t>(ttl.count(), 1));
    auto reply =
        impl_->call(impl_->set_seconds, {"SET", key, value, "PX", span}, impl_->deadline());
    if (!reply) return fail(std::move(reply).error());
    if ((*reply)->type != REDIS_REPLY_STATUS) return fail(unexpected("set", text_of(**reply)));
    return {};
}

Result<void> Redis::remove(std::string_view key) {
    auto reply = impl_->call(impl_->remove_seconds, {"DEL", key}, impl_->deadline());
    if (!reply) return fail(std::move(reply).error());
    if ((*reply)->type != REDIS_REPLY_INTEGER) return fail(unexpected("remove", text_of(**reply)));
    return {};
}

Result<long long> Redis::eval(std::string_view script, const std::vector<std::string>& keys,
                              const std::vector<std::string>& args) {
    auto reply = impl_->run(script, keys, args);
    if (!reply) return fail(std::move(reply).error());
    if ((*reply)->type != REDIS_REPLY_INTEGER) {
        return fail(unexpected("eval", "the script did not return an integer"));
    }
    return (*reply)->integer;
}

Result<std::vector<std::string>> Redis::list(std::string_view script,
                                             const std::vector<std::string>& keys,
                                             const std::vector<std::string>& args) {
    auto reply = impl_->run(script, keys, args);
    if (!reply) return fail(std::move(reply).error());
    const Error other = unexpected("eval", "the script did not return a list of texts");
    if ((*reply)->type != REDIS_REPLY_ARRAY) return fail(other);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < (*reply)->elements; ++i) {
        const redisReply& element = *(*reply)->element[i];
        if (element.type != REDIS_REPLY_STRING) return fail(other);
        texts.emplace_back(element.str, element.len);
    }
    return texts;
}

}  // namespace hearth::kv
