#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "libs/log/log.hpp"

namespace hearth::trace {

/// W3C trace context: which trace this work belongs to and which span it is.
struct Context {
    std::string trace_id;  ///< 32 lower-case hex digits
    std::string span_id;   ///< 16 lower-case hex digits
    bool sampled = false;
    std::string state;  ///< tracestate, passed on untouched
};

/// Empty on anything but a well-formed version 00 (or a later one's first four fields).
std::optional<Context> parse_traceparent(std::string_view header);
std::string format_traceparent(const Context& context);

/// Sampled with the probability that `set_sample_ratio` set; 0.01 before that.
Context new_root();
void set_sample_ratio(double ratio);
/// Same trace, new span.
Context child_of(const Context& parent);

/// The context of the work this thread is doing; empty ids outside any.
const Context& current();

/// While alive, `current` is `context` and this thread's log lines carry its ids. When it ends it
/// is written as one log line `span` with name and seconds, if it is sampled or failed. One thread,
/// like any scope.
class Span {
public:
    Span(std::string_view name, Context context);
    ~Span();
    void failed() { failed_ = true; }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

private:
    std::string name_;
    Context context_;
    const Context* previous_;
    log::Scope scope_;
    std::chrono::steady_clock::time_point started_;
    bool failed_ = false;
};

}  // namespace hearth::trace
