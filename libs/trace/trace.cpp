#include "libs/trace/trace.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "libs/core/random.hpp"

namespace hearth::trace {
namespace {

constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kSpanDigits = 16;
constexpr std::size_t kHeaderLength = 55;
constexpr unsigned kSampledFlag = 1;

std::atomic<double> sample_ratio{0.01};
thread_local const Context* current_context = nullptr;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
    return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

/// Never zero, which the standard keeps for "no span".
std::string new_span_id() {
    return fmt::format("{:016x}", random_bits() | 1U);
}

unsigned hex_byte(std::string_view text) {
    const auto digit = [](char c) {
        return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    };
    return digit(text[0]) * 16 + digit(text[1]);
}

}  // namespace

std::optional<Context> parse_traceparent(std::string_view header) {
    const std::string_view fixed = header.substr(0, kHeaderLength);
    if (fixed.size() != kHeaderLength || fixed[2] != '-' || fixed[35] != '-' || fixed[52] != '-')
        return {};
    const std::string_view version = fixed.substr(0, 2);
    const std::string_view flags = fixed.substr(53);
    if (!is_hex(version) || version == "ff" || !is_hex(flags)) return {};
    const bool longer = header.size() > kHeaderLength;
    if (longer && (version == "00" || header[kHeaderLength] != '-')) return {};
    Context context;
    context.trace_id = fixed.substr(3, kTraceDigits);
    context.span_id = fixed.substr(36, kSpanDigits);
    context.sampled = (hex_byte(flags) & kSampledFlag) != 0;
    if (!is_id(context.trace_id) || !is_id(context.span_id)) return {};
    return context;
}

std::string format_traceparent(const Context& context) {
    return fmt::format("00-{}-{}-{:02x}", context.trace_id, context.span_id,
                       context.sampled ? kSampledFlag : 0);
}

void set_sample_ratio(double ratio) {
    sample_ratio = ratio;
}

Context new_root() {
    return {fmt::format("{:016x}{:016x}", random_bits(), random_bits() | 1U), new_span_id(),
            random_unit() < sample_ratio.load(std::memory_order_relaxed), ""};
}

Context child_of(const Context& parent) {
    Context child = parent;
    child.span_id = new_span_id();
    return child;
}

const Context& current() {
    static const Context none;
    return current_context == nullptr ? none : *current_context;
}

Span::Span(std::string_view name, Context context)
    : name_(name),
      context_(std::move(context)),
      previous_(std::exchange(current_context, &context_)),
      scope_(context_.trace_id, context_.span_id, {}),
      started_(std::chrono::steady_clock::now()) {}

Span::~Span() {
    if (context_.sampled || failed_) {
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started_;
        log::info("span", {{"name", name_}, {"seconds", taken.count()}, {"failed", failed_}});
    }
    current_context = previous_;
}

}  // namespace hearth::trace
