#include "services/ctl/import.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::ctl {
namespace {

std::vector<std::string> told(const ImportReport& report) {
    std::vector<std::string> all;
    for (const auto& r : report.refusals)
        all.push_back(r.file + "|" + std::to_string(r.line) + "|" + r.field + "|" + r.reason);
    return all;
}

}  // namespace

TEST_CASE("rows come by column name; what is no row goes to the report with its place") {
    const testkit::TempDir dir;
    const auto path =
        dir.write("crew.csv", "code,skills\nC01,gas\nC02\nC03,\"a\"b\n\xFF,x\nC04,water\n");
    ImportReport report;
    std::vector<std::string> skills;
    const auto read = read_rows(
        path, report, [&](const csv::Reader& reader, const csv::Row& row) -> Result<void> {
            skills.push_back(Named{reader, row}["skills"] + Named{reader, row}["colour"]);
            return {};
        });
    REQUIRE(read);
    CHECK(skills == std::vector<std::string>{"gas", "water"});
    CHECK(told(report) == std::vector<std::string>{"crew.csv|3|skills|VALUE_COUNT",
                                                   "crew.csv|4|skills|BAD_QUOTE",
                                                   "crew.csv|5|code|BAD_UTF8"});
    REQUIRE(report.files.size() == 1);
    CHECK(report.files[0].refused == 3);
    CHECK(report.refused());
}

TEST_CASE("two faults of one row are one refused row") {
    ImportReport report;
    report.files.push_back({"crew.csv"});
    report.add_faults(
        "crew.csv", {{"crew.csv:7:code", "BAD_UTF8", "x"}, {"crew.csv:7:skills", "BAD_UTF8", "x"}});
    CHECK(report.files[0].refused == 1);
    CHECK(report.refusals.size() == 2);
    CHECK(report.refusals[1].field == "skills");
}

TEST_CASE("a file that is not there, or that the taker gives up, ends the reading") {
    ImportReport report;
    const auto take = [](const csv::Reader&, const csv::Row&) -> Result<void> {
        return fail(unavailable("DOWN", "is down"));
    };
    CHECK(read_rows("/nowhere/crew.csv", report, take).error().code == Code::kNotFound);
    const testkit::TempDir dir;
    CHECK(read_rows(dir.write("crew.csv", "code\nC01\n"), report, take).error().reason == "DOWN");
}

}  // namespace hearth::ctl
