#include "libs/log/log.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "libs/core/time.hpp"
#include "libs/core/utf8.hpp"

namespace hearth::log {
namespace {

constexpr std::size_t kQueueLines = 4096;
constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};

struct Target {
    std::string service;
    std::shared_ptr<spdlog::details::thread_pool>
        pool;  // empty: lines are written where they are made
    std::shared_ptr<spdlog::logger> logger;
};

std::shared_ptr<Target> make_target(std::string service, bool asynchronous) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto target = std::make_shared<Target>();
    target->service = std::move(service);
    if (asynchronous) {
        target->pool = std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1);
        target->logger = std::make_shared<spdlog::async_logger>(
            "hearth", std::move(sink), target->pool, spdlog::async_overflow_policy::overrun_oldest);
    } else {
        target->logger = std::make_shared<spdlog::logger>("hearth", std::move(sink));
    }
    target->logger->set_pattern("%v");
    target->logger->set_level(spdlog::level::trace);
    return target;
}

std::atomic<std::shared_ptr<Target>>& target() {
    static std::atomic<std::shared_ptr<Target>> current{make_target("hearth", false)};
    return current;
}

std::atomic<Level> lowest_level{Level::kInfo};
thread_local const Scope* current_scope = nullptr;

bool is_plain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const auto* plain_end = std::find_if_not(text.begin(), text.end(), is_plain);
        line.append(text.begin(), plain_end);
        text.remove_prefix(static_cast<std::size_t>(plain_end - text.begin()));
        if (text.empty()) break;
        const char c = text.front();
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            line += "\\ufffd";
        } else if (c == '"' || c == '\\') {
            line.append({'\\', c});
        } else if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            line.append(text.substr(0, length));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    line += '"';
}

void append_field(std::string& line, std::string_view name, std::string_view text,
                  bool quoted = true) {
    line += ',';
    append_quoted(line, name);
    line += ':';
    if (quoted) {
        append_quoted(line, text);
    } else {
        line += text;
    }
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

}  // namespace

void start(const Config& config) {
    lowest_level = config.level;
    target().store(make_target(config.service, true));
}

void flush() {
    const auto old = target().load();
    target().store(make_target(old->service, false));
    // The pool's thread writes what is queued before it ends.
    old->pool.reset();
}

std::uint64_t dropped() {
    const auto pool = target().load()->pool;
    return pool ? pool->overrun_counter() : 0;
}

void set_level(Level level) {
    lowest_level = level;
}

Level level() {
    return lowest_level;
}

Result<Level> parse_level(std::string_view text) {
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (kLevelNames[i] == text) return static_cast<Level>(i);
    }
    return fail(invalid_argument("level", "BAD_LOG_LEVEL", "is not debug, info, warn or error"));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < lowest_level.load(std::memory_order_relaxed)) return;
    const auto to = target().load();
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    std::string line = "{\"ts\":\"" + to_rfc3339(now) + '"';
    append_field(line, "level", kLevelNames[static_cast<std::size_t>(level)]);
    append_field(line, "svc", to->service);
    append_field(line, "event", event);
    if (const Scope* scope = current_scope) {
        if (!scope->trace_id_.empty()) append_field(line, "trace_id", scope->trace_id_);
        if (!scope->span_id_.empty()) append_field(line, "span_id", scope->span_id_);
        if (!scope->request_id_.empty()) append_field(line, "request_id", scope->request_id_);
    }
    for (const Field& field : fields)
        append_field(line, field.name(), field.text(), field.quoted());
    line += '}';
    to->logger->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
}

void debug(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::kDebug, event, fields);
}
void info(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::kInfo, event, fields);
}
void warn(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::kWarn, event, fields);
}
void error(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::kError, event, fields);
}

void failure(std::string_view event, const Error& error) {
    const bool ours = error.code == Code::kInternal || error.code == Code::kUnknown ||
                      error.code == Code::kDataLoss;
    write(ours ? Level::kError : Level::kWarn, event,
          {{"code", to_string(error.code)},
           {"reason", error.reason},
           {"message", error.message},
           {"cause", error.cause}});
}

std::string redact(std::string_view personal) {
    constexpr int kShown = 4;
    constexpr int kLeast = 8;
    int characters = 0;
    std::size_t shown_from = personal.size();
    for (std::size_t i = personal.size(); i-- > 0;) {
        if (is_continuation(personal[i])) continue;
        if (++characters == kShown) shown_from = i;
    }
    return "…" + std::string{characters < kLeast ? "" : personal.substr(shown_from)};
}

Scope::Scope(std::string_view trace_id, std::string_view span_id, std::string_view request_id)
    : previous_(current_scope), trace_id_(trace_id), span_id_(span_id), request_id_(request_id) {
    if (request_id_.empty() && previous_ != nullptr) request_id_ = previous_->request_id_;
    current_scope = this;
}

Scope::~Scope() {
    current_scope = previous_;
}

}  // namespace hearth::log
