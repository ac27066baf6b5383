#include "libs/csv/csv.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace hearth::csv {
namespace {

Result<Reader> reader(const std::string& text) {
    return Reader::read_header(std::make_unique<std::istringstream>(text), "premise.csv");
}

struct All {
    std::vector<Row> rows;
    std::vector<FieldViolation> faults;
};

All read_all(const std::string& text) {
    All all;
    auto opened = reader(text);
    REQUIRE(opened);
    for (;;) {
        auto row = opened->next();
        if (!row) {
            for (auto& fault : row.error().fields)
                all.faults.push_back(fault);
            continue;
        }
        if (!*row) return all;
        all.rows.push_back(**row);
    }
}

std::string only_fault(const std::string& text) {
    const auto all = read_all(text);
    REQUIRE(all.faults.size() == 1);
    return all.faults[0].field + " " + all.faults[0].reason;
}

}  // namespace

TEST_CASE("rows come with the line they begin on") {
    const auto all = read_all("a,b\n1,2\n\n\"x\ny\",\"he said \"\"no\"\"\"\r\n3,\n");
    REQUIRE(all.rows.size() == 3);
    CHECK(all.rows[0].line == 2);
    CHECK(all.rows[1].line == 4);
    CHECK(all.rows[1].values == std::vector<std::string>{"x\ny", "he said \"no\""});
    CHECK(all.rows[2].line == 6);
    CHECK(all.rows[2].values == std::vector<std::string>{"3", ""});
    CHECK(all.faults.empty());
}

TEST_CASE("a byte order mark, CRLF and a missing last line end are no part of the values") {
    const auto all = read_all(
        "\xEF\xBB\xBF"
        "code,name\r\nP1,\xE7\x8E\x8B");
    REQUIRE(all.rows.size() == 1);
    CHECK(all.rows[0].values == std::vector<std::string>{"P1", "\xE7\x8E\x8B"});
}

TEST_CASE("a file without a sound header is refused") {
    CHECK(reader("").error().fields[0].reason == "NO_HEADER");
    CHECK(reader("a,,b\n").error().fields[0].reason == "BAD_COLUMN");
    CHECK(reader("a,b,a\n").error().fields[0].field == "premise.csv:1:3");
    CHECK(Reader::open("/nowhere/premise.csv").error().code == Code::kNotFound);
}

TEST_CASE("a wrong row is named by file, line and column, and costs no other") {
    CHECK(only_fault("a,b\n1\n2,3\n") == "premise.csv:2:b VALUE_COUNT");
    CHECK(only_fault("a,b\n1,2,3\n4,5\n") == "premise.csv:2:3 VALUE_COUNT");
    CHECK(only_fault("a,b\n1,\xFF\xFE\n4,5\n") == "premise.csv:2:b BAD_UTF8");
    CHECK(only_fault("a,b\nx\"y,2\n4,5\n") == "premise.csv:2:a BAD_QUOTE");
    CHECK(only_fault("a,b\n\"x\"y,2\n4,5\n") == "premise.csv:2:a BAD_QUOTE");
    CHECK(only_fault("a,b\n1,2\n3,\"4") == "premise.csv:3:b UNCLOSED_QUOTE");
    CHECK(only_fault(std::string{"a,b\n1,x\0y\n", 10}) == "premise.csv:2:b NUL_BYTE");
    CHECK(only_fault("a,b\n1," + std::string(70'000, 'x') + "\n4,5\n") ==
          "premise.csv:2:b TOO_LONG");
    CHECK(read_all("a,b\n1\n2,3\n").rows.at(0).values[1] == "3");
}

TEST_CASE("what is no UTF-8 is refused, what is shortest form is not") {
    for (const char* bad :
         {"\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\x80",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4\xB8"}) {
        CHECK(read_all("a\nx" + std::string{bad} + "\n").faults.size() == 1);
    }
    for (const char* good : {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF",
                             "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CHECK(read_all("a\nx" + std::string{good} + "\n").faults.empty());
    }
}

TEST_CASE("what is written is read again") {
    rc::check("any values without NUL", [] {
        const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
        const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
            rc::gen::container<std::vector<std::string>>(
                columns, rc::gen::container<std::string>(
                             rc::gen::elementOf(std::string{"ab,\"\r\n \t;|"}))));
        std::vector<std::string> header;
        for (std::size_t i = 0; i < columns; ++i)
            header.push_back("c" + std::to_string(i));
        std::string text = line(header);
        for (const auto& row : rows)
            text += line(row);
        const auto all = read_all(text);
        RC_ASSERT(all.faults.empty());
        RC_ASSERT(all.rows.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            RC_ASSERT(all.rows[i].values == rows[i]);
    });
}

TEST_CASE("any bytes end in rows and faults, every row of the header's width") {
    rc::check("random bytes", [] {
        const auto noise = *rc::gen::container<std::string>(
            rc::gen::oneOf(rc::gen::elementOf(std::string{",\"\r\n"}), rc::gen::arbitrary<char>()));
        const auto all = read_all("a,b\n" + noise);
        int last = 1;
        for (const auto& row : all.rows) {
            RC_ASSERT(row.values.size() == 2U);
            RC_ASSERT(row.line > last);
            last = row.line;
        }
        for (const auto& fault : all.faults)
            RC_ASSERT(fault.field.starts_with("premise.csv:"));
    });
}

}  // namespace hearth::csv
