#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "libs/testkit/process.hpp"
#include "services/contact/domain/request_class.hpp"
#include "services/contact/domain/triage.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using Kind = StepEvent::Kind;

std::string text_of(const Advance& advance) {
    std::string text;
    for (const StepMove& move : advance.moves) {
        constexpr const char* kNames[] = {"start", "done", "failed", "waived"};
        text += std::string{kNames[static_cast<int>(move.kind)]} + " " + move.step +
                std::to_string(move.attempt) + " ";
    }
    if (advance.resolved) text += "resolved ";
    if (advance.closed) text += "closed ";
    if (advance.exhausted) text += "exhausted ";
    if (advance.beyond) text += "beyond ";
    return text;
}

/// Applies moves as the request does.
void apply(std::vector<StepRun>& runs, const Advance& advance) {
    for (const StepMove& move : advance.moves) {
        if (move.kind == StepMove::Kind::kStart) {
            runs.push_back({move.step, move.attempt, StepState::kStarted});
            continue;
        }
        const StepState state = move.kind == StepMove::Kind::kDone     ? StepState::kDone
                                : move.kind == StepMove::Kind::kFailed ? StepState::kFailed
                                                                       : StepState::kWaived;
        bool found = false;
        for (StepRun& run : runs) {
            if (run.id != move.step || run.attempt != move.attempt) continue;
            run.state = state;
            found = true;
        }
        if (!found) runs.push_back({move.step, move.attempt, state});
    }
}

class Steps {
public:
    explicit Steps(const std::string& name) : definition_(*samples::catalogue().find(name)) {}
    std::string on(const StepEvent& event) {
        const Advance result = advance(definition_, runs, event);
        apply(runs, result);
        return text_of(result);
    }
    std::vector<StepRun> runs;

private:
    const RequestClass& definition_;
};

TEST_CASE("no supply goes from triage to callback") {
    Steps steps{"no_supply.electricity"};
    CHECK(steps.on({Kind::kOpened, "", "", false}) == "start triage1 ");
    CHECK(steps.on({Kind::kKnown, "", "", true}) == "done triage1 start repair1 ");
    CHECK(steps.on({Kind::kKnown, "", "", true}).empty());
    CHECK(steps.on({Kind::kDone, "repair", "done", true}) == "done repair1 start verify1 ");
    CHECK(steps.on({Kind::kDone, "repair", "done", true}).empty());
    CHECK(steps.on({Kind::kFailed, "verify", "still_out", true}) ==
          "failed verify1 start repair2 ");
    CHECK(steps.on({Kind::kDone, "repair", "done", true}) == "done repair2 start verify2 ");
    CHECK(steps.on({Kind::kDone, "verify", "supply_back", true}) ==
          "done verify2 start callback1 resolved ");
    CHECK(steps.on({Kind::kDone, "callback", "satisfied", true}) == "done callback1 closed ");
    CHECK(steps.on({Kind::kFailed, "repair", "late", true}).empty());
}

TEST_CASE("what is known at once goes to repair at once, a hazard without any triage") {
    CHECK(Steps{"no_supply.electricity"}.on({Kind::kOpened, "", "", true}) ==
          "start triage1 done triage1 start repair1 ");
    CHECK(Steps{"gas_smell.gas"}.on({Kind::kOpened, "", "", false}) == "start repair1 ");
}

TEST_CASE("failed attempts start again until a person must decide") {
    Steps steps{"gas_smell.gas"};
    steps.on({Kind::kOpened, "", "", true});
    CHECK(steps.on({Kind::kFailed, "repair", "no_access", true}) ==
          "failed repair1 start repair2 ");
    CHECK(steps.on({Kind::kFailed, "repair", "no_access", true}) ==
          "failed repair2 start repair3 ");
    CHECK(steps.on({Kind::kFailed, "repair", "no_access", true}) == "failed repair3 exhausted ");
    CHECK(steps.on({Kind::kWaived, "repair", "shut off", true}) == "waived repair3 start verify1 ");
}

TEST_CASE("a hazard has no last attempt, and says when it goes beyond what the class allows") {
    Steps steps{"gas_smell.gas"};
    steps.on({Kind::kOpened, "", "", true});
    const StepEvent failed{Kind::kFailed, "repair", "no_access", true, false, true};
    CHECK(steps.on(failed) == "failed repair1 start repair2 ");
    CHECK(steps.on(failed) == "failed repair2 start repair3 ");
    CHECK(steps.on(failed) == "failed repair3 start repair4 beyond ");
    CHECK(steps.on({Kind::kUrged, "", "x"}).empty());
    steps.on({Kind::kDone, "repair", "done", true});
    CHECK(steps.on({Kind::kUrged, "", "x", true, true, true}).empty());
    CHECK(steps.on({Kind::kUrged, "", "x", true, false, true}) ==
          "failed verify1 start repair5 beyond ");
    const StepEvent held{Kind::kFailed, "repair", "hazard_first", true, true, true};
    CHECK(steps.on(held) == "failed repair5 beyond ");
    CHECK(steps.on({Kind::kCleared, "", "", true, false, true}) == "start repair6 ");
}

TEST_CASE("what is waived behind a failed step moves nothing until that one is decided") {
    Steps steps{"gas_smell.gas"};
    steps.on({Kind::kOpened, "", "", true});
    steps.on({Kind::kDone, "repair", "done", true});
    steps.on({Kind::kFailed, "verify", "still_out", true});
    steps.on({Kind::kFailed, "repair", "no_access", true});
    REQUIRE(steps.on({Kind::kFailed, "repair", "no_access", true}) == "failed repair3 exhausted ");
    CHECK(steps.on({Kind::kWaived, "verify", "away", true}) == "waived verify1 ");
    CHECK(steps.on({Kind::kCleared, "", ""}).empty());
    CHECK(steps.on({Kind::kWaived, "repair", "shut off", true}) ==
          "waived repair3 start callback1 resolved ");
}

TEST_CASE("dispatch's step waits while held and starts when cleared") {
    Steps steps{"no_supply.electricity"};
    CHECK(steps.on({Kind::kOpened, "", "", true, true}) == "start triage1 done triage1 ");
    CHECK(steps.on({Kind::kKnown, "", "", true, true}).empty());
    CHECK(steps.on({Kind::kCleared, "", "", true, true}).empty());
    CHECK(steps.on({Kind::kCleared, "", ""}) == "start repair1 ");
    CHECK(steps.on({Kind::kCleared, "", ""}).empty());
    CHECK(steps.on({Kind::kFailed, "repair", "hazard_first", true, true}) == "failed repair1 ");
    CHECK(steps.on({Kind::kCleared, "", ""}) == "start repair2 ");
    steps.on({Kind::kDone, "repair", "done", true});
    CHECK(steps.on({Kind::kFailed, "verify", "still_out", true, true}) == "failed verify1 ");
    CHECK(steps.on({Kind::kCleared, "", ""}) == "start repair3 ");
}

TEST_CASE("a step waived before it began is passed over") {
    Steps steps{"gas_smell.gas"};
    steps.on({Kind::kOpened, "", "", true});
    CHECK(steps.on({Kind::kWaived, "callback", "anonymous", true}) == "waived callback0 ");
    CHECK(steps.on({Kind::kWaived, "callback", "anonymous", true}).empty());
    steps.on({Kind::kDone, "repair", "done", true});
    CHECK(steps.on({Kind::kDone, "verify", "crew_evidence", true}) ==
          "done verify1 resolved closed ");
}

StepEvent some_event(const RequestClass& definition) {
    std::vector<std::string> ids;
    for (const StepDefinition& step : definition.steps)
        ids.push_back(step.id);
    return {*rc::gen::element(Kind::kOpened, Kind::kKnown, Kind::kCleared, Kind::kUrged,
                              Kind::kDone, Kind::kFailed, Kind::kWaived),
            *rc::gen::elementOf(ids),
            *rc::gen::element(std::string{"done"}, std::string{"still_out"}, std::string{"x"}),
            *rc::gen::arbitrary<bool>(),
            *rc::gen::arbitrary<bool>(),
            *rc::gen::arbitrary<bool>()};
}

/// Nobody gives up a hazard, and who is urged is not left without work.
void check_hazard_goes_on(const std::vector<StepRun>& before, const StepEvent& event,
                          const Advance& result) {
    RC_ASSERT((!event.hazard || !result.exhausted));
    RC_ASSERT((!result.exhausted || !result.beyond));
    if (event.kind != Kind::kUrged || event.held || result.moves.empty()) return;
    std::vector<StepRun> after = before;
    apply(after, result);
    RC_ASSERT(after.back().id == "repair");
    RC_ASSERT(after.back().state == StepState::kStarted);
}

/// Nobody is sent while held, and what was held back goes on once it is cleared.
void check_hold(const RequestClass& definition, const std::vector<StepRun>& before,
                const StepEvent& event, const Advance& result) {
    for (const StepMove& move : result.moves) {
        const bool sends = definition.find_step(move.step)->owner == "dispatch";
        RC_ASSERT((!event.held || !sends || move.kind != StepMove::Kind::kStart));
    }
    if (event.kind != Kind::kCleared || event.held) return;
    std::vector<StepRun> after = before;
    apply(after, result);
    bool stands = false;  // under way, or failed for good
    bool over = true;
    for (const StepDefinition& step : definition.steps) {
        const StepRun* last = nullptr;
        for (const StepRun& run : after) {
            if (run.id == step.id) last = &run;
        }
        stands = stands || (last != nullptr && (last->state == StepState::kStarted ||
                                                last->state == StepState::kFailed));
        over = over && last != nullptr &&
               (last->state == StepState::kDone || last->state == StepState::kWaived);
    }
    RC_ASSERT((stands || over));
}

/// Nothing before the step that resolves a request is left to do.
void check_resolved(const RequestClass& definition, const std::vector<StepRun>& runs) {
    for (const StepDefinition& step : definition.steps) {
        const auto last = std::find_if(runs.rbegin(), runs.rend(),
                                       [&](const StepRun& run) { return run.id == step.id; });
        RC_ASSERT(last != runs.rend());
        RC_ASSERT((last->state == StepState::kDone || last->state == StepState::kWaived));
        if (step.resolves) return;
    }
}

TEST_CASE("advance is a pure function with these laws") {
    for (const char* name : {"no_supply.electricity", "gas_smell.gas", "enquiry"}) {
        const RequestClass& definition = *samples::catalogue().find(name);
        rc::prop(name, [&] {
            std::vector<StepRun> runs;
            const auto count = *rc::gen::inRange(0, 30);
            bool closed = false;
            for (int i = 0; i < count; ++i) {
                const StepEvent event = some_event(definition);
                const Advance first = advance(definition, runs, event);
                RC_ASSERT(first.moves == advance(definition, runs, event).moves);
                if (closed) RC_ASSERT(first.moves.empty());
                check_hold(definition, runs, event, first);
                check_hazard_goes_on(runs, event, first);
                apply(runs, first);
                closed = closed || first.closed;
                std::map<std::string, int> attempts;
                int under_way = 0;
                for (const StepRun& run : runs) {
                    under_way += run.state == StepState::kStarted ? 1 : 0;
                    // Attempts of a step are 1, 2, 3 … in order; 0 only for one that never began.
                    if (run.attempt > 0) RC_ASSERT(run.attempt == ++attempts[run.id]);
                }
                RC_ASSERT(under_way <= 1);
                if (first.resolved) check_resolved(definition, runs);
                if (!first.closed) continue;
                for (const StepDefinition& step : definition.steps) {
                    const bool ended =
                        std::any_of(runs.begin(), runs.end(), [&](const StepRun& run) {
                            return run.id == step.id && (run.state == StepState::kDone ||
                                                         run.state == StepState::kWaived);
                        });
                    RC_ASSERT(ended);
                }
            }
        });
    }
}

TEST_CASE("a wrong file is named with every wrong field") {
    const testkit::TempDir dir;
    namespace fs = std::filesystem;
    fs::copy(samples::files() + "/profiles", dir.path() / "profiles");
    fs::copy(samples::files() + "/calendars", dir.path() / "calendars");
    for (const char* file : {"words", "rank.yaml", "channels.yaml", "messages.yaml"})
        fs::copy(fs::path{samples::files()} / file, dir.path() / file);
    fs::create_directory(dir.path() / "classes");
    dir.write("classes/bad.yaml", R"(class: bad
title: {zh: 坏}
hazard: some
natural_key: [moon]
commodity: steam
triage: [came_bak]
profile: cn-electricity
clocks: [arrival, tea]
promises: {visit: coffee}
cleared_by: moonrise
colour: red
steps:
  repair: {owner: nobody, resolves: true, on_still_out: ask}
)");
    const auto read = load_catalogue(dir.path().string());
    REQUIRE_FALSE(read);
    std::string all;
    for (const FieldViolation& fault : read.error().fields) {
        CHECK(fault.field.find("classes/bad.yaml: ") != std::string::npos);
        all += fault.field.substr(fault.field.find(": ") + 2) + "=" + fault.reason + " ";
    }
    CHECK(all ==
          "commodity=BAD_VALUE natural_key=BAD_VALUE hazard=BAD_VALUE cleared_by=BAD_VALUE "
          "promises.visit=UNKNOWN_CLOCK triage=BAD_VALUE steps.repair.owner=BAD_VALUE "
          "steps.repair.on_still_out=UNKNOWN_STEP accepted=REQUIRED clocks=UNKNOWN_CLOCK "
          "title.en=REQUIRED "
          "colour=UNKNOWN_KEY ");
}

void copy_files(const std::filesystem::path& to) {
    for (const char* file : {"profiles", "calendars", "classes", "words", "rank.yaml",
                             "channels.yaml", "messages.yaml"})
        std::filesystem::copy(std::filesystem::path{samples::files()} / file, to / file);
}

TEST_CASE("a hazard that no word of a crew ends is refused") {
    const testkit::TempDir dir;
    copy_files(dir.path());
    const auto file = dir.path() / "classes/gas_smell.gas.yaml";
    std::stringstream text;
    text << std::ifstream{file}.rdbuf();
    std::string written = text.str();
    written.replace(written.find("cleared_by: made_safe"), 21, "cleared_by: resolved ");
    dir.write("classes/gas_smell.gas.yaml", written);
    const auto read = load_catalogue(dir.path().string());
    REQUIRE_FALSE(read);
    CHECK(read.error().fields.front().field.ends_with("cleared_by"));
    CHECK(read.error().fields.front().reason == "BAD_VALUE");
}

TEST_CASE("a weight more in the file is weighed, and no code knows of it") {
    const testkit::TempDir dir;
    copy_files(dir.path());
    std::ifstream file{dir.path() / "rank.yaml"};
    std::string rank{std::istreambuf_iterator<char>{file}, {}};
    const std::string before = "weights:\n";
    REQUIRE(rank.find(before) != std::string::npos);
    rank.insert(rank.find(before) + before.size(),
                "  far_away: {of: place_class, is: [remote], points: 7}\n");
    dir.write("rank.yaml", rank);
    const auto read = load_catalogue(dir.path().string());
    REQUIRE(read);
    Request request;
    request.needs = "life_support";
    request.place_class = "remote";
    const RequestClass& shipped = *samples::catalogue().find("no_supply.electricity");
    const RequestClass& now = *read->find("no_supply.electricity");
    CHECK(rank_of(request, shipped.weights) == 50);
    CHECK(rank_of(request, now.weights) == 57);
    request.place_class = "rural";
    CHECK(rank_of(request, now.weights) == 50);
}

TEST_CASE("a wrong word, weight or channel is named with its file") {
    const testkit::TempDir dir;
    copy_files(dir.path());
    REQUIRE(load_catalogue(dir.path().string()));
    dir.write("rank.yaml", R"(edition: 1
weights:
  rich: {of: purse, is: [full], points: 5}
  often: {of: chases, points: 3}
  both: {of: needs, is: [deaf], is_not: [alone]}
  typing: {of: needs, is: [life_suport], points: 5}
critical:
  counted: {of: chases, is: [a]}
  both: {of: needs, is: [deaf], is_not: [alone]}
  typing: {of: party_class, is_not: [generel]}
)");
    dir.write("channels.yaml", "channels: {pigeon: {reads: perhaps, reaches: \"a:\"}}\n");
    dir.write("words/en.yaml", "language: en\nedition: 1\nverses: {}\n");
    const auto read = load_catalogue(dir.path().string());
    REQUIRE_FALSE(read);
    std::string all;
    const std::string before = dir.path().string() + "/";
    for (const FieldViolation& fault : read.error().fields) {
        if (fault.reason != "UNKNOWN_TEMPLATE")
            all += fault.field.substr(before.size()) + "=" + fault.reason + " ";
    }
    CHECK(all.find("words/en.yaml: verses=UNKNOWN_KEY ") == 0);
    CHECK(all.find("channels.yaml: channels.pigeon.reads=BAD_VALUE ") != std::string::npos);
    CHECK(all.find("channels.yaml: channels.pigeon.reaches=BAD_VALUE ") != std::string::npos);
    CHECK(all.find("channels.yaml: channels.pigeon.carries=REQUIRED ") != std::string::npos);
    CHECK(all.find("rank.yaml: weights.rich.of=UNKNOWN_VALUE "
                   "rank.yaml: weights.often.at_most=REQUIRED "
                   "rank.yaml: weights.both.is=REQUIRED "
                   "rank.yaml: weights.both.points=REQUIRED "
                   "rank.yaml: weights.typing.is=UNKNOWN_VALUE "
                   "rank.yaml: critical.counted.of=UNKNOWN_VALUE "
                   "rank.yaml: critical.both.is=REQUIRED "
                   "rank.yaml: critical.typing.is_not=UNKNOWN_VALUE ") != std::string::npos);
    dir.write("rank.yaml", "edition: 1\nweights: {}\n");
    const auto none = load_catalogue(dir.path().string());
    REQUIRE_FALSE(none);
    CHECK(std::ranges::any_of(none.error().fields, [&](const FieldViolation& fault) {
        return fault.field == before + "rank.yaml: critical" && fault.reason == "REQUIRED";
    }));
}

TEST_CASE("channels of which none reaches a telephone refuse the start, with file and line") {
    const testkit::TempDir dir;
    const auto fault = [&](const std::string& rows) {
        const std::string file = dir.write("channels.yaml", "edition: 1\nchannels:\n" + rows);
        const auto read = load_channels(file);
        return read ? ""
                    : read.error().fields.at(0).field + ": " + read.error().fields.at(0).message;
    };
    const std::string file = (dir.path() / "channels.yaml").string();
    const std::string none = file + ": channels: no row reaches phone (" + file + ":3)";
    CHECK(fault("  sms: {carries: phone, reads: true, reaches: tel}\n") == none);
    CHECK(fault("  sms: {carries: phone, reads: true}\n") == none);
    CHECK(fault("  sms: {carries: phone, reaches: phone}\n").empty());
}

}  // namespace
}  // namespace hearth::contact
