#include <catch2/catch.hpp>

#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::ten;

TEST_CASE("finding 13: what is read and saved of a request does not grow with its reports") {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    const Request before = story.request;
    for (int i = 1; i <= 500; ++i) {
        Report again = samples::report();
        again.observed = ten() + i * 1min;
        story.act(again.observed, [&](Change& change) { join_report(change, again); });
    }
    CHECK(story.request.report_count == 501);
    CHECK(story.request.moments == before.moments);
    CHECK(story.request.clock("arrival")->started == ten());
    CHECK(story.request.steps.size() == before.steps.size());
    CHECK(story.request.promises.size() == before.promises.size());

    // Who saw it earlier moves the start, however late he says so.
    Report earlier = samples::report();
    earlier.observed = ten() - 10min;
    story.act(ten() + 9h, [&](Change& change) { join_report(change, earlier); });
    CHECK(story.request.clock("arrival")->started == ten() - 10min);
    CHECK(story.request.opened == ten() - 10min);
    CHECK(story.request.moments.size() == before.moments.size());
}

}  // namespace
}  // namespace hearth::contact
