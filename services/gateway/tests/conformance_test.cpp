#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>
#include <iconv.h>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/testkit/damage.hpp"
#include "services/gateway/tests/fixture.hpp"

// What every adapter must pass: duplicate, reorder, delay, malformed, oversize, encoding. A new
// channel adds one row to `channels()`.

namespace hearth::gateway {
namespace {

using Record = contact::v1::RecordInteractionRequest;

/// One event of one channel as its real peer would post it.
struct Post {
    std::string method = "POST";
    std::string path;
    http::Fields headers;
    std::string body;
};

struct Channel {
    std::string name;
    /// The n-th event of a conversation, saying `words` at second `time` of some day.
    std::function<Post(int n, const std::string& words, int time)> event;
    /// Where the words of an event end up.
    std::function<std::string(const Record&)> words;
    std::vector<Post> malformed;
    std::string prefix;  ///< of its request ids
    bool timed = true;   ///< its events carry their own time
    bool secret = true;  ///< it has to prove itself
};

std::string at(int second) {
    return std::to_string(10 + second / 60) + ":" + std::to_string(10 + second % 60);
}

Post cti_event(int n, const std::string& words, int time) {
    static constexpr const char* kEvents[] = {"ring", "answer", "hangup", "recording"};
    const Json body{{"event", kEvents[n % 4]},
                    {"callId", "call-1"},
                    {"direction", "inbound"},
                    {"from", "13800138000"},
                    {"to", "95598"},
                    {"time", "2026-03-03T10:" + at(time) + "+08:00"},
                    {"recording", words.empty() ? "r" : words},
                    {"vendorKey", 1}};
    return {"POST", "/channels/cti/events", {{"Content-Type", "application/json"}}, body.dump()};
}

Post sms_event(int n, const std::string& words, int time) {
    return {"POST",
            "/channels/sms/kannel?id=sms-" + std::to_string(n),
            {{"Content-Type", "text/plain; charset=UTF-8"},
             {"X-Kannel-From", "+8613800138000"},
             {"X-Kannel-To", "95598"},
             {"X-Kannel-Time", "2026-03-03 02:" + at(time)},
             {"X-Kannel-Coding", "2"}},
            words.empty() ? "?" : words};
}

Post web_event(int n, const std::string& words, int) {
    const Json body{{"class", "no_supply.electricity"}, {"phone", "13800138000"}, {"words", words}};
    return {
        "POST",
        "/channels/web/reports",
        {{"Content-Type", "application/json"}, {"Idempotency-Key", "form-" + std::to_string(n)}},
        body.dump()};
}

/// The event with its JSON changed in one place.
Post changed(Post post, const std::function<void(Json&)>& change) {
    Json body = Json::parse(post.body);
    change(body);
    post.body = body.dump();
    return post;
}

Post with_header(Post post, const std::string& name, const std::string& value) {
    post.headers[name] = value;
    return post;
}

std::vector<Channel> channels() {
    const Post cti = cti_event(0, "r", 0);
    const Post sms = sms_event(0, "停电", 0);
    const Post web = web_event(0, "停电", 0);
    Post broken = cti;
    broken.body = "{\"event\":";
    Post broken_web = web;
    broken_web.body = "not json";
    Post broken_sms = sms;
    broken_sms.body = "\xff\xfe\xfd";
    return {{"cti",
             cti_event,
             [](const Record& record) { return record.recording(); },
             {broken, changed(cti, [](Json& body) { body["event"] = "explode"; }),
              changed(cti, [](Json& body) { body.erase("callId"); }),
              changed(cti, [](Json& body) { body["callId"] = "a b"; }),
              changed(cti, [](Json& body) { body["callId"] = std::string(500, 'x'); }),
              changed(cti, [](Json& body) { body["time"] = "yesterday"; }),
              changed(cti, [](Json& body) { body["direction"] = "up"; }),
              changed(cti, [](Json& body) { body["from"] = Json::array(); }),
              changed(cti, [](Json& body) { body = Json::array({1}); })},
             "phone:"},
            {"sms",
             sms_event,
             [](const Record& record) { return record.text(); },
             {broken_sms, with_header(sms, "X-Kannel-From", ""),
              with_header(sms, "X-Kannel-Time", "noon"),
              with_header(sms, "X-Kannel-From", "not a number"),
              with_header(sms, "Content-Type", "text/plain; charset=KLINGON")},
             "sms:"},
            {"web",
             web_event,
             [](const Record& record) { return record.text(); },
             {broken_web, with_header(web, "Idempotency-Key", ""),
              with_header(web, "Idempotency-Key", std::string(300, 'x')),
              changed(web, [](Json& body) { body["surprise"] = 1; }),
              changed(web, [](Json& body) { body["words"] = 5; }),
              changed(web, [](Json& body) { body["party"] = "parties/1"; }),
              changed(web, [](Json& body) { body["request"] = "R-1000042"; })},
             "web:",
             false,
             false}};
}

/// A gateway whose fake contact remembers answers by request id, as the real one does.
class Desk {
public:
    Desk() : gateway_(services_.target(), config()) {
        services_.on("RecordInteraction", [](const std::string& bytes) -> Result<std::string> {
            Record record;
            record.ParseFromString(bytes);
            contact::v1::RecordInteractionResponse answer;
            answer.mutable_interaction()->set_message_id(record.message_id());
            answer.mutable_answer()->set_text_zh("已受理 " + record.request_id());
            return answer.SerializeAsString();
        });
    }

    static Gateway::Config config() {
        Gateway::Config config;
        for (const Own own : {Own::kCtiEvent, Own::kKannelMessage, Own::kKannelDelivery})
            config.channel_secrets.emplace(own, config::Secret{"open sesame"});
        return config;
    }

    [[nodiscard]] http::Response post(Post post, bool with_secret = true) const {
        if (with_secret) post.headers["X-Channel-Secret"] = "open sesame";
        return gateway_.ask(post.method, post.path, post.body, post.headers);
    }
    [[nodiscard]] std::vector<std::string> requests() const {
        std::vector<std::string> all;
        for (const auto& call : services_.seen())
            all.push_back(call.request);
        return all;
    }
    [[nodiscard]] Record last() const { return services_.last<Record>("RecordInteraction"); }
    [[nodiscard]] const FakeServices& services() const { return services_; }
    FakeServices& services() { return services_; }

private:
    FakeServices services_;
    TestGateway gateway_;
};

/// UTF-8 text in another character set, for peers that write one.
std::string encode(std::string text, const char* charset) {
    iconv_t converter = ::iconv_open(charset, "UTF-8");
    std::string out(text.size() * 4, '\0');
    char* from = text.data();
    std::size_t left = text.size();
    char* to = out.data();
    std::size_t room = out.size();
    REQUIRE(::iconv(converter, &from, &left, &to, &room) == 0);
    ::iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

}  // namespace

TEST_CASE("conformance: duplicate") {
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk desk;
        const auto first = desk.post(channel.event(0, "停电", 1));
        const auto second = desk.post(channel.event(0, "停电", 1));
        CHECK(first.status == 200);
        CHECK(second.status == 200);
        CHECK(first.body == second.body);
        const auto requests = desk.requests();
        REQUIRE(requests.size() == 2);
        // The same bytes: contact knows by them that it is the same event.
        CHECK(requests[0] == requests[1]);
        CHECK(desk.last().request_id().starts_with(channel.prefix));
        CHECK_FALSE(desk.last().message_id().empty());
    }
}

TEST_CASE("conformance: reorder") {
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk forward;
        const Desk shuffled;
        std::vector<int> order{0, 1, 2, 3};
        for (const int n : order)
            CHECK(forward.post(channel.event(n, "w", n)).status == 200);
        std::reverse(order.begin(), order.end());
        for (const int n : order)
            CHECK(shuffled.post(channel.event(n, "w", n)).status == 200);
        // An event means the same whenever it comes: nothing is kept from one to the next.
        auto one = forward.requests();
        auto other = shuffled.requests();
        std::sort(one.begin(), one.end());
        std::sort(other.begin(), other.end());
        CHECK(one == other);
        CHECK(std::unique(one.begin(), one.end()) == one.end());
    }
}

TEST_CASE("conformance: delay") {
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk desk;
        CHECK(desk.post(channel.event(0, "late", 75)).status == 200);
        CHECK(desk.last().has_observed_time() == channel.timed);
        // 02:11:25 UTC on that day, months ago: the channel's own time is kept.
        if (channel.timed) CHECK(desk.last().observed_time().seconds() == 1772503885);
    }
}

TEST_CASE("conformance: malformed") {
    for (const Channel& channel : channels()) {
        const Desk desk;
        for (const Post& post : channel.malformed) {
            INFO(channel.name << " " << post.body);
            const auto answer = desk.post(post);
            CHECK(answer.status == 400);
            const Json problem = Json::parse(answer.body);
            CHECK_FALSE(problem.at("fields").at(0).at("field").get<std::string>().empty());
        }
        CHECK(desk.requests().empty());
    }
}

TEST_CASE("conformance: random bytes") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (const Channel& channel : channels()) {
        const Desk desk;
        for (int i = 0; i < 200; ++i) {
            Post post = channel.event(i, "停电", i % 600);
            post.body = damage(post.body);
            const int status = desk.post(post).status;
            INFO(channel.name << " " << post.body);
            CHECK((status == 200 || status == 400));
        }
    }
}

TEST_CASE("conformance: oversize") {
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk desk;
        CHECK(desk.post(channel.event(0, std::string(100'000, 'x'), 1)).status == 413);
        CHECK(desk.post(channel.event(0, std::string(2'000'000, 'x'), 1)).status == 413);
        CHECK(desk.requests().empty());
    }
}

TEST_CASE("conformance: encoding") {
    const std::string words = "阳光花园3栋停电了,电表\"001\"😀\\n";
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk desk;
        CHECK(desk.post(channel.event(0, words, 1)).status == 200);
        CHECK(channel.words(desk.last()) == words);
    }
}

TEST_CASE("conformance: only the channel itself may speak for it") {
    for (const Channel& channel : channels()) {
        INFO(channel.name);
        const Desk desk;
        CHECK(desk.post(channel.event(0, "w", 1), false).status == (channel.secret ? 401 : 200));
    }
    const Desk desk;
    Post post = sms_event(0, "w", 1);
    post.path += "&secret=open%20sesame";
    CHECK(desk.post(post, false).status == 200);
    post = with_header(cti_event(0, "w", 1), "Authorization", "Bearer open sesame");
    CHECK(desk.post(post, false).status == 200);
    post = with_header(cti_event(0, "w", 1), "Authorization", "Basic aGVhcnRoOm9wZW4gc2VzYW1l");
    CHECK(desk.post(post, false).status == 200);
    post = with_header(cti_event(0, "w", 1), "Authorization", "Bearer open sesamf");
    CHECK(desk.post(post, false).status == 401);
    CHECK(desk.services().seen().front().principal.id == "channels/sms");
    CHECK(desk.services().seen().front().principal.has("channel"));
}

TEST_CASE("an SMS is read in whatever its network writes") {
    const std::string words = "停电了";
    for (const auto& [type, charset] : std::vector<std::pair<std::string, const char*>>{
             {"text/plain; charset=GBK", "GBK"},
             {"text/plain; charset=gb2312", "GBK"},
             {"text/plain; charset=\"GB18030\"", "GB18030"},
             {"text/plain; charset=UTF-16BE", "UTF-16BE"},
             {"text/plain; charset=UCS-2", "UTF-16BE"},
             {"text/plain", "UTF-16BE"}}) {
        INFO(type);
        const Desk desk;
        Post post = sms_event(0, encode(words, charset), 1);
        post.headers["Content-Type"] = type;
        CHECK(desk.post(post).status == 200);
        CHECK(desk.last().text() == words);
    }
    // Neither charset nor coding: UTF-8 if it is, else what mainland telephones use.
    for (const char* charset : {"UTF-8", "GBK"}) {
        const Desk desk;
        Post post = sms_event(0, encode(words, charset), 1);
        post.headers["Content-Type"] = "text/plain";
        post.headers["X-Kannel-Coding"] = "0";
        CHECK(desk.post(post).status == 200);
        CHECK(desk.last().text() == words);
    }
}

TEST_CASE("an SMS without an id is known by what it is") {
    const Desk desk;
    Post post = sms_event(0, "停电", 1);
    post.path = "/channels/sms/kannel";
    CHECK(desk.post(post).status == 200);
    const std::string first = desk.last().request_id();
    CHECK(desk.post(post).status == 200);
    CHECK(desk.last().request_id() == first);
    post.body = "停电!";
    CHECK(desk.post(post).status == 200);
    CHECK(desk.last().request_id() != first);
    CHECK(desk.post(post).body.empty());
}

TEST_CASE("a delivery report tells what became of an attempt") {
    Desk desk;
    desk.services().on("RecordDelivery", contact::v1::RecordDeliveryResponse{});
    const std::string base =
        "/channels/sms/kannel/delivery?attempt=0190163d-8694-739b-aea5-966c26f8ad91&status=";
    CHECK(desk.post({"GET", base + "1&time=1772503885", {}, ""}).status == 200);
    const auto record = desk.services().last<contact::v1::RecordDeliveryRequest>("RecordDelivery");
    CHECK(record.status() == "delivered");
    CHECK(record.request_id() == "sms-delivery:0190163d-8694-739b-aea5-966c26f8ad91:1");
    CHECK(record.observed_time().seconds() == 1772503885);
    CHECK(desk.post({"GET", base + "16", {}, ""}).status == 200);
    CHECK(desk.post({"GET", base + "3", {}, ""}).status == 400);
    CHECK(desk.post({"GET", "/channels/sms/kannel/delivery?status=1", {}, ""}).status == 400);
}

TEST_CASE("the web form tells number and promise, and nothing about who lives there") {
    Desk desk;
    contact::v1::RecordInteractionResponse answer;
    answer.mutable_interaction()->set_party("parties/secret");
    auto& request = *answer.mutable_answer()->mutable_service_request();
    request.set_number("R-1000042");
    request.set_party("parties/secret");
    request.set_state(contact::v1::REQUEST_STATE_TRIAGED);
    answer.mutable_answer()->mutable_promise()->set_kind("arrival");
    answer.mutable_answer()->mutable_promise()->mutable_due_time()->set_seconds(1772503885);
    desk.services().on("RecordInteraction", answer);
    const auto posted = desk.post(web_event(0, "停电", 0), false);
    const Json told = Json::parse(posted.body);
    CHECK(told.at("number") == "R-1000042");
    CHECK(told.at("state") == "REQUEST_STATE_TRIAGED");
    CHECK(told.at("promise").at("dueTime").get<std::string>().starts_with("2026-03-03T02:11:25"));
    CHECK(posted.body.find("secret") == std::string::npos);
    CHECK(desk.last().from() == "13800138000");
}

}  // namespace hearth::gateway
