#include "libs/trace/trace.hpp"

#include <thread>

#include <catch2/catch.hpp>

#include "libs/testkit/damage.hpp"

namespace hearth::trace {
namespace {

const std::string kHeader = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

}  // namespace

TEST_CASE("a traceparent reads back from its text") {
    const auto context = parse_traceparent(kHeader);
    REQUIRE(context);
    CHECK(context->trace_id == "4bf92f3577b34da6a3ce929d0e0e4736");
    CHECK(context->span_id == "00f067aa0ba902b7");
    CHECK(context->sampled);
    CHECK(format_traceparent(*context) == kHeader);
    const Context made = child_of(new_root());
    CHECK(parse_traceparent(format_traceparent(made))->span_id == made.span_id);
}

TEST_CASE("a later version's first four fields are read") {
    CHECK(parse_traceparent("cc" + kHeader.substr(2) + "-what-comes-then"));
    CHECK(parse_traceparent("cc" + kHeader.substr(2)));
    CHECK_FALSE(parse_traceparent("cc" + kHeader.substr(2) + ".what"));
}

TEST_CASE("what is no traceparent is empty") {
    for (const std::string& bad :
         {std::string{}, kHeader.substr(1), kHeader + "-x", "ff" + kHeader.substr(2),
          std::string{"00-00000000000000000000000000000000-00f067aa0ba902b7-01"},
          std::string{"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"},
          std::string{"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"},
          std::string{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"},
          std::string{"00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_traceparent(bad));
    }
}

TEST_CASE("whatever the header holds, ids are what they must be") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < 10000; ++i) {
        const auto context = parse_traceparent(damage(kHeader));
        if (context) REQUIRE(parse_traceparent(format_traceparent(*context)));
    }
}

TEST_CASE("a child is of the same trace") {
    Context parent = new_root();
    parent.state = "vendor=1";
    const Context child = child_of(parent);
    CHECK(child.trace_id == parent.trace_id);
    CHECK(child.span_id != parent.span_id);
    CHECK(child.state == "vendor=1");
    CHECK(new_root().trace_id != parent.trace_id);
}

TEST_CASE("the share of sampled roots is set") {
    set_sample_ratio(1);
    CHECK(new_root().sampled);
    set_sample_ratio(0);
    CHECK_FALSE(new_root().sampled);
    set_sample_ratio(0.01);
}

TEST_CASE("spans nest, each on its thread") {
    CHECK(current().trace_id.empty());
    const Context root = new_root();
    {
        const Span outer{"outer", root};
        CHECK(current().span_id == root.span_id);
        {
            const Span inner{"inner", child_of(current())};
            CHECK(current().span_id != root.span_id);
            CHECK(current().trace_id == root.trace_id);
        }
        CHECK(current().span_id == root.span_id);
        std::thread{[] { CHECK(current().trace_id.empty()); }}.join();
    }
    CHECK(current().trace_id.empty());
}

}  // namespace hearth::trace
