#include "libs/metrics/metrics.hpp"

#include <thread>

#include <catch2/catch.hpp>

namespace hearth::metrics {
namespace {

bool has(const std::string& line) {
    return ("\n" + render()).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a handle is one for a name and its labels") {
    Counter& ok = counter("test_calls_total", "Calls answered.", {{"code", "OK"}});
    CHECK(&ok == &counter("test_calls_total", "Calls answered.", {{"code", "OK"}}));
    CHECK(&ok != &counter("test_calls_total", "Calls answered.", {{"code", "INTERNAL"}}));
    ok.add();
    ok.add(2);
    CHECK(has("# HELP test_calls_total Calls answered."));
    CHECK(has("# TYPE test_calls_total counter"));
    CHECK(has("test_calls_total{code=\"OK\"} 3"));
    CHECK(has("test_calls_total{code=\"INTERNAL\"} 0"));
}

TEST_CASE("a gauge goes both ways") {
    Gauge& depth = gauge("test_depth", "Waiting tasks.");
    depth.set(5);
    depth.add(-2);
    CHECK(has("test_depth 3"));
}

TEST_CASE("a histogram has buckets of seconds unless told") {
    histogram("test_seconds", "Time taken.").observe(0.004);
    CHECK(has("test_seconds_bucket{le=\"0.0025\"} 0"));
    CHECK(has("test_seconds_bucket{le=\"0.005\"} 1"));
    CHECK(has("test_seconds_bucket{le=\"10\"} 1"));
    histogram("test_rows", "Rows taken.", {}, {1, 100}).observe(7);
    CHECK(has("test_rows_bucket{le=\"1\"} 0"));
    CHECK(has("test_rows_bucket{le=\"100\"} 1"));
}

TEST_CASE("threads lose no count") {
    Counter& count = counter("test_many_total", "Counted by many.");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n)
                count.add();
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(has("test_many_total 40000"));
}

}  // namespace hearth::metrics
