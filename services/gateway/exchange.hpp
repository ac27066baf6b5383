#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/auth/auth.hpp"
#include "libs/core/deadline.hpp"
#include "libs/http/http.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::gateway {

/// Handles of one route, made at start.
struct RouteMetrics {
    explicit RouteMetrics(std::string_view route);
    void observe(int status, double seconds);

private:
    metrics::Histogram* seconds_;
    metrics::Counter* by_class_[6];
};

/// One HTTP request on its way through the gateway, from its first look to its one answer. Passed
/// from thread to thread, used by one at a time, except that several may try to answer.
struct Exchange {
    Exchange(http::Request taken, std::shared_ptr<http::Responder> answers);

    http::Request request;
    std::shared_ptr<http::Responder> responder;
    std::vector<std::pair<std::string, std::string>> bound;  ///< from the path
    std::string route = "unknown";
    RouteMetrics* metrics = nullptr;
    trace::Context trace;
    Deadline deadline;
    auth::Principal principal;
    auth::Proof proof;               ///< of a signed-in principal, by the token he showed
    std::shared_ptr<void> admitted;  ///< see Admission
    std::string token;               ///< for calls to services, in the principal's name

    /// Answers, logs and counts. Only the first answer counts.
    void send(http::Response response);
    void fail(const Error& error);
    void fail(int status, const Error& error);
    /// Begins an event stream; its end is not counted.
    std::shared_ptr<http::Stream> stream(http::Fields headers);

private:
    void done(int status);
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::atomic<bool> answered_{false};
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace hearth::gateway
