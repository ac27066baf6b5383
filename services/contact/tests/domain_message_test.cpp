#include <filesystem>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"
#include "services/contact/domain/message.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using samples::catalogue;
using Kind = Meaning::Kind;

/// "gas_smell.gas no_supply.electricity", "fallen_wire no_supply.electricity", "progress", "".
std::string read(std::string_view text) {
    const Meaning meaning = read_message(catalogue(), text);
    constexpr const char* kReplies[] = {
        "", "", "progress", "still_out", "supply_back", "taken_back", "opt_out", "opt_in"};
    std::string all = kReplies[static_cast<int>(meaning.kind)];
    if (meaning.hazard != nullptr) all += meaning.hazard->name;
    for (const RequestClass* one : meaning.classes)
        all += (all.empty() ? "" : " ") + one->name;
    return all;
}

struct Row {
    const char* text;
    const char* meaning;
};

TEST_CASE("words that tell of a hazard to life are never passed over") {
    const Row rows[] = {
        {"天然气泄漏", "gas_smell.gas"},
        {"闻到天然气的味道", "gas_smell.gas"},
        {"煤气漏了", "gas_smell.gas"},
        {"煤气漏了吗", "gas_smell.gas"},
        {"楼道里一股煤气的臭味", "gas_smell.gas"},
        {"燃气管道在漏", "gas_smell.gas"},
        {"煤气中毒了", "gas_smell.gas"},
        {"gas is leaking", "gas_smell.gas"},
        {"Smell of gas!", "gas_smell.gas"},
        {"there is a strong odour of GAS here", "gas_smell.gas"},
        {"没电了,还闻到天然气", "gas_smell.gas no_supply.electricity"},
        {"触电了", "electric_shock"},
        {"有人触电!", "electric_shock"},
        {"somebody got an electric shock", "electric_shock"},
        {"电线断了掉在路上", "fallen_wire"},
        {"高压线垂下来了", "fallen_wire"},
        {"a power line is down", "fallen_wire"},
        {"wires hanging over the road", "fallen_wire"},
        {"停电了,电线断了", "fallen_wire no_supply.electricity"},
        {"触电了,还有煤气味", "electric_shock gas_smell.gas"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(read(row.text) == row.meaning);
        CHECK(read_message(catalogue(), row.text).is_hazard());
    }
}

TEST_CASE("short messages are read as they always were") {
    const Row rows[] = {
        {"停电了", "no_supply.electricity"},
        {"我家没电。", "no_supply.electricity"},
        {"No power since 9", "no_supply.electricity"},
        {"跳闸", "no_supply.electricity"},
        {"POWER OUTAGE", "no_supply.electricity"},
        {"the power is off", ""},
        {"power off", "no_supply.electricity"},
        {"停电,还有煤气味!", "gas_smell.gas no_supply.electricity"},
        {"no power and a smell of gas", "gas_smell.gas no_supply.electricity"},
        {"I smell gas", "gas_smell.gas"},
        {"漏气", "gas_smell.gas"},
        {"燃气泄露", "gas_smell.gas"},
        {"桥头有煤气味", "gas_smell.gas"},
        {" n ", "still_out"},
        {"N", "still_out"},
        {"还没来电", "still_out"},
        {"1", "progress"},
        {"1", "progress"},
        {"查进度", "progress"},
        {"Y", "supply_back"},
        {"来电了。", "supply_back"},
        {"TD", "opt_out"},
        {"退订。", "opt_out"},
        {"dy", "opt_in"},
        {"hello", ""},
        {"你好", ""},
        {"", ""},
        // Neither is a hazard.
        {"煤气费怎么交", ""},
        {"新闻说燃气要涨价", ""},
        {"my wireless is down", ""},
        {"高压线路断电,停电了", "no_supply.electricity"},
        {"不用来了", "taken_back"},
        {"No need to come.", "taken_back"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(read(row.text) == row.meaning);
    }
}

TEST_CASE("a report has the language of its words and the safety answers that they give") {
    CHECK(read_message(catalogue(), "gas leak").language == "en");
    CHECK(read_message(catalogue(), "煤气漏了").language == "zh-CN");
    CHECK(read_message(catalogue(), "煤气漏了").safety == SafetyAnswers{false, true, false, false});
    CHECK(read_message(catalogue(), "触电了,电线掉了").safety ==
          SafetyAnswers{true, false, true, false});
    CHECK(read_message(catalogue(), "停电").safety == SafetyAnswers{});
}

/// The files of the service in a folder of their own, with one of them other.
std::string faults_with(const std::string& file, const std::string& text) {
    namespace fs = std::filesystem;
    const testkit::TempDir dir;
    for (const char* part : {"profiles", "calendars", "words", "classes", "channels.yaml",
                             "rank.yaml", "messages.yaml"})
        fs::copy(fs::path{samples::files()} / part, dir.path() / part, fs::copy_options::recursive);
    dir.write(file, text);
    const auto loaded = load_catalogue(dir.path().string());
    if (loaded) return "";
    std::string all;
    for (const FieldViolation& fault : loaded.error().fields) {
        CHECK(fault.field.find(file + ": ") != std::string::npos);
        all += fault.field.substr(fault.field.find(": ") + 2) + "=" + fault.reason + " ";
    }
    return all;
}

TEST_CASE("each wrong word of the file of messages is named") {
    CHECK(faults_with("messages.yaml", R"(replies:
  opt_out: [stop]
  opt_in: ["!", STOP]
  shrug: [hm]
hazards:
  flood:
    tell: swim
    words:
      safety: [wet_feet]
      zh-CN: {nouns: [水]}
      fr: {phrases: [eau]}
)") == "replies.opt_in=BAD_VALUE replies.opt_in=REPEATED hazards.flood.tell=UNKNOWN_TEMPLATE "
       "hazards.flood.tell=UNKNOWN_TEMPLATE hazards.flood.words.safety=BAD_VALUE "
       "hazards.flood.words.zh-CN=REQUIRED "
       "replies.shrug=UNKNOWN_KEY hazards.flood.words.fr=UNKNOWN_KEY ");
}

TEST_CASE("a class with its words is one file, and its wrong words are named") {
    const std::string head = R"(class: no_supply.water
title: {zh: 停水报修, en: no water}
commodity: water
natural_key: [premise]
hazard: from_triage
profile: cn-water
accepted: accepted
steps:
  repair: {owner: dispatch, resolves: true}
words:
)";
    CHECK(faults_with("classes/water.yaml", head + "  zh-CN: {phrases: [停水]}\n").empty());
    CHECK(faults_with("classes/water.yaml", head + "  zh-CN: {phrases: [\"。\"], signs: [漏]}\n") ==
          "words.zh-CN.phrases=BAD_VALUE words.zh-CN=REQUIRED ");
}

}  // namespace
}  // namespace hearth::contact
