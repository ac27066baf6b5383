#include "libs/phone/phone.hpp"

#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/csv/csv.hpp"
#include "libs/testkit/damage.hpp"
#include "libs/testkit/shared_data.hpp"

namespace hearth::phone {
namespace {

std::string e164(std::string_view text, std::string_view region = "CN") {
    const auto number = normalise(text, region);
    return number ? *number : number.error().reason;
}

}  // namespace

TEST_CASE("a mobile number is one, however it is written") {
    const std::string_view written = GENERATE(
        "13812345678", "138 1234 5678", "138-1234-5678", "+86 138-1234-5678", "+8613812345678",
        "008613812345678", "8613812345678", "(+86)13812345678", "１３８１２３４５６７８",
        "＋８６　１３８－１２３４－５６７８", "tel:+86-138-1234-5678", " 13812345678 ");
    CAPTURE(written);
    CHECK(e164(written) == "+8613812345678");
}

TEST_CASE("a fixed line keeps its area code without the zero") {
    CHECK(e164("0535-1234567") == "+865351234567");
    CHECK(e164("053512345678") == "+8653512345678");
    CHECK(e164("(010) 6552 9988") == "+861065529988");
    CHECK(e164("010 65529988") == "+861065529988");
    CHECK(e164("+86 10 6552 9988") == "+861065529988");
    CHECK(e164("400 812 3456") == "+864008123456");
}

TEST_CASE("an extension is dropped") {
    const std::string_view written = GENERATE(
        "010-65529988转123", "010-65529988 轉 8", "010-65529988分机8801", "010-65529988 ext. 5",
        "010-65529988 x5", "010-65529988;ext=5", "010-65529988-8001", "010-65529988-0",
        "010-65529988*801", "010-65529988#801", "(010)65529988-1", "+86 10 6552 9988-123456",
        "０１０－６５５２９９８８－８００１", "010-65529988-8001(王)", "010-65529988-801/802");
    CAPTURE(written);
    CHECK(e164(written) == "+861065529988");
}

TEST_CASE("the last group of a number is no extension") {
    CHECK(e164("0535-123-4567") == "+865351234567");
    CHECK(e164("0535-1234-5678") == "+8653512345678");
    CHECK(e164("010-6552-9988") == "+861065529988");
    CHECK(e164("8610-655299-88") == "+861065529988");
    CHECK(e164("138-1234-5678") == "+8613812345678");
    CHECK(e164("400-812-3456") == "+864008123456");
    CHECK(e164("+852 2123-4567") == "+85221234567");
    CHECK(e164("0535-1234567-1234568") == "BAD_PHONE");
    CHECK(e164("13812345678-8001") == "BAD_PHONE");
    CHECK(e164("010-655299880") == "BAD_PHONE");
}

TEST_CASE("of several numbers it is the first, and a mark within one parts nothing") {
    const std::string_view written =
        GENERATE("0535-1234567/8", "0535-1234567/1234568", "0535-1234567、13812345678",
                 "0535-1234567，0535-7654321", "0535-1234567; 1234568", "（0535）1234567／8",
                 "0535-1234567(王)/13812345678(李)");
    CAPTURE(written);
    CHECK(e164(written) == "+865351234567");
    CHECK(e164("+49 123 / 42 42 42") == "+49123424242");
    CHECK(e164("030/901820", "DE") == "+4930901820");
    CHECK(e164("030 901820/901821", "DE") == "+4930901820");
    CHECK(e164("95598/13812345678") == "BAD_PHONE");
}

TEST_CASE("phone-as-written") {
    const auto path = testkit::shared_data("cases/phone-as-written/numbers.csv");
    if (!path) {
        WARN("skipped: " << testkit::no_shared_data());
        return;
    }
    auto rows = csv::Reader::open(*path).value();
    REQUIRE(rows.columns() == std::vector<std::string>{"written", "wanted", "now"});
    int read = 0;
    for (auto row = rows.next().value(); row; row = rows.next().value()) {
        const auto& wanted = row->values[1];
        CAPTURE(row->values[0]);
        CHECK(e164(row->values[0]) == (wanted.empty() ? "BAD_PHONE" : wanted));
        ++read;
    }
    CHECK(read > 10);
}

TEST_CASE("numbers of other countries need their code, or their region") {
    CHECK(e164("+49 30 901820") == "+4930901820");
    CHECK(e164("0049 30 901820") == "+4930901820");
    CHECK(e164("030 901820", "DE") == "+4930901820");
    CHECK(e164("+852 2123 4567") == "+85221234567");
    CHECK(e164("13812345678", "") == "BAD_PHONE");
    CHECK(e164("+8613812345678", "") == "+8613812345678");
}

TEST_CASE("what cannot be a subscriber's number is refused") {
    const std::string_view written =
        GENERATE("", " ", "-", "abc", "王先生", "110", "95598", "12345", "6612345", "1381234567",
                 "138123456789", "+86 138", "+86 00 6552 9988", "00065529988", "+999123456789", "+",
                 "1-800-FLOWERS", "call 13812345678 now", "13800138000;DROP TABLE party", "转123",
                 "\xff\xfe\x31");
    CAPTURE(written);
    const auto number = normalise(written, "CN");
    REQUIRE_FALSE(number);
    CHECK(number.error().code == Code::kInvalidArgument);
    CHECK(number.error().reason == "BAD_PHONE");
    // The message must not carry what was written: it is personal.
    if (written.size() > 2) CHECK(number.error().message.find(written) == std::string::npos);
}

TEST_CASE("an oversize text is refused unread, a NUL is no digit") {
    CHECK(e164(std::string(1'000'000, '1')) == "BAD_PHONE");
    CHECK(e164(std::string_view{"13812345678\0", 12}) == "BAD_PHONE");
    CHECK(e164(std::string_view{"1381234\0005678", 12}) == "BAD_PHONE");
}

TEST_CASE("threads share it") {
    std::vector<std::thread> threads;
    std::vector<std::string> answers(4);
    for (std::string& answer : answers)
        threads.emplace_back([&answer] {
            for (int i = 0; i < 200; ++i)
                answer = e164("0535-1234567");
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(answers == std::vector<std::string>(4, "+865351234567"));
}

TEST_CASE("whatever is written, it is a number in its one form or it is refused") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (const std::string_view good : {"+86 138-1234-5678", "010-65529988 ext. 5",
                                        "１３８１２３４５６７８", "0535-1234567-801/8(王)"}) {
        for (int i = 0; i < 3000; ++i) {
            const std::string number = e164(damage(good));
            if (number != "BAD_PHONE") REQUIRE(e164(number) == number);
        }
    }
}

}  // namespace hearth::phone
