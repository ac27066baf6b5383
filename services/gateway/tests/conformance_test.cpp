#include <algorithm>
#include <functional>
#include <set>

#include <catch2/catch.hpp>
#include <iconv.h>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/testkit/damage.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/tests/fixture.hpp"

// What every adapter of the table must pass, said by its own example: duplicate, reorder, delay,
// malformed, oversize, encoding. A channel adds nothing here.

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

Post posted(const http::Request& request) {
    Post post{request.method, request.path, request.headers, request.body};
    char joint = '?';
    for (const auto& [name, value] : request.query) {
        post.path += joint + name + "=" + http::percent_encode(value);
        joint = '&';
    }
    return post;
}

/// 10:10 of some day, and so many seconds.
Instant at(int second) {
    constexpr std::chrono::seconds kTenPastTen{1772503800};
    return Instant{kTenPastTen + std::chrono::seconds{second}};
}

Post event(const Adapter& adapter, int n, const std::string& words, int second) {
    return posted(adapter.example(n, words, at(second)));
}

const Adapter& adapter_at(std::string_view path) {
    const auto found = std::find_if(adapters().begin(), adapters().end(),
                                    [&](const Adapter* one) { return one->path == path; });
    REQUIRE(found != adapters().end());
    return **found;
}

const Adapter& cti() {
    return adapter_at("/channels/cti/events");
}
const Adapter& sms() {
    return adapter_at("/channels/sms/kannel");
}
const Adapter& web() {
    return adapter_at("/channels/web/reports");
}

/// Whether its events have a body, and words in it.
bool has_words(const Adapter& adapter) {
    return adapter.verb == "POST";
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

Post without_parameter(Post post, const std::string& name) {
    const auto begin = post.path.find(name + "=");
    REQUIRE(begin != std::string::npos);
    post.path.erase(begin, post.path.find('&', begin) - begin);
    return post;
}

/// What the document says of an adapter.
Json described(const Adapter& adapter) {
    return Json::parse(adapter.described);
}

/// The event without each thing that its document requires, one at a time.
std::vector<Post> without_required(const Adapter& adapter) {
    const Post whole = event(adapter, 0, "停电", 0);
    const Json document = described(adapter);
    const Json& operation = document.at("operation");
    std::vector<Post> all;
    for (const Json& parameter : operation.value("parameters", Json::array())) {
        if (!parameter.value("required", false)) continue;
        const std::string name = parameter.at("name");
        all.push_back(parameter.at("in") == "query" ? without_parameter(whole, name)
                                                    : with_header(whole, name, ""));
    }
    const auto content = Json::json_pointer{"/requestBody/content/application~1json/schema/$ref"};
    if (!operation.contains(content)) return all;
    const std::string reference = operation.at(content);
    const auto schema = document.value("schemas", Json::object())
                            .value(reference.substr(reference.rfind('/') + 1), Json::object());
    for (const std::string name : schema.value("required", Json::array()))
        all.push_back(changed(whole, [&](Json& body) { body.erase(name); }));
    return all;
}

/// What is no event of any channel.
std::vector<Post> broken(const Adapter& adapter) {
    auto all = without_required(adapter);
    if (!has_words(adapter)) return all;
    Post post = event(adapter, 0, "停电", 0);
    post.body = "\xff\xfe\xfd";
    all.push_back(post);
    if (post.headers["Content-Type"] != "application/json") return all;
    for (const char* body : {"", "{\"event\":", "not json", "[1]"}) {
        post.body = body;
        all.push_back(post);
    }
    return all;
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
        services_.on("RecordDelivery", contact::v1::RecordDeliveryResponse{});
    }

    static Gateway::Config config() {
        Gateway::Config config;
        for (const Adapter* adapter : adapters())
            config.channel_secrets.emplace(adapter->secret, config::Secret{"open sesame"});
        return config;
    }

    [[nodiscard]] http::Response post(Post post, bool with_secret = true) const {
        if (with_secret) post.headers["X-Channel-Secret"] = "open sesame";
        return gateway_.ask(post.method, post.path, post.body, post.headers);
    }
    /// The answer is 400 and names a field.
    void refuse(const Post& post) const {
        INFO(post.path << " " << post.body);
        const auto answer = this->post(post);
        CHECK(answer.status == 400);
        const Json problem = Json::parse(answer.body);
        CHECK_FALSE(problem.at("fields").at(0).at("field").get<std::string>().empty());
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

TEST_CASE("conformance: every channel of the table says all of itself") {
    CHECK(channel_files().size() >= 3);
    std::set<std::string_view> paths;
    for (const ChannelFile& file : channel_files()) {
        INFO(file.name);
        CHECK_FALSE(file.make().empty());
    }
    for (const Adapter* adapter : adapters()) {
        INFO(adapter->path);
        CHECK(paths.insert(adapter->path).second);
        CHECK(adapter->path.starts_with("/channels/"));
        CHECK(adapter->principal.starts_with("channels/"));
        CHECK((adapter->verb == "POST" || adapter->verb == "GET"));
        REQUIRE(adapter->translate != nullptr);
        REQUIRE(adapter->example != nullptr);
        const http::Request sent = adapter->example(0, "停电", at(0));
        CHECK(sent.method == adapter->verb);
        CHECK(sent.path == adapter->path);
        const Json document = described(*adapter);
        const Json& security = document.at("operation").at("security");
        CHECK(security.empty() == adapter->open_to_all);
        CHECK(adapter->secret.empty() == adapter->open_to_all);
    }
}

TEST_CASE("conformance: duplicate") {
    for (const Adapter* adapter : adapters()) {
        INFO(adapter->path);
        const Desk desk;
        const auto first = desk.post(event(*adapter, 0, "停电", 1));
        const auto second = desk.post(event(*adapter, 0, "停电", 1));
        CHECK(first.status == 200);
        CHECK(second.status == 200);
        CHECK(first.body == second.body);
        const auto requests = desk.requests();
        REQUIRE(requests.size() == 2);
        // The same bytes: contact knows by them that it is the same event.
        CHECK(requests[0] == requests[1]);
        if (!has_words(*adapter)) continue;
        CHECK(desk.last().request_id().starts_with(desk.last().channel() + ":"));
        CHECK("channels/" + desk.last().channel() == adapter->principal);
        CHECK_FALSE(desk.last().message_id().empty());
    }
}

TEST_CASE("conformance: reorder") {
    for (const Adapter* adapter : adapters()) {
        INFO(adapter->path);
        const Desk forward;
        const Desk shuffled;
        std::vector<int> order{0, 1, 2, 3};
        for (const int n : order)
            CHECK(forward.post(event(*adapter, n, "w", n)).status == 200);
        std::reverse(order.begin(), order.end());
        for (const int n : order)
            CHECK(shuffled.post(event(*adapter, n, "w", n)).status == 200);
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
    for (const Adapter* adapter : adapters()) {
        if (!has_words(*adapter)) continue;
        INFO(adapter->path);
        const Desk desk;
        CHECK(desk.post(event(*adapter, 0, "late", 75)).status == 200);
        // What carries its own time is another event a second later.
        const auto one = event(*adapter, 0, "late", 75);
        const auto other = event(*adapter, 0, "late", 76);
        const bool timed = one.headers != other.headers || one.body != other.body;
        CHECK(desk.last().has_observed_time() == timed);
        // 02:11:15 UTC on that day, months ago: the channel's own time is kept.
        if (timed) CHECK(desk.last().observed_time().seconds() == 1772503875);
    }
    CHECK(event(cti(), 0, "", 1).body != event(cti(), 0, "", 2).body);
    CHECK(event(sms(), 0, "", 1).headers != event(sms(), 0, "", 2).headers);
}

TEST_CASE("conformance: malformed") {
    for (const Adapter* adapter : adapters()) {
        const Desk desk;
        const auto posts = broken(*adapter);
        CHECK(posts.size() >= 2);
        for (const Post& post : posts)
            desk.refuse(post);
        CHECK(desk.requests().empty());
    }
}

TEST_CASE("conformance: random bytes") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (const Adapter* adapter : adapters()) {
        const Desk desk;
        for (int i = 0; i < 200; ++i) {
            http::Request request = adapter->example(i, "停电", at(i % 600));
            request.body = damage(request.body);
            if (!has_words(*adapter)) {
                for (auto& [name, value] : request.query)
                    value = damage(value);
            }
            const Post post = posted(request);
            const int status = desk.post(post).status;
            INFO(post.path << " " << post.body);
            CHECK((status == 200 || status == 400));
        }
    }
}

TEST_CASE("conformance: oversize") {
    for (const Adapter* adapter : adapters()) {
        if (!has_words(*adapter)) continue;
        INFO(adapter->path);
        const Desk desk;
        CHECK(desk.post(event(*adapter, 0, std::string(100'000, 'x'), 1)).status == 413);
        CHECK(desk.post(event(*adapter, 0, std::string(2'000'000, 'x'), 1)).status == 413);
        CHECK(desk.requests().empty());
    }
}

TEST_CASE("conformance: encoding") {
    const std::string words = "阳光花园3栋停电了,电表\"001\"😀\\n";
    for (const Adapter* adapter : adapters()) {
        if (!has_words(*adapter)) continue;
        INFO(adapter->path);
        const Desk desk;
        CHECK(desk.post(event(*adapter, 0, words, 1)).status == 200);
        const Record record = desk.last();
        CHECK((record.text() == words || record.recording() == words));
    }
}

TEST_CASE("conformance: only the channel itself may speak for it") {
    for (const Adapter* adapter : adapters()) {
        INFO(adapter->path);
        const Desk desk;
        const int status = adapter->open_to_all ? 200 : 401;
        CHECK(desk.post(event(*adapter, 0, "w", 1), false).status == status);
    }
    const Desk desk;
    Post post = event(sms(), 0, "w", 1);
    post.path += "&secret=open%20sesame";
    CHECK(desk.post(post, false).status == 200);
    const Post call = event(cti(), 0, "w", 1);
    post = with_header(call, "Authorization", "Bearer open sesame");
    CHECK(desk.post(post, false).status == 200);
    post = with_header(call, "Authorization", "Basic aGVhcnRoOm9wZW4gc2VzYW1l");
    CHECK(desk.post(post, false).status == 200);
    post = with_header(call, "Authorization", "Bearer open sesamf");
    CHECK(desk.post(post, false).status == 401);
    CHECK(desk.services().seen().front().principal.id == "channels/sms");
    CHECK(desk.services().seen().front().principal.has("channel"));
}

TEST_CASE("each channel names what is wrong in its own way of speaking") {
    const Post call = event(cti(), 0, "r", 0);
    const Post message = event(sms(), 0, "停电", 0);
    const Post form = event(web(), 0, "停电", 0);
    const Desk desk;
    for (const Post& post :
         {changed(call, [](Json& body) { body["event"] = "explode"; }),
          changed(call, [](Json& body) { body["callId"] = "a b"; }),
          changed(call, [](Json& body) { body["callId"] = std::string(500, 'x'); }),
          changed(call, [](Json& body) { body["time"] = "yesterday"; }),
          changed(call, [](Json& body) { body["direction"] = "up"; }),
          changed(call, [](Json& body) { body["from"] = Json::array(); }),
          with_header(message, "X-Kannel-Time", "noon"),
          with_header(message, "X-Kannel-From", "not a number"),
          with_header(message, "Content-Type", "text/plain; charset=KLINGON"),
          with_header(form, "Idempotency-Key", std::string(300, 'x')),
          changed(form, [](Json& body) { body["surprise"] = 1; }),
          changed(form, [](Json& body) { body["words"] = 5; }),
          changed(form, [](Json& body) { body["party"] = "parties/1"; }),
          changed(form, [](Json& body) { body["request"] = "R-1000042"; })})
        desk.refuse(post);
    CHECK(desk.requests().empty());
    CHECK(desk.post(changed(call, [](Json& body) { body["vendorKey"] = 1; })).status == 200);
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
        Post post = event(sms(), 0, encode(words, charset), 1);
        post.headers["Content-Type"] = type;
        CHECK(desk.post(post).status == 200);
        CHECK(desk.last().text() == words);
    }
    // Neither charset nor coding: UTF-8 if it is, else what mainland telephones use.
    for (const char* charset : {"UTF-8", "GBK"}) {
        const Desk desk;
        Post post = event(sms(), 0, encode(words, charset), 1);
        post.headers["Content-Type"] = "text/plain";
        post.headers["X-Kannel-Coding"] = "0";
        CHECK(desk.post(post).status == 200);
        CHECK(desk.last().text() == words);
    }
}

TEST_CASE("an SMS without an id is known by what it is") {
    const Desk desk;
    Post post = event(sms(), 0, "停电", 1);
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
    const auto posted = desk.post(event(web(), 0, "停电", 0), false);
    const Json told = Json::parse(posted.body);
    CHECK(told.at("number") == "R-1000042");
    CHECK(told.at("state") == "REQUEST_STATE_TRIAGED");
    CHECK(told.at("promise").at("dueTime").get<std::string>().starts_with("2026-03-03T02:11:25"));
    CHECK(posted.body.find("secret") == std::string::npos);
    CHECK(desk.last().from() == "13800138000");
}

}  // namespace hearth::gateway
