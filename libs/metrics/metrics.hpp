#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::metrics {

using Labels = std::map<std::string, std::string>;

/// Handles are made once, at start, and live as long as the process; using one costs an atomic
/// operation and never allocates. All are thread-safe. The same name and labels give the same
/// handle.
class Counter {
public:
    void add(double amount = 1);

private:
    friend Counter& counter(std::string_view, std::string_view, const Labels&);
    void* impl_ = nullptr;
};

class Gauge {
public:
    void set(double value);
    void add(double amount);

private:
    friend Gauge& gauge(std::string_view, std::string_view, const Labels&);
    void* impl_ = nullptr;
};

class Histogram {
public:
    void observe(double value);

private:
    friend Histogram& histogram(std::string_view, std::string_view, const Labels&,
                                const std::vector<double>&);
    void* impl_ = nullptr;
};

/// Names in base units with `_total` for counters; labels bounded. `help` is one sentence.
Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
/// Default buckets: seconds from 0.5 ms to 10 s.
Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                     const std::vector<double>& buckets = {});

/// Everything in Prometheus' text format 0.0.4.
std::string render();

}  // namespace hearth::metrics
