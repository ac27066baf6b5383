#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/registry/domain/search.hpp"
#include "services/registry/domain/text.hpp"

namespace hearth::registry {
namespace {

using Words = std::vector<std::string>;

Party wang() {
    Party party;
    party.number = 1042;
    party.code = "PT-000007";
    party.kind = PartyKind::kPerson;
    party.name_zh = "王秀英";
    party.name_en = "Xiuying Wang";
    return party;
}

Contacts wangs_contacts() {
    return {{},
            {{ContactPointKind::kPhone, "+8613800138000", "mobile", true},
             {ContactPointKind::kEmail, "Wang@Example.com", "home", false}},
            1};
}

Premise flat() {
    Premise premise;
    premise.code = "PR-000123";
    premise.address_zh = "解放路128号锦绣花园";
    premise.address_en = "Jinxiu Garden, 128 Jiefang Road";
    premise.building = "3";
    premise.unit = "2";
    premise.door = "501";
    return premise;
}

/// What the token table would say.
bool finds(const Query& query, const Tokens& tokens) {
    return std::any_of(query.readings.begin(), query.readings.end(), [&](const Tokens& reading) {
        return std::includes(tokens.begin(), tokens.end(), reading.begin(), reading.end());
    });
}

bool finds(std::string_view text, const Tokens& tokens,
           const std::optional<std::string>& phone = std::nullopt) {
    const auto query = parse_query(text, phone);
    REQUIRE(query);
    return finds(*query, tokens);
}

}  // namespace

TEST_CASE("words are folded, Chinese comes in pairs, codes stay whole") {
    CHECK(words_of("解放路128号") == Words{"解放", "放路", "128"});
    CHECK(words_of("ＡＢＣ　１２") == Words{"abc", "12"});
    CHECK(words_of("PR-000123, 3-2") == Words{"pr000123", "3", "2"});
    CHECK(words_of("Xi'an Lü") == Words{"xian", "lu"});
    CHECK(words_of("5单元") == Words{"5"});
    CHECK(words_of("王") == Words{"王"});
    CHECK(words_of("Unit 2, Jiefang Road") == Words{"2", "jiefang"});
    CHECK(words_of(" ,;-- ").empty());
    CHECK(words_of("\xF0\xA0\xAE\xB7\xE9\x87\x8E") == Words{"\xF0\xA0\xAE\xB7\xE9\x87\x8E"});
}

TEST_CASE("a party is found by name in both scripts, number, code, phone and mail") {
    const Tokens has = tokens(wang(), wangs_contacts());
    for (const char* text : {"王秀英", "秀英", "王", "xiuying wang", "Wang", "PT-000007",
                             "pt000007", "13800138000", "138 0013 8000", "+86 138-0013-8000",
                             "8000", "38000", "wang@example.com", "王秀英 8000"}) {
        INFO(text);
        CHECK(finds(text, has));
    }
    CHECK(finds(wang().spoken(), has));
    CHECK(finds("0086 138 0013 8000", has, "+8613800138000"));
    for (const char* text : {"王英", "李", "13800138001", "wang li", "王秀英 8001"}) {
        INFO(text);
        CHECK_FALSE(finds(text, has));
    }
}

TEST_CASE("a premise is found by its address however it is written") {
    const Tokens has = tokens(flat());
    for (const char* text :
         {"解放路128号锦绣花园3栋2单元501室", "锦绣花园 3-2-501", "解放路", "锦绣", "jinxiu garden",
          "128 Jiefang Rd", "Building 3 Unit 2 Room 501 Jinxiu Garden", "PR-000123"}) {
        INFO(text);
        CHECK(finds(text, has));
    }
    CHECK_FALSE(finds("解放路129号", has));
}

TEST_CASE("an account and a meter are found by the number and by its end") {
    Account account;
    account.code = "AC-000001";
    account.number = "2761803405";
    CHECK(finds("2761803405", tokens(account)));
    CHECK(finds("803405", tokens(account)));
    CHECK(finds("27 6180 3405", tokens(account)));
    Device device;
    device.code = "MT-000003";
    device.serial = "W2523606806";
    for (const char* text : {"W2523606806", "w2523606806", "2523606806", "23606806", "6806"})
        CHECK(finds(text, tokens(device)));
    CHECK_FALSE(finds("G2523606806", tokens(device)));
}

TEST_CASE("a query that cannot find anything is refused by its field") {
    CHECK(parse_query("", std::nullopt).error().fields[0].reason == "REQUIRED");
    CHECK(parse_query(" ,. ", std::nullopt).error().fields[0].reason == "NOTHING_TO_FIND");
    CHECK(parse_query(std::string(601, 'x'), std::nullopt).error().fields[0].reason == "TOO_LONG");
    const auto many = parse_query("a b c d e f g h i j k l m n o p q", std::nullopt);
    REQUIRE(many);
    CHECK(many->readings[0].size() == 12);
}

TEST_CASE("what was typed exactly comes first, then what begins with it, then the shorter") {
    const auto hit = [](const char* title, const char* key) {
        Hit made;
        made.title_zh = title;
        made.key = key;
        return made;
    };
    std::vector<Hit> hits{hit("李王伟", "1"), hit("王伟明", "2"), hit("王伟", "3"),
                          hit("别的", "王伟")};
    rank(hits, *parse_query("王伟", std::nullopt));
    CHECK(hits[0].title_zh == "别的");
    CHECK(hits[1].title_zh == "王伟");
    CHECK(hits[2].title_zh == "王伟明");
    CHECK(hits[3].title_zh == "李王伟");
}

TEST_CASE("laws of words and queries") {
    const auto text = rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    rc::check("any bytes give words without blanks, none empty", [&] {
        for (const auto& word : words_of(*text)) {
            RC_ASSERT(!word.empty());
            RC_ASSERT(word.find_first_of(" ,;") == std::string::npos);
        }
    });
    rc::check("a party is found by each word of its own names", [] {
        static const std::vector<std::string> names{
            "王秀英", "欧阳 锋", "Ann-Marie Lü", "张三", "O'Neil", "云溪超市2号店", "ＦＵＬＬ"};
        Party party = wang();
        party.name_zh = *rc::gen::elementOf(names);
        party.name_en = *rc::gen::elementOf(names);
        const Tokens has = tokens(party, {});
        for (const auto& word : words_of(party.name_zh + " " + party.name_en))
            RC_ASSERT(finds(word, has));
        RC_ASSERT(finds(party.name_zh, has));
    });
    rc::check("tokens are sorted and each is there once", [&] {
        Party party = wang();
        party.name_en = *text;
        const Tokens has = tokens(party, wangs_contacts());
        RC_ASSERT(std::is_sorted(has.begin(), has.end()));
        RC_ASSERT(std::adjacent_find(has.begin(), has.end()) == has.end());
    });
}

}  // namespace hearth::registry
