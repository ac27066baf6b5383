#include "services/gateway/exchange.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "libs/log/log.hpp"

namespace hearth::gateway {
namespace {

constexpr std::chrono::milliseconds kDefaultTime{2000};
constexpr std::chrono::milliseconds kMostTime{30000};

/// `Request-Timeout: 500` in milliseconds, or 2 s; 30 s at most.
Deadline deadline_of(const http::Request& request) {
    const auto text = request.header("Request-Timeout");
    long milliseconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() ||
        milliseconds <= 0) {
        return Deadline::after(kDefaultTime);
    }
    return Deadline::after(std::min(std::chrono::milliseconds{milliseconds}, kMostTime));
}

trace::Context trace_of(const http::Request& request) {
    auto parent = trace::parse_traceparent(request.header("traceparent"));
    if (!parent) return trace::new_root();
    parent->state = std::string{request.header("tracestate")};
    return trace::child_of(*parent);
}

}  // namespace

RouteMetrics::RouteMetrics(std::string_view route)
    : seconds_(&metrics::histogram("hearth_http_server_seconds",
                                   "Time from a request to its answer.",
                                   {{"route", std::string{route}}})) {
    for (int i = 0; i < 6; ++i) {
        by_class_[i] = &metrics::counter(
            "hearth_http_server_total", "Answers by class of status.",
            {{"route", std::string{route}}, {"status", std::to_string(i) + "xx"}});
    }
}

void RouteMetrics::observe(int status, double seconds) {
    seconds_->observe(seconds);
    by_class_[std::clamp(status / 100, 0, 5)]->add();
}

Exchange::Exchange(http::Request taken, std::shared_ptr<http::Responder> answers)
    : request(std::move(taken)),
      responder(std::move(answers)),
      trace(trace_of(request)),
      deadline(deadline_of(request)) {}

void Exchange::send(http::Response response) {
    if (answered_.exchange(true)) return;
    response.headers["Trace-Id"] = trace.trace_id;
    const int status = response.status;
    responder->send(std::move(response));
    done(status);
}

void Exchange::fail(const Error& error) {
    // A stale version is a conflict, but a failed precondition when the client named the version
    // by the header that is made for it.
    const bool stale = error.code == Code::kAborted && !request.header("If-Match").empty();
    fail(stale ? 412 : http::http_status(error.code), error);
}

void Exchange::fail(int status, const Error& error) {
    if (error.code == Code::kInternal) {
        const log::Scope scope{trace.trace_id, trace.span_id, ""};
        log::failure("http_failed", error);
    }
    auto response = http::problem(status, error, trace.trace_id, request.header("Accept-Language"));
    if (status == 401) response.headers["WWW-Authenticate"] = "Bearer";
    send(std::move(response));
}

std::shared_ptr<http::Stream> Exchange::stream(http::Fields headers) {
    if (answered_.exchange(true)) return nullptr;
    headers["Trace-Id"] = trace.trace_id;
    auto begun = responder->stream(std::move(headers));
    done(200);
    return begun;
}

void Exchange::done(int status) {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    if (metrics != nullptr) metrics->observe(status, seconds);
    const log::Scope scope{trace.trace_id, trace.span_id, request.header("Idempotency-Key")};
    log::info(
        "http_request",
        {{"route", route}, {"status", status}, {"seconds", seconds}, {"principal", principal.id}});
}

}  // namespace hearth::gateway
