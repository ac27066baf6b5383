#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "libs/core/result.hpp"

namespace hearth::log {

enum class Level { kDebug, kInfo, kWarn, kError };

/// A named value of a log line. Made for the length of one call; keeps no copy.
class Field {
public:
    Field(std::string_view name, std::string_view value)
        : name_(name), text_(value), quoted_(true) {}
    Field(std::string_view name, const char* value) : Field(name, std::string_view{value}) {}
    Field(std::string_view name, const std::string& value) : Field(name, std::string_view{value}) {}
    Field(std::string_view name, bool value) : name_(name), text_(value ? "true" : "false") {}
    template <typename Number>
    requires std::is_arithmetic_v<Number> Field(std::string_view name, Number value)
        : name_(name), own_(std::to_string(value)), text_(own_) {
        if constexpr (std::is_floating_point_v<Number>) quoted_ = !std::isfinite(value);
    }
    Field(const Field&) = delete;
    Field& operator=(const Field&) = delete;

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] bool quoted() const { return quoted_; }

private:
    std::string_view name_;
    std::string own_;
    std::string_view text_;
    bool quoted_ = false;
};

struct Config {
    Level level = Level::kInfo;
    std::string service = "hearth";
};

/// Before any other thread. Lines go to standard error, from a thread of the logger's own; without
/// `start` and after `flush` they are written by the thread that logs.
void start(const Config& config);
/// Writes out what is waiting and ends the logger's thread: the last thing a program does.
void flush();
/// Lines lost because the queue was full.
std::uint64_t dropped();
void set_level(Level level);
Level level();
Result<Level> parse_level(std::string_view text);  ///< "debug", "info", "warn", "error"

/// One JSON line: ts, level, svc, event, the current trace and request (set by `Scope`), then the
/// fields. `event` is a constant snake_case name. No personal data: wrap such values in `redact`.
/// Thread-safe; asynchronous; when its queue is full the oldest line is dropped and counted, never
/// waited for.
void write(Level level, std::string_view event, std::initializer_list<Field> fields);
void debug(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void warn(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});
/// The error's code, reason, message and cause as fields. An error of ours is logged as one, a
/// refusal or a broken dependency as a warning.
void failure(std::string_view event, const Error& error);

/// "…1234", or "…" of a short text: enough to tell two apart in a log, not enough to know whose it
/// is.
std::string redact(std::string_view personal);

/// While alive, lines of this thread carry the trace and request id. An empty request id means the
/// outer scope's.
class Scope {
public:
    Scope(std::string_view trace_id, std::string_view span_id, std::string_view request_id);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

private:
    friend void write(Level, std::string_view, std::initializer_list<Field>);
    const Scope* previous_;
    std::string trace_id_;
    std::string span_id_;
    std::string request_id_;
};

}  // namespace hearth::log
