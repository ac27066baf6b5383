#include "libs/metrics/metrics.hpp"

#include <mutex>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace hearth::metrics {
namespace {

const std::vector<double> kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                   0.1,    0.25,  0.5,    1,     2.5,  5,     10};

prometheus::Registry& registry() {
    static prometheus::Registry instance;
    return instance;
}

/// The handle of (name, labels), made by `make` the first time.
template <typename Handle, typename Make>
Handle& handle(std::string_view name, const Labels& labels, Make make) {
    static std::mutex mutex;
    static std::map<std::pair<std::string, Labels>, Handle> handles;
    const std::lock_guard lock{mutex};
    const auto [found, added] = handles.try_emplace({std::string{name}, labels});
    if (added) make(found->second);
    return found->second;
}

template <typename Builder>
auto& family(Builder builder, std::string_view name, std::string_view help) {
    return builder.Name(std::string{name}).Help(std::string{help}).Register(registry());
}

}  // namespace

void Counter::add(double amount) {
    static_cast<prometheus::Counter*>(impl_)->Increment(amount);
}

void Gauge::set(double value) {
    static_cast<prometheus::Gauge*>(impl_)->Set(value);
}

void Gauge::add(double amount) {
    static_cast<prometheus::Gauge*>(impl_)->Increment(amount);
}

void Histogram::observe(double value) {
    static_cast<prometheus::Histogram*>(impl_)->Observe(value);
}

Counter& counter(std::string_view name, std::string_view help, const Labels& labels) {
    return handle<Counter>(name, labels, [&](Counter& made) {
        made.impl_ = &family(prometheus::BuildCounter(), name, help).Add(labels);
    });
}

Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return handle<Gauge>(name, labels, [&](Gauge& made) {
        made.impl_ = &family(prometheus::BuildGauge(), name, help).Add(labels);
    });
}

Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels,
                     const std::vector<double>& buckets) {
    return handle<Histogram>(name, labels, [&](Histogram& made) {
        made.impl_ = &family(prometheus::BuildHistogram(), name, help)
                          .Add(labels, buckets.empty() ? kSeconds : buckets);
    });
}

std::string render() {
    return prometheus::TextSerializer{}.Serialize(registry().Collect());
}

}  // namespace hearth::metrics
