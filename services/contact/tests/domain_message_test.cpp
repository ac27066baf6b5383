#include <algorithm>
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

/// What a text is to whoever decides whether somebody is in danger.
struct Sentence {
    const char* text;
    const char* tells;  ///< names among what it is read as
};

std::vector<std::string> names_in(std::string_view all) {
    std::vector<std::string> names;
    while (!all.empty()) {
        names.emplace_back(all.substr(0, all.find(' ')));
        all.remove_prefix(std::min(names.back().size() + 1, all.size()));
    }
    return names;
}

TEST_CASE("an exception silences no hazard that its words may tell of") {
    const Sentence sentences[] = {
        // A mark or a space stands within what looks like the exception.
        {"电线断，电火花四溅", "fallen_wire"},
        {"电缆断,电光一闪", "fallen_wire"},
        {"门口高压线断，电着了两个人", "fallen_wire"},
        {"电线掉，电还没停", "fallen_wire"},
        {"电线被风吹断。电还有", "fallen_wire"},
        {"电线被树砸断 电工还没来", "fallen_wire"},
        {"电缆给挖断！电视也没了", "fallen_wire"},
        {"电线在晃,要掉、电表也在晃", "fallen_wire"},
        {"电线给车挂断……电箱也歪了", "fallen_wire"},
        {"高压线烧断\n电流声很大", "fallen_wire"},
        {"电线老化断\u3000电不稳", "fallen_wire"},
        {"电线让吊车碰断“电”字牌也倒在地上", "fallen_wire"},
        {"煤气管边上又重新,闻了还是不对", "gas_smell.gas"},
        // The noun reaches into it.
        {"树压断电线", "fallen_wire"},
        {"大风刮断电线了", "fallen_wire"},
        {"挖掘机挖断电缆", "fallen_wire"},
        {"铲车碰掉电缆", "fallen_wire"},
        {"小孩剪断电线", "fallen_wire"},
        // The sign stands right behind its noun.
        {"高压线断电闪火花", "fallen_wire"},
        {"电线断电火花乱溅", "fallen_wire"},
        {"门口电缆断电弧吓人", "fallen_wire"},
        {"外面电线掉电表箱上了", "fallen_wire"},
        {"高压线断电了", "fallen_wire"},
        // Another reading is known.
        {"电线让雷劈断电火花直冒", "fallen_wire"},
        {"电缆好像断电光很刺眼", "fallen_wire"},
        {"高压线被刮断电到人了", "electric_shock fallen_wire"},
        {"电线扯断电着人了", "electric_shock fallen_wire"},
        {"邻居让我们注意味道，好像是煤气", "gas_smell.gas"},
        {"请注意味道很大的天然气", "gas_smell.gas"},
        {"物业叫大家留意味道,怕是燃气", "gas_smell.gas"},
        {"没太在意味道，现在煤气更重", "gas_smell.gas"},
        {"我重新闻了一遍，还是煤气", "gas_smell.gas"},
        {"回家重新闻到煤气", "gas_smell.gas"},
        {"下午又重新闻，是天然气", "gas_smell.gas"},
        {"从新闻了闻厨房,燃气吧", "gas_smell.gas"},
        {"今天新闻到天然气", "gas_smell.gas"},
        // It stands beside a sign that nothing covers.
        {"看新闻的时候闻到煤气", "gas_smell.gas"},
        {"新闻里也说煤气味要当心,我家就有", "gas_smell.gas"},
        {"停了意味着什么不知道,反正煤气在漏", "gas_smell.gas"},
        {"高压线路断电后电线又掉下来", "fallen_wire"},
        {"my wireless router says no, but a power line is down", "fallen_wire"},
        {"wire, less than 2 m above the road, hanging", "fallen_wire"},
        // Fire, as people write of it.
        {"电表箱着火了", "fire"},
        {"变压器冒火,火花四溅", "fire"},
        {"the meter box is on fire", "fire"},
        {"电死人了快来", "electric_shock"},
    };
    for (const Sentence& sentence : sentences) {
        INFO(sentence.text << " is read as " << read(sentence.text));
        CHECK(read_message(catalogue(), sentence.text).is_hazard());
        const auto found = names_in(read(sentence.text));
        for (const std::string& name : names_in(sentence.tells))
            CHECK((std::find(found.begin(), found.end(), name) != found.end() ||
                   (name == "fallen_wire" && found.front() == "electric_shock")));
    }
}

TEST_CASE("ordinary words about a cut, the news or a meaning are no hazard") {
    const Row rows[] = {
        {"小区断电了", "no_supply.electricity"},
        {"我家断电，电饭锅用不了", "no_supply.electricity"},
        {"看新闻说停气", ""},
        {"看新闻说天然气要涨价", ""},
        {"新闻说燃气公司明天检修", ""},
        {"今天的新闻里讲煤气安全", ""},
        {"昨晚新闻报了燃气改造", ""},
        {"燃气停了意味着什么", ""},
        {"停煤气意味什么？", ""},
        {"这意味天然气要换表吗", ""},
        {"煤气涨价也意味着水费要涨吗", ""},
        {"意味着什么", ""},
        {"高压线路断电检修几点结束", "no_supply.electricity"},
        {"电缆沟施工断电", "no_supply.electricity"},
        {"电线老化总断电,能换吗", "no_supply.electricity"},
        {"电缆检修,小区掉电", ""},
        {"收到停电通知,几点来电", "no_supply.electricity"},
        {"通知说燃气管道改造", ""},
        {"煤气灶打不着火", ""},
        {"燃气热水器点不着火了", ""},
        {"手机没电死机了", "no_supply.electricity"},
        {"I noticed the lights are dim", ""},
        {"got your notice about the meter", ""},
        {"notice of planned work: when is the power off?", "no_supply.electricity"},
        {"the wireless is down and so is the internet", ""},
        {"gas bill notice", ""},
        {"来电了……", "supply_back"},
        {"「查进度」", "progress"},
        {"还没来电～", "still_out"},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(read(row.text) == row.meaning);
        CHECK_FALSE(read_message(catalogue(), row.text).is_hazard());
    }
}

TEST_CASE("bytes that are no text are read without harm") {
    CHECK(read("\xE7\x85 \xFF煤气\xC2漏") == "gas_smell.gas");
    CHECK(plain("\xB7\xFF") == "\xB7\xFF");
    CHECK(plain("Ａ　b·C…—“d”") == "abcd");
}

std::string beside(const SafetyAnswers& answers, const std::vector<std::string>& classes,
                   const SpokenHazard* told = nullptr) {
    std::vector<const RequestClass*> reported;
    for (const std::string& name : classes)
        reported.push_back(catalogue().find(name));
    std::string all;
    for (const SpokenHazard* one : hazards_beside(catalogue(), told, answers, reported))
        all += (all.empty() ? "" : " ") + one->template_name;
    return all;
}

TEST_CASE("safety words are those of each answer but for what a reported hazard says itself") {
    const SafetyAnswers hurt{true, false, false, false};
    const SafetyAnswers gas{false, true, false, false};
    const SafetyAnswers wire{false, false, true, false};
    CHECK(beside({}, {"no_supply.electricity"}).empty());
    CHECK(beside(wire, {"no_supply.electricity"}) == "wire");
    CHECK(beside(hurt, {"no_supply.electricity"}) == "shock");
    CHECK(beside({true, true, true, false}, {"enquiry"}) == "shock wire fire");
    CHECK(beside(gas, {"gas_smell.gas"}).empty());
    CHECK(beside(gas, {"gas_smell.gas", "no_supply.electricity"}).empty());
    CHECK(beside(hurt, {"gas_smell.gas"}).empty());
    CHECK(beside(wire, {"gas_smell.gas"}) == "wire");
    CHECK(beside(hurt, {}, &catalogue().hazards.front()) == "shock");
    CHECK(beside({}, {"gas_smell.gas"}, &catalogue().hazards.front()) == "shock");
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

TEST_CASE("an exception that is broken, and a hazard without its question, are named") {
    CHECK(faults_with("messages.yaml", R"(replies: {}
hazards:
  flood:
    tell: wire
    words:
      zh-CN: {nouns: [水], signs: [漏], except: ["漏 水", 漏水费], unless: [水费]}
      en: {phrases: [flood], unless: [floodlight]}
)") == "hazards.flood.words.zh-CN.except=BAD_VALUE hazards.flood.words.en.unless=NOT_ALLOWED "
       "hazards.flood.words.safety=REQUIRED ");
}

TEST_CASE("a class that sends nobody says to what a crew is sent instead") {
    const std::string head = R"(class: praise
title: {zh: 表扬, en: praise}
hazard: none
profile: cn-electricity
accepted: enquiry
steps:
  answer: {owner: contact, resolves: true}
)";
    CHECK(faults_with("classes/praise.yaml", head) ==
          "hazard_classes.person_hurt=UNKNOWN_CLASS hazard_classes.fire_or_gas=UNKNOWN_CLASS "
          "hazard_classes.fallen_or_open=UNKNOWN_CLASS ");
    CHECK(faults_with("classes/praise.yaml", head + R"(hazard_classes:
  person_hurt: no_supply.electricity
  fire_or_gas: gas_smell.gas
  fallen_or_open: enquiry
)") == "hazard_classes.fallen_or_open=UNKNOWN_CLASS ");
    std::string hazardous = head;
    hazardous.replace(hazardous.find("hazard: none"), 12, "hazard: life");
    CHECK(faults_with("classes/praise.yaml", hazardous).starts_with("hazard=BAD_VALUE "));
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
