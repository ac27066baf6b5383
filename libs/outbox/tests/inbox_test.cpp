#include <thread>

#include "libs/outbox/tests/inbox_fixture.hpp"
#include "libs/runtime/failpoint.hpp"

namespace hearth::outbox {

TEST_CASE("events are applied in order, once, whatever comes twice") {
    Listening on;
    const Uuid a = new_key();
    const Uuid b = new_key();
    REQUIRE(on.handle({on.event(a, 1), on.event(b, 1), on.event(a, 2), on.event(a, 2)}));
    REQUIRE(on.handle({on.event(a, 1), on.event(a, 2), on.event(a, 3), on.event(b, 1)}));
    CHECK(on.effects(a) == "1,2,3");
    CHECK(on.effects(b) == "1");
    CHECK(on.count("inbox") == "2");
    CHECK(on.letters().empty());
}

TEST_CASE("a failure that passes changes nothing and repeats the batch") {
    Listening on;
    const Uuid key = new_key();
    const std::vector<kafka::Message> batch{on.event(key, 1), on.event(key, 2)};
    on.before = [](const Delivery& event) -> Result<void> {
        if (event.version == 2) return fail(unavailable("AWAY", "somebody else is away"));
        return {};
    };
    check_failed(on.handle(batch), Code::kUnavailable, "AWAY");
    CHECK(on.effects(key).empty());
    CHECK(on.count("inbox") == "0");
    on.before = {};
    REQUIRE(on.handle(batch));
    CHECK(on.effects(key) == "1,2");
}

TEST_CASE("a failpoint before the commit undoes all; one after it leaves a duplicate") {
    runtime::allow_failpoints();
    Listening on;
    const Uuid key = new_key();
    const std::vector<kafka::Message> batch{on.event(key, 1)};
    REQUIRE(runtime::arm_failpoint("inbox.before_commit", "fail@1"));
    check_failed(on.handle(batch), Code::kUnavailable, "FAILPOINT");
    CHECK(on.effects(key).empty());
    REQUIRE(runtime::arm_failpoint("inbox.before_commit", "off"));
    REQUIRE(runtime::arm_failpoint("inbox.after_commit", "fail@1"));
    check_failed(on.handle(batch), Code::kUnavailable, "FAILPOINT");
    REQUIRE(runtime::arm_failpoint("inbox.after_commit", "off"));
    REQUIRE(on.handle(batch));
    CHECK(on.effects(key) == "1");
}

TEST_CASE("a poison event is tried alone three times, parks its key, and the rest flows") {
    Listening on;
    const Uuid bad = new_key();
    const Uuid good = new_key();
    int tries = 0;
    bool cured = false;
    on.before = [&](const Delivery& event) -> Result<void> {
        if (event.payload == "poison") ++tries;
        return cured ? Result<void>{} : refuse_poison(event);
    };
    REQUIRE(on.handle({on.event(good, 1), on.event(bad, 1), on.event(bad, 2, "poison"),
                       on.event(bad, 3), on.event(good, 2)}));
    REQUIRE(on.handle({on.event(bad, 4), on.event(good, 3)}));
    CHECK(tries == 1 + 3);
    CHECK(on.effects(good) == "1,2,3");
    CHECK(on.effects(bad) == "1");
    const DeadLetter letter = on.only_letter();
    CHECK(letter.reason == "POISON");
    CHECK(letter.detail.find("must not be poison") != std::string::npos);
    CHECK(letter.key == to_string(bad));
    CHECK(letter.type == kType);
    CHECK(letter.parked == 2);
    CHECK(letter.attempts == 3);
    CHECK(letter.message.empty());
    CHECK(get_dead_letter(on.pool, letter.id, soon())->message == "poison");

    check_failed(on.inbox.replay(letter.id, "operator", soon()), Code::kInvalidArgument, "POISON");
    CHECK(on.only_letter().attempts == 4);
    CHECK(on.only_letter().parked == 2);

    cured = true;
    CHECK(on.inbox.replay(letter.id, "operator", soon()) == 3);
    CHECK(on.effects(bad) == "1,2,3,4");
    CHECK(on.letters().empty());
    CHECK(on.letters(true).front().state == "replayed");
    CHECK(on.letters(true).front().settled_by == "operator");
    CHECK(on.count("parked") == "0");
    check_failed(on.inbox.replay(letter.id, "operator", soon()), Code::kFailedPrecondition,
                 "ALREADY_SETTLED");
    REQUIRE(on.handle({on.event(bad, 5)}));
    CHECK(on.effects(bad) == "1,2,3,4,5");
}

TEST_CASE("an event for which a listener throws becomes a dead letter, and the rest flows") {
    Listening on;
    const Uuid bad = new_key();
    const Uuid good = new_key();
    on.before = [&](const Delivery& event) -> Result<void> {
        if (event.payload == "poison") throw std::out_of_range{"no such key"};
        return {};
    };
    REQUIRE(on.handle({on.event(good, 1), on.event(bad, 1, "poison"), on.event(good, 2)}));
    CHECK(on.effects(good) == "1,2");
    CHECK(on.effects(bad).empty());
    CHECK(on.only_letter().reason == "INTERNAL");
}

TEST_CASE("a letter can be written whatever its text") {
    Listening on;
    const Uuid bad = new_key();
    const std::string text = std::string(999, 'x') + "停\xFF\xB5\xE7" + std::string{"\0", 1};
    on.before = [&](const Delivery&) { return fail(invalid_argument("payload", "POISON", text)); };
    REQUIRE(on.handle({on.event(bad, 1)}));
    CHECK(on.only_letter().detail.find("xxx") != std::string::npos);
}

TEST_CASE("a skipped letter counts as applied and keeps who gave it up and why") {
    Listening on;
    const Uuid key = new_key();
    on.before = refuse_poison;
    REQUIRE(on.handle({on.event(key, 1, "poison"), on.event(key, 2), on.event(key, 3)}));
    const DeadLetter letter = on.only_letter();
    CHECK(on.inbox.skip(letter.id, "sent by a test", "operator-7", soon()) == 2);
    CHECK(on.effects(key) == "2,3");
    const DeadLetter settled = on.letters(true).front();
    CHECK(settled.state == "skipped");
    CHECK(settled.settled_by == "operator-7");
    CHECK(settled.settled_why == "sent by a test");
    REQUIRE(on.handle({on.event(key, 1, "poison"), on.event(key, 4)}));
    CHECK(on.effects(key) == "2,3,4");
    check_failed(on.inbox.skip(letter.id, "again", "x", soon()), Code::kFailedPrecondition,
                 "ALREADY_SETTLED");
    check_failed(on.inbox.skip(new_key(), "again", "x", soon()), Code::kNotFound, "NOT_FOUND");
}

TEST_CASE("a bad parked event becomes the key's next dead letter") {
    Listening on;
    const Uuid key = new_key();
    on.before = refuse_poison;
    REQUIRE(on.handle({on.event(key, 1, "poison"), on.event(key, 2), on.event(key, 3, "poison"),
                       on.event(key, 4)}));
    CHECK(on.inbox.skip(on.only_letter().id, "first", "x", soon()) == 1);
    CHECK(on.effects(key) == "2");
    const DeadLetter next = on.only_letter();
    CHECK(next.reason == "POISON");
    CHECK(next.parked == 1);
    CHECK(on.inbox.skip(next.id, "second", "x", soon()) == 1);
    CHECK(on.effects(key) == "2,4");
    CHECK(on.count("dead_letter", "state = 'skipped'") == "2");
}

TEST_CASE("a gap parks the key; when the missing version comes, replay puts all in order") {
    Listening on;
    const Uuid key = new_key();
    const Uuid other = new_key();
    REQUIRE(on.handle({on.event(key, 1), on.event(key, 4), on.event(other, 1), on.event(key, 5)}));
    CHECK(on.effects(key) == "1");
    CHECK(on.effects(other) == "1");
    const DeadLetter letter = on.only_letter();
    CHECK(letter.reason == "VERSION_GAP");
    CHECK(letter.parked == 1);
    REQUIRE(on.handle({on.event(key, 3)}));
    check_failed(on.inbox.replay(letter.id, "x", soon()), Code::kFailedPrecondition, "VERSION_GAP");
    REQUIRE(on.handle({on.event(key, 2), on.event(key, 2)}));
    CHECK(on.inbox.replay(letter.id, "x", soon()) == 4);
    CHECK(on.effects(key) == "1,2,3,4,5");
    CHECK(on.letters().empty());
    CHECK(on.count("parked") == "0");
}

TEST_CASE("a skipped gap gives up what is missing, and the letter") {
    Listening on;
    const Uuid key = new_key();
    REQUIRE(on.handle({on.event(key, 3), on.event(key, 4)}));
    CHECK(on.inbox.skip(on.only_letter().id, "lost with the disk", "x", soon()) == 1);
    CHECK(on.effects(key) == "4");
}

TEST_CASE("messages that are no events become dead letters, each with its fault") {
    Listening on;
    const Uuid key = new_key();
    auto wrong_id = on.event(key, 1);
    wrong_id.headers[0].second = "not-a-uuid";
    auto wrong_version = on.event(new_key(), 1);
    wrong_version.headers[5].second = "-1";
    auto next_major = on.event(new_key(), 1);
    next_major.headers[1].second = "hearth.sample.events.v2.Bumped";
    const std::string garbage("\xff\0\x01 key", 7);
    REQUIRE(on.handle({on.message("", {}), on.message("", {}),
                       on.message(garbage, {{std::string("\xc3", 1), std::string("a\0\xff", 3)}},
                                  std::string("\0\xff", 2)),
                       wrong_id, wrong_version, next_major, on.event(key, 1)}));
    CHECK(on.effects(key) == "1");
    std::map<std::string, std::string> reasons;
    for (const auto& letter : on.letters())
        reasons[letter.key] = letter.reason + ": " + letter.detail;
    CHECK(reasons.size() == 5);
    CHECK(reasons[""] ==
          "MALFORMED_MESSAGE: ce_id is not a uuid, tenant is not a positive number, "
          "key is not a uuid, version is not a positive number, ce_type is missing, "
          "ce_time is not a time");
    CHECK(reasons["\\xff0001206b6579"].starts_with("MALFORMED_MESSAGE"));
    CHECK(reasons[to_string(key)] == "MALFORMED_MESSAGE: ce_id is not a uuid");
    CHECK(reasons[next_major.key] == "UNKNOWN_MAJOR: the event's type is of v2");
    CHECK(on.count("parked") == "1");
    for (const auto& letter : on.letters()) {
        check_failed(on.inbox.replay(letter.id, "x", soon()), Code::kFailedPrecondition,
                     letter.reason);
        CHECK(get_dead_letter(on.pool, letter.id, soon()).has_value());
    }
    // The second of two without a key was parked behind the first, and comes next.
    while (!on.letters().empty())
        REQUIRE(on.inbox.skip(on.letters().front().id, "garbage", "x", soon()));
    CHECK(on.count("dead_letter", "state = 'skipped'") == "6");
    CHECK(on.count("parked") == "0");
    REQUIRE(on.handle({on.event(key, 2)}));
    CHECK(on.effects(key) == "1,2");
}

TEST_CASE("a batch is split by tenant, and each part sees its own tenant alone") {
    Listening on;
    const Uuid mine = new_key();
    const Uuid theirs = new_key();
    on.before = refuse_poison;
    REQUIRE(on.handle({on.event(mine, 1), on.event(theirs, 1, "", 2), on.event(mine, 2),
                       on.event(theirs, 2, "poison", 2), on.event(theirs, 3, "", 2)}));
    CHECK(on.effects(mine) == "1,2");
    CHECK(on.effects(theirs, 2) == "1");
    CHECK(database().run("SELECT DISTINCT tenant_id FROM effect WHERE key = '" + to_string(theirs) +
                         "'") == "2");
    on.before = {};
    CHECK(on.inbox.replay(on.only_letter().id, "x", soon()) == 2);
    CHECK(on.effects(theirs, 2) == "1,2,3");
}

TEST_CASE("what a listener records names the event that caused it") {
    Listening on;
    const Uuid a = new_key();
    const Uuid b = new_key();
    on.after = [](UnitOfWork& unit, std::span<const Delivery> events) -> Result<void> {
        for (const Delivery& event : events) {
            unit.record({"hearth.other.thing.v1", event.key, event.version,
                         "hearth.other.events.v1.Done", "", event.event_id});
        }
        return {};
    };
    REQUIRE(on.handle({on.event(a, 1), on.event(b, 1), on.event(a, 2)}));
    CHECK(database().run(
              "SELECT count(*), bool_and(h.request_id = e.event_id::text AND"
              " h.actor = 'event:' || e.event_id) FROM history h JOIN effect e USING (key, version)"
              " WHERE key IN ('" +
              to_string(a) + "', '" + to_string(b) + "')") == "3|t");
}

TEST_CASE("reading the partition again from its first offset changes nothing") {
    Listening on;
    const Uuid key = new_key();
    on.before = refuse_poison;
    const std::vector<kafka::Message> all{on.event(key, 1),   on.event(key, 2, "poison"),
                                          on.event(key, 3),   on.message("", {}),
                                          on.message("", {}), on.event(new_key(), 2)};
    const auto state = [&] {
        return on.effects(key) + ' ' + on.count("parked") + ' ' +
               on.count("dead_letter", "state = 'waiting'") + ' ' +
               on.count("dead_letter", "state <> 'waiting'") + ' ' + on.count("inbox");
    };
    REQUIRE(on.handle(all));
    const std::string before = state();
    CHECK(before == "1 2 3 0 2");
    REQUIRE(on.handle(all));
    for (const auto& message : all)
        REQUIRE(on.handle({message}));
    CHECK(state() == before);
    for (const auto& letter : on.letters())
        REQUIRE(on.inbox.skip(letter.id, "no", "x", soon()));
    const std::string skipped = state();
    REQUIRE(on.handle(all));
    CHECK(state() == skipped);
}

TEST_CASE("replay and newcomers of the same key do not miss each other") {
    Listening on;
    const Uuid key = new_key();
    std::atomic<bool> cured{false};
    on.before = [&](const Delivery& event) {
        return cured ? Result<void>{} : refuse_poison(event);
    };
    REQUIRE(on.handle({on.event(key, 1, "poison")}));
    for (std::int64_t version = 2; version <= 40; ++version)
        REQUIRE(on.handle({on.event(key, version)}));
    cured = true;
    std::thread newcomers{[&] {
        for (std::int64_t version = 41; version <= 120; ++version)
            CHECK(on.handle({on.event(key, version)}));
    }};
    CHECK(on.inbox.replay(on.only_letter().id, "x", soon()));
    newcomers.join();
    CHECK(on.letters().empty());
    CHECK(on.count("parked") == "0");
    std::string expected = "1";
    for (int version = 2; version <= 120; ++version)
        expected += ',' + std::to_string(version);
    CHECK(on.effects(key) == expected);
}

}  // namespace hearth::outbox
