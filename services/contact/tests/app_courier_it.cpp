#include <fstream>
#include <mutex>
#include <set>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"
#include "services/contact/app/jobs.hpp"
#include "services/contact/senders/file_sender.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Office;

/// A channel that does what the test says, and remembers what it was given.
class FakeSender final : public Sender {
public:
    struct Book {
        std::vector<std::pair<std::string, std::string>> sent;  ///< address, attempt
        std::vector<Result<std::string>> answers;               ///< the next ones; then success
    };
    FakeSender(std::string channel, Book& book) : channel_(std::move(channel)), book_(book) {}
    [[nodiscard]] std::string channel() const override { return channel_; }
    [[nodiscard]] std::string reaches() const override {
        return channel_ == "sms" ? "phone" : "email";
    }
    Result<std::string> send(const Uuid& attempt, const std::string& address, const std::string&,
                             Deadline) override {
        book_.sent.emplace_back(address, to_string(attempt));
        if (book_.answers.empty()) return std::string{"ok"};
        auto answer = std::move(book_.answers.front());
        book_.answers.erase(book_.answers.begin());
        return answer;
    }

private:
    std::string channel_;
    Book& book_;
};

class Post {
public:
    explicit Post(bool with_mail = false) {
        office.settle(1);
        clock.set_offset(samples::ten() - Clock{}.now());
        std::vector<std::unique_ptr<Sender>> senders;
        senders.push_back(std::make_unique<FakeSender>("sms", sms));
        if (with_mail) senders.push_back(std::make_unique<FakeSender>("email", mail));
        courier =
            std::make_unique<app::Courier>(office.work, clock, office.casebook, std::move(senders));
    }
    void plan(bool urgent, const std::string& cause, const std::string& address = {}) {
        NoticeIntent notice;
        notice.address = address;
        notice.template_name = "progress";
        notice.recipient = "parties/" + to_string(Office::party(0));
        notice.urgent = urgent;
        notice.cause = cause;
        REQUIRE(office.run(clock.now(), [&](outbox::UnitOfWork& work) {
            return office.casebook.plan(office.casebook.scene(work), {notice}, {}, {});
        }));
    }
    void go() {
        for (int i = 0; i < 5; ++i)
            courier->send_next(1);
    }
    void later(Duration span) { clock.set_offset(clock.offset() + span); }
    [[nodiscard]] std::string state() const {
        return office.ask(
            "SELECT state || ' ' || reason FROM notice ORDER BY notice_id DESC LIMIT 1");
    }
    [[nodiscard]] std::string events() const {
        return office.ask(
            "SELECT string_agg(substring(type from '[^.]*$'), ' ' ORDER BY version) FROM history "
            "WHERE topic LIKE '%notice%'");
    }

    Office office;
    Clock clock;
    FakeSender::Book sms;
    FakeSender::Book mail;
    std::unique_ptr<app::Courier> courier;
};

TEST_CASE("what time brings about is in the list of jobs") {
    Post post;
    app::Intake intake{post.office.casebook};
    REQUIRE(post.office.report(0, post.clock.now()));
    post.plan(true, "a");
    post.later(46min);
    const runtime::Loop idle{"idle", 1s, {}};
    std::set<std::string> names;
    for (const runtime::Job& job :
         app::jobs(post.office.work, post.clock, post.office.casebook, intake, *post.courier, 1)) {
        names.insert(job.name);
        while (job.run(idle)) {
        }
    }
    CHECK(names == std::set<std::string>{"call_backs", "courier", "parts", "timers"});
    CHECK(post.office.ask("SELECT count(*) FROM timeline_row WHERE type = 'PromiseBroken'") == "1");
    CHECK_FALSE(post.sms.sent.empty());
}

TEST_CASE("a notice is sent once, however often its cause is seen and the courier looks") {
    Post post;
    post.plan(false, "event-1");
    post.plan(false, "event-1");
    post.go();
    post.later(10min);
    post.go();
    REQUIRE(post.sms.sent.size() == 1);
    CHECK(post.sms.sent[0].first == Office::phone(0));
    CHECK(post.state() == "sent ");
    CHECK(post.events() == "NoticePlanned NoticeSent");
}

TEST_CASE("a refusal is tried again, then another channel, then it has failed") {
    Post post{true};
    post.office.ask("INSERT INTO contact_point VALUES (1, '" + to_string(Office::party(0)) +
                    "', 1, 'email', 'z@x.example', '', false)");
    const auto refuse = [] { return Result<std::string>{fail(failed_precondition("NO", "no"))}; };
    for (int i = 0; i < 2; ++i)
        post.sms.answers.push_back(refuse());
    post.plan(false, "event-1");
    for (int i = 0; i < 4; ++i) {
        post.go();
        post.later(30s);
    }
    CHECK(post.sms.sent.size() == 2);
    REQUIRE(post.mail.sent.size() == 1);
    CHECK(post.mail.sent[0].first == "z@x.example");
    CHECK(post.state() == "sent ");

    for (int i = 0; i < 2; ++i) {
        post.sms.answers.push_back(refuse());
        post.mail.answers.push_back(refuse());
    }
    post.plan(false, "event-2");
    for (int i = 0; i < 8; ++i) {
        post.go();
        post.later(30s);
    }
    CHECK(post.state() == "failed ALL_CHANNELS_FAILED");
}

TEST_CASE("an answer goes first to where the words came from, whichever way out that is") {
    Post post{true};
    post.mail.answers.emplace_back(fail(failed_precondition("NO", "no")));
    post.plan(true, "event-1", "z@x.example");
    post.go();
    REQUIRE(post.mail.sent.size() == 1);
    CHECK(post.mail.sent[0].first == "z@x.example");
    CHECK(post.sms.sent.empty());
    post.later(30s);
    post.go();
    CHECK(post.mail.sent.size() == 2);
    CHECK(post.state() == "sent ");
}

TEST_CASE("an answer in another encoding is kept as far as it can be, and nothing is sent twice") {
    Post post;
    post.sms.answers.emplace_back(std::string{"\xCD\xA3\xB5\xE7 OK\0", 8} + std::string(300, 'x'));
    post.plan(true, "event-1");
    post.go();
    post.later(10min);
    post.go();
    CHECK(post.sms.sent.size() == 1);
    CHECK(post.state() == "sent ");
}

TEST_CASE("an attempt in doubt waits for its report before another is made") {
    Post post;
    post.sms.answers.emplace_back(fail(unavailable("LOST", "connection lost")));
    post.plan(true, "event-1");
    post.go();
    post.later(1min);
    post.go();
    CHECK(post.sms.sent.size() == 1);
    SECTION("the report comes") {
        const Uuid attempt = parse_uuid(post.sms.sent[0].second).value();
        for (int i = 0; i < 2; ++i) {
            REQUIRE(
                post.office.run(post.clock.now(), [&](outbox::UnitOfWork& work) -> Result<void> {
                    auto notice =
                        post.courier->report(work, attempt, "delivered", "DELIVRD", work.now());
                    if (!notice) return fail(std::move(notice).error());
                    return {};
                }));
        }
        post.later(10min);
        post.go();
        CHECK(post.sms.sent.size() == 1);
        CHECK(post.state() == "delivered ");
        CHECK(post.events() == "NoticePlanned NoticeDelivered");
    }
    SECTION("none comes") {
        post.later(2min);
        post.go();
        CHECK(post.sms.sent.size() == 2);
        CHECK(post.state() == "sent ");
    }
}

TEST_CASE("quiet hours hold back what is no reply, and an opt-out what is no safety word") {
    Post post;
    post.later(12h);  // 22:00
    post.plan(false, "event-1");
    post.plan(true, "event-2");
    post.go();
    CHECK(post.sms.sent.size() == 1);
    post.later(9h);
    post.go();
    post.later(2h);  // 09:00
    post.go();
    CHECK(post.sms.sent.size() == 2);
    REQUIRE(post.office.run(post.clock.now(), [&](outbox::UnitOfWork& work) -> Result<void> {
        open_stores(work.tx())->interactions().add_consent(Office::phone(0), false, work.new_id(),
                                                           work.now());
        return {};
    }));
    post.plan(false, "event-3");
    post.go();
    CHECK(post.sms.sent.size() == 2);
    CHECK(post.state() == "suppressed OPTED_OUT");
    post.plan(true, "event-4");
    post.go();
    CHECK(post.sms.sent.size() == 3);
}

TEST_CASE("the file takes lines whole and tells one reader each") {
    const testkit::TempDir dir;
    FileSender file{(dir.path() / "outbox.jsonl").string()};
    const Uuid attempt = new_uuid(samples::ten());
    for (int i = 0; i < 2; ++i)
        REQUIRE(file.send(attempt, "+8613800000000", "停电\n\"x\"", Deadline::after(1s)));
    std::ifstream in{dir.path() / "outbox.jsonl"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] == R"({"attempt":")" + to_string(attempt) +
                          R"(","to":"+8613800000000","text":"停电\n\"x\""})");
    FileSender nowhere{"/nowhere/outbox.jsonl"};
    CHECK(nowhere.send(attempt, "x", "y", Deadline::after(1s)).error().reason ==
          "OUTBOX_UNWRITABLE");
}

}  // namespace
}  // namespace hearth::contact
