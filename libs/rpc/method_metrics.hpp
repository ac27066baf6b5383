#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>

#include "libs/core/error.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::rpc {

/// How long calls of one method took, by code. A code's histogram is made when it first occurs:
/// most methods never see most codes. Thread-safe.
class MethodMetrics {
public:
    MethodMetrics(const char* name, const char* help, std::string method);
    void observe(Code code, std::chrono::steady_clock::duration taken);

private:
    const char* name_;
    const char* help_;
    std::string method_;
    std::array<std::atomic<metrics::Histogram*>, 17> by_code_{};
};

}  // namespace hearth::rpc
