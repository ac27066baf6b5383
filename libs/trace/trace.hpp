#pragma once

#include <optional>
#include <string>
#include <string_view>

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

Context new_root();
/// Same trace, new span.
Context child_of(const Context& parent);

/// The context of the work this thread is doing; empty ids outside any.
const Context& current();

/// While alive, `current` is `context`. A finished span is written as one log line `span` with name and
/// seconds when it is sampled or failed.
class Span {
public:
    Span(std::string_view name, Context context);
    ~Span();
    void failed();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

private:
    std::string name_;
    Context context_;
    Context previous_;
    long long started_ns_;
    bool failed_ = false;
};

}  // namespace hearth::trace
