#include "libs/words/words.hpp"

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::words {
namespace {

std::string faults_of(const Error& error, const std::string& before = {}) {
    std::string all;
    for (const FieldViolation& fault : error.fields)
        all += fault.field.substr(before.size()) + "=" + fault.reason + " ";
    return all;
}

}  // namespace

TEST_CASE("a file of words is read by section and key") {
    const auto file = read(R"(language: en
edition: 3
reasons: {TAKEN: belongs to another one}
lines:
  StepDone: "{step} done: {outcome}"
messages:
  accepted: "{{utility}}{{#place}} at {{place}}{{/place}}"
)",
                           "en.yaml");
    REQUIRE(file);
    CHECK(file->language == "en");
    CHECK(file->edition == 3);
    CHECK(file->reasons == Texts{{"TAKEN", "belongs to another one"}});
    CHECK(blanks_of(file->lines.at("StepDone")) == std::set<std::string>{"step", "outcome"});
    CHECK(blanks_of(file->messages.at("accepted")) == std::set<std::string>{"utility", "place"});
    CHECK(file->said.empty());
}

TEST_CASE("what is wrong with a file is named by file and key") {
    const auto file = read(R"(language: en
reasons: {EMPTY: , TWICE: one, TWICE: two}
lines: {StepDone: "{step done"}
verbs: {go: went}
)",
                           "en.yaml");
    REQUIRE_FALSE(file);
    CHECK(
        faults_of(file.error()) ==
        "en.yaml: edition=REQUIRED en.yaml: reasons.EMPTY=REQUIRED en.yaml: lines.StepDone=BLANKS "
        "en.yaml: reasons.EMPTY=BAD_VALUE en.yaml: reasons.TWICE=REPEATED_KEY "
        "en.yaml: verbs=UNKNOWN_KEY ");
    CHECK(faults_of(load("/nowhere/en.yaml").error()) == "/nowhere/en.yaml=UNREADABLE_FILE ");
}

TEST_CASE("both languages say the same things with the same blanks") {
    const testkit::TempDir dir;
    dir.write("zh-CN.yaml", R"(language: zh-CN
edition: 1
reasons: {TAKEN: 已被占用, LEADS: 主工单}
lines: {StepDone: "{step}完成"}
)");
    dir.write("en.yaml", R"(language: en
edition: 2
reasons: {TAKEN: belongs to another one, TWICE: stands twice}
lines: {StepDone: "{step} done: {outcome}"}
)");
    const auto read = load_folder(dir.path().string());
    REQUIRE_FALSE(read);
    CHECK(faults_of(read.error(), dir.path().string() + "/") ==
          "en.yaml: edition=BAD_VALUE en.yaml: reasons.LEADS=MISSING "
          "zh-CN.yaml: reasons.TWICE=MISSING en.yaml: lines.StepDone=BLANKS ");
    dir.write("en.yaml", "language: zh-CN\nedition: 1\n");
    CHECK(faults_of(load_folder(dir.path().string()).error(), dir.path().string() + "/")
              .starts_with("en.yaml: language=BAD_VALUE "));
}

}  // namespace hearth::words
