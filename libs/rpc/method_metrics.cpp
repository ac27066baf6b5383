#include "libs/rpc/method_metrics.hpp"

#include <utility>

namespace hearth::rpc {

MethodMetrics::MethodMetrics(const char* name, const char* help, std::string method)
    : name_(name), help_(help), method_(std::move(method)) {}

void MethodMetrics::observe(Code code, std::chrono::steady_clock::duration taken) {
    const auto number = static_cast<std::size_t>(code);
    auto& slot = by_code_[number < by_code_.size() ? number : 2];
    metrics::Histogram* histogram = slot.load(std::memory_order_acquire);
    if (histogram == nullptr) {
        histogram = &metrics::histogram(
            name_, help_, {{"method", method_}, {"code", std::string{to_string(code)}}});
        slot.store(histogram, std::memory_order_release);
    }
    histogram->observe(std::chrono::duration<double>(taken).count());
}

}  // namespace hearth::rpc
