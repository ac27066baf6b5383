#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include <catch2/catch.hpp>

#include "libs/http/http.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "services/contact/domain/clock.hpp"
#include "services/contact/senders/senders.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

/// The sender of a file of senders/, made of a section's text.
std::unique_ptr<Sender> made(std::string_view name, const std::string& section) {
    const auto source = config::Source::parse(section, "section");
    REQUIRE(source);
    const auto files = channel_files();
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&](const ChannelFile& one) { return one.name == name; });
    REQUIRE(file != files.end());
    auto sender = file->make(source->root());
    REQUIRE(source->finish());
    return sender;
}

std::string lines(const std::map<std::string, std::string>& settings) {
    std::string text;
    for (const auto& [key, value] : settings)
        text += key + ": \"" + value + "\"\n";
    return text;
}

/// What Kannel posts to us, as it comes.
class Listener {
public:
    Listener()
        : server_({}, [this](http::Request request, std::shared_ptr<http::Responder> responder) {
              {
                  const std::lock_guard lock{mutex_};
                  seen_.push_back(std::move(request));
              }
              responder->send({200, {}, ""});
          }) {
        REQUIRE(server_.start());
    }
    ~Listener() { server_.stop(Deadline::after(1s)); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
    }
    std::vector<http::Request> seen() {
        const std::lock_guard lock{mutex_};
        return seen_;
    }

private:
    std::mutex mutex_;
    std::vector<http::Request> seen_;
    http::Server server_;
};

/// Kannel with its fake centre, on ports of its own.
class Kannel {
public:
    Kannel(const std::string& post_url, const std::string& incoming) {
        const std::string conf = dir_.write("k.conf", configuration(post_url));
        bearerbox_ = std::make_unique<testkit::Process>(
            "/usr/sbin/bearerbox", testkit::Process::Options{{"-v", "1", conf}, {}});
        wait_for(admin_);
        smsbox_ = std::make_unique<testkit::Process>(
            "/usr/sbin/smsbox", testkit::Process::Options{{"-v", "1", conf}, {}});
        // The centre gives up when Kannel does not listen for it yet.
        REQUIRE(eventually([&] {
            centre_ = connect_centre(incoming);
            const auto ended = centre_->wait(500ms);
            return !ended || *ended == 0;
        }));
        wait_for(send_);
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(send_) + "/cgi-bin/sendsms";
    }
    [[nodiscard]] std::string centre() const { return centre_->output(); }

private:
    [[nodiscard]] std::unique_ptr<testkit::Process> connect_centre(
        const std::string& incoming) const {
        const bool sends = !incoming.empty();
        return std::make_unique<testkit::Process>(
            "/usr/lib/kannel/test/fakesmsc",
            testkit::Process::Options{
                {"-H", "127.0.0.1", "-r", std::to_string(centre_port_), "-m", sends ? "1" : "0",
                 "-i", "0.1", sends ? incoming : "1 2 text x"},
                {}});
    }
    [[nodiscard]] std::string configuration(const std::string& post_url) const {
        std::ostringstream conf;
        conf << "group = core\nadmin-port = " << admin_
             << "\nadmin-interface = 127.0.0.1\nadmin-password = x\nsmsbox-port = " << smsbox_port_
             << "\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\ndlr-storage = "
                "internal\n\n"
             << "group = smsc\nsmsc = fake\nport = " << centre_port_
             << "\nconnect-allow-ip = 127.0.0.1\n\n"
             << "group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = " << smsbox_port_
             << "\nsendsms-port = " << send_ << "\nsendsms-interface = 127.0.0.1\n\n"
             << "group = sendsms-user\nusername = hearth\npassword = secret\nmax-messages = "
                "5\nconcatenation = true\n\n"
             << "group = sms-service\nkeyword = default\ncatch-all = yes\nsend-sender = "
                "true\nmax-messages = "
                "0\npost-url = \""
             << post_url << "\"\n";
        return conf.str();
    }
    static void wait_for(int port) {
        REQUIRE(eventually([&] {
            return http::fetch("GET", "http://127.0.0.1:" + std::to_string(port) + "/", {}, {},
                               Deadline::after(500ms))
                .has_value();
        }));
    }

    testkit::TempDir dir_;
    int admin_ = testkit::free_port();
    int smsbox_port_ = testkit::free_port();
    int centre_port_ = testkit::free_port();
    int send_ = testkit::free_port();
    std::unique_ptr<testkit::Process> bearerbox_;
    std::unique_ptr<testkit::Process> smsbox_;
    std::unique_ptr<testkit::Process> centre_;
};

TEST_CASE("a message goes out through a real Kannel, whole, and its report names the attempt") {
    Listener listener;
    const Kannel kannel{listener.url("/in"), ""};
    const testkit::TempDir dir;
    const std::string secret = dir.write("secret", "secret");
    const std::string wrong = dir.write("wrong", "wrong");
    const auto sender = made("kannel", lines({{"url", kannel.url()},
                                              {"password_file", secret},
                                              {"report_url", listener.url("/report")}}));
    const Uuid attempt = new_uuid(Instant{});
    Result<std::string> sent{std::string{}};
    // The centre connects when it likes; until then Kannel queues, which is an answer too.
    REQUIRE(eventually([&] {
        sent = sender->send(attempt, "+8613812345678", "停电了,10:45前到", Deadline::after(5s));
        return sent.has_value();
    }));
    // UCS-2, most significant byte first: 停 is 505C, 电 is 7535.
    CHECK(eventually([&] { return kannel.centre().find("P%5Cu5") != std::string::npos; }, 30s));
    CHECK(eventually(
        [&] {
            for (const http::Request& request : listener.seen()) {
                if (request.path == "/report" && request.parameter("attempt") == to_string(attempt))
                    return true;
            }
            return false;
        },
        30s));
    const auto stranger = made(
        "kannel", lines({{"url", kannel.url()}, {"user", "nobody"}, {"password_file", wrong}}));
    CHECK(stranger->send(attempt, "+8613812345678", "x", Deadline::after(5s)).error().code ==
          Code::kFailedPrecondition);
    const auto nobody =
        made("kannel", lines({{"url", "http://127.0.0.1:1/"}, {"password_file", secret}}));
    CHECK(nobody->send(attempt, "+8613812345678", "x", Deadline::after(5s)).error().code ==
          Code::kUnavailable);
}

TEST_CASE("a message comes in through a real Kannel in the form that the gateway takes") {
    Listener listener;
    const Kannel kannel{listener.url("/in") + "?id=%I", "13812345678 95598 text No+power"};
    REQUIRE(eventually([&] { return !listener.seen().empty(); }));
    const http::Request message = listener.seen().front();
    CHECK(message.method == "POST");
    CHECK(message.path == "/in");
    CHECK_FALSE(std::string{message.parameter("id")}.empty());
    CHECK(message.header("X-Kannel-From") == "13812345678");
    CHECK(message.header("X-Kannel-To") == "95598");
    CHECK(message.body.find("power") != std::string::npos);
}

TEST_CASE("a letter goes into a real SMTP server, whole") {
    const testkit::TempDir dir;
    std::filesystem::permissions(dir.path(), std::filesystem::perms::all);
    const int port = testkit::free_port();
    const testkit::Process sink{"/usr/sbin/smtp-sink",
                                {{"-u", "nobody", "-R", dir.path().string(), "-d", "mail.",
                                  "127.0.0.1:" + std::to_string(port), "10"},
                                 {}}};
    const auto sender =
        made("smtp",
             lines({{"url", "smtp://127.0.0.1:" + std::to_string(port)}, {"subject", "服务通知"}}));
    const Uuid attempt = new_uuid(Instant{});
    Result<std::string> sent{std::string{}};
    REQUIRE(eventually([&] {
        sent = sender->send(attempt, "li@example.com", "停电报修已受理", Deadline::after(5s));
        return sent.has_value();
    }));
    CHECK(*sent == "250");
    std::string letter;
    CHECK(eventually([&] {
        for (const auto& entry : std::filesystem::directory_iterator{dir.path()}) {
            std::ifstream in{entry.path()};
            letter.assign(std::istreambuf_iterator<char>{in}, {});
        }
        return letter.find("5YGc55S15oql5L+u5bey5Y+X55CG") != std::string::npos;
    }));
    CHECK(letter.find("Message-ID: <" + to_string(attempt) + "@hearth>") != std::string::npos);
    CHECK(letter.find("To: <li@example.com>") != std::string::npos);
    CHECK(letter.find("Subject: =?utf-8?B?") != std::string::npos);
    CHECK(sender->send(attempt, "x@y\r\nRCPT TO:<z>", "x", Deadline::after(1s)).error().reason ==
          "BAD_ADDRESS");
    const auto nobody = made("smtp", lines({{"url", "smtp://127.0.0.1:1"}}));
    CHECK(nobody->send(attempt, "a@b.example", "x", Deadline::after(5s)).error().reason ==
          "SMTP_UNREACHABLE");
}

std::string faults_of(const config::Source& source) {
    const auto done = source.finish();
    std::string all;
    if (done) return all;
    for (const FieldViolation& field : done.error().fields)
        all += field.field + "=" + field.reason + " ";
    return all;
}

TEST_CASE("what is configured sends, in the order of the list, and the file takes the rest") {
    const Channels channels{
        {{"sms", true, "phone"}, {"email", false, "email"}, {"web", false, ""}}};
    const std::string both = "smtp: {url: 'smtp://m'}\nkannel: {url: 'http://k'}\n";
    const auto source = config::Source::parse(both, "section");
    std::string order;
    for (const auto& sender : make_senders(source->root(), channels))
        order += sender->channel() + " ";
    CHECK(order == "sms email outbox ");
    CHECK(faults_of(*source).empty());

    const auto none = config::Source::parse("outbox_file: x\n", "section");
    CHECK(make_senders(none->root(), channels).size() == 1);
    CHECK(faults_of(*none).empty());

    // A sender on a channel that is not there, or reaches nothing, is a fault of the start.
    for (const Channels& wrong : {Channels{{{"sms", true, "phone"}}},
                                  Channels{{{"sms", true, "phone"}, {"email", false, ""}}}}) {
        const auto refused = config::Source::parse(both, "section");
        (void)make_senders(refused->root(), wrong);
        CHECK(faults_of(*refused) == "smtp=BAD_VALUE ");
    }
}

std::string told_of(const config::Source& source) {
    const auto done = source.finish();
    return done ? "" : done.error().fields.at(0).field + ": " + done.error().fields.at(0).message;
}

TEST_CASE("a sender whose row reaches what it cannot send to refuses the start, with its line") {
    const auto source = config::Source::parse("kannel: {url: 'http://k'}\n", "section");
    (void)make_senders(source->root(),
                       Channels{{{"sms", true, "tel", "phone", "channels.yaml:5"}}});
    CHECK(told_of(*source) == "kannel: sends to phone on sms, which reaches tel (channels.yaml:5)");
}

TEST_CASE("two senders of one row refuse the start, which names both") {
    const auto source =
        config::Source::parse("kannel: {url: 'http://k'}\nother: {url: 'http://o'}\n", "section");
    const auto kannel = channel_files()[0];
    REQUIRE(kannel.name == "kannel");
    const ChannelFile files[] = {kannel, {"other", kannel.make}};
    (void)make_senders(source->root(), Channels{{{"sms", true, "phone"}}}, files);
    CHECK(told_of(*source) == "other: sends on sms, as kannel does: one of them can");
}

}  // namespace
}  // namespace hearth::contact
