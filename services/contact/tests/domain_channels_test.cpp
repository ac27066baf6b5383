#include <catch2/catch.hpp>

#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/notice.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

TEST_CASE("what an address is stands in it") {
    CHECK(kind_of("+8613800138000") == "phone");
    CHECK(kind_of("li@example.com") == "email");
    CHECK(kind_of("wechat:o7xAb-9") == "wechat");
    CHECK(kind_of("wechat:o7x@app") == "wechat");
    CHECK(kind_of("+tag@example.com") == "email");
    CHECK(kind_of("mailto:li@example.com") == "email");
    for (const char* none :
         {"", "anonymous", "Restricted", ":x", "00000000", "95598", "+", "+86 1"})
        CHECK(kind_of(none).empty());
    CHECK(recipient_of("+8613800138000") == "tel:+8613800138000");
    CHECK(recipient_of("li@example.com") == "mailto:li@example.com");
    CHECK(recipient_of("wechat:o7x") == "wechat:o7x");
}

TEST_CASE("the first channel that reaches an address is its channel") {
    const Channels channels{{{"phone", false, ""},
                             {"sms", true, "phone"},
                             {"other", false, "phone"},
                             {"email", false, "email"},
                             {"wechat", true, "wechat"}}};
    CHECK(channels.to("+8613800138000")->name == "sms");
    CHECK(channels.to("li@example.com")->name == "email");
    CHECK(channels.to("wechat:o7x")->name == "wechat");
    CHECK(channels.to("matrix:@li:example.com") == nullptr);
    CHECK(channels.to("anonymous") == nullptr);
    CHECK(channels.to("") == nullptr);
    CHECK(reaches(*channels.find("other"), "+8613800138000"));
    CHECK_FALSE(reaches(*channels.find("phone"), "+8613800138000"));
    CHECK(channels.find("pigeon") == nullptr);
}

TEST_CASE("a channel is believed only what kind of address it carries") {
    const Channels& channels = samples::catalogue().channels;
    for (const char* by_number : {"phone", "sms", "web", "hall", "desk"}) {
        INFO(by_number);
        CHECK(channels.came_from(by_number, "+8613800138000") == "+8613800138000");
        for (const char* other : {"li@example.com", "wechat:o7x@app", "00000000", "anonymous", ""})
            CHECK(channels.came_from(by_number, other).empty());
    }
    CHECK(channels.came_from("email", "li@example.com") == "li@example.com");
    CHECK(channels.came_from("email", "+8613800138000").empty());
    CHECK(channels.came_from("pigeon", "+8613800138000").empty());
    CHECK(Channels{{{"silent", false, "", "", ""}}}.came_from("silent", "").empty());
}

TEST_CASE("nobody is called back at a number that was withheld as zeros") {
    samples::Case story{"gas_smell.gas"};
    Report report;
    report.observed = samples::ten();
    report.reporter.address = "00000000";
    story.act(samples::ten(), [&](Change& change) { open_request(change, report); });
    WorkNews done;
    done.type = "WorkOrderDone";
    done.order = "workOrders/w";
    done.step = "repair";
    done.round = 1;
    done.attempt = 1;
    done.observed = samples::ten();
    done.evidence = {{"gas_reading_ppm", "0", "ppm"}, {"tightness_test", "passed", ""}};
    story.act(samples::ten(), [&](Change& change) { apply_work(change, done); });
    REQUIRE(story.request.step("callback") != nullptr);
    CHECK(story.request.step("callback")->outcome == "nobody_to_call");
}

TEST_CASE("the channels of our files reach numbers and mail") {
    const Channels& channels = samples::catalogue().channels;
    CHECK(channels.to("+8613800138000")->name == "sms");
    CHECK(channels.to("li@example.com")->name == "email");
    CHECK(channels.find("sms")->reads);
    CHECK_FALSE(channels.find("web")->reads);
}

TEST_CASE("a notice goes where its words came from, then to the party's points, each once") {
    Notice notice;
    CHECK(addresses_of(notice, {"+861", "a@b"}) == std::vector<std::string>{"+861", "a@b"});
    notice.address = "a@b";
    CHECK(addresses_of(notice, {"+861", "a@b"}) == std::vector<std::string>{"a@b", "+861"});
}

}  // namespace
}  // namespace hearth::contact
