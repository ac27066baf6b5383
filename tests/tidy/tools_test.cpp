#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace {

/// What tests/tidy/check says of today's protos with one text in one file replaced.
int check_protos(const std::string& file, const std::string& from, const std::string& to) {
    const std::filesystem::path source{HEARTH_SOURCE_DIR};
    const hearth::testkit::TempDir root;
    std::filesystem::copy(source / "proto", root.path(), std::filesystem::copy_options::recursive);
    std::ifstream in{root.path() / file};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream{root.path() / file} << text.replace(at, from.size(), to);
    hearth::testkit::Process check{(source / "tests/tidy/check").string(),
                                   {{"protos", root.path().string()}, {}}};
    const auto status = check.wait(std::chrono::seconds{60});
    INFO(check.output());
    return status.value_or(-1);
}

/// What tests/run says, asked of the build that this test is of.
std::string run_tests(std::vector<std::string> args, int status) {
    const auto build = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
    const std::filesystem::path source{HEARTH_SOURCE_DIR};
    args.insert(args.end(), {"--preset", build.filename().string(), "--no-install"});
    hearth::testkit::Process run{(source / "tests/run").string(), {args, {}}};
    CHECK(run.wait(std::chrono::seconds{120}) == status);
    return run.output();
}

TEST_CASE("who asks for a test that is not there hears of near ones") {
    const auto told = run_tests({"--only", "corr_test"}, 2);
    CHECK(told.find("no test corr_test") != std::string::npos);
    CHECK(told.find("    core_test\n") != std::string::npos);
    CHECK(told.find("dispatch_domain_test") == std::string::npos);
    CHECK(run_tests({"--only"}, 2).find("needs the name") != std::string::npos);
    CHECK(run_tests({"--only", "tidy_rules", "some case"}, 2).find("has no cases") !=
          std::string::npos);
    CHECK(run_tests({"--only", "core_test", "--unit"}, 2).find("no kind") != std::string::npos);
}

TEST_CASE("one case of a test is run by its name, and one that is not there hears of near ones") {
    const std::string name = "rows come with the line they begin on";
    CHECK(run_tests({"--only", "csv_test", name}, 0).find("All tests passed") != std::string::npos);
    const auto told = run_tests({"--only", "csv_test", "rows come with the line they end on"}, 2);
    CHECK(told.find("no case rows come with the line they end on") != std::string::npos);
    CHECK(told.find("    " + name) != std::string::npos);
}

TEST_CASE("a service that is not there is not restarted") {
    const auto services =
        std::filesystem::path{HEARTH_SOURCE_DIR} / "deploy" / "local" / "services";
    const hearth::testkit::TempDir dir;
    const auto restart = [&](std::vector<std::string> args) {
        args.insert(args.begin(), "restart");
        args.insert(args.end(), {"--dir", dir.path().string()});
        hearth::testkit::Process process{services.string(), {args, {}}};
        return process.wait(std::chrono::seconds{30}).value_or(-1);
    };
    CHECK(restart({"contact"}) == 1);  // nothing runs from there
    dir.write("services.env", "export HEARTH_PORTS_CONTACT='1 2'\n");
    CHECK(restart({"nobody"}) == 2);
    CHECK(restart({}) == 2);
    CHECK(restart({"contact", "--bin", "/tmp"}) == 2);
}

/// A checkout of its own whose commits the hook judges.
class Checkout {
public:
    Checkout() {
        const std::filesystem::path source{HEARTH_SOURCE_DIR};
        for (const auto* file : {"tests/tidy/check", "tests/tidy/hooks/pre-commit", ".clang-format",
                                 "tests/tidy/capitals.txt", "tests/tidy/edges.txt"}) {
            std::filesystem::create_directories((root() / file).parent_path());
            std::filesystem::copy(source / file, root() / file);
        }
        write("proto/asyncapi.yaml", "");  // which the check names
        const auto bin = std::filesystem::canonical("/proc/self/exe").parent_path();
        std::filesystem::create_directories(root() / "build/release/bin");
        std::filesystem::create_symlink(bin / "hearth-tidy",
                                        root() / "build/release/bin/hearth-tidy");
        for (const auto* folder : {"deploy", "libs", "proto", "services"})
            std::filesystem::create_directory(root() / folder);
        REQUIRE(git({"init", "--quiet"}) == 0);
        REQUIRE(git({"config", "core.hooksPath", "tests/tidy/hooks"}) == 0);
    }

    [[nodiscard]] const std::filesystem::path& root() const { return dir_.path(); }
    [[nodiscard]] const std::string& output() const { return output_; }
    void write(const std::string& file, const std::string& text) const {
        std::filesystem::create_directories((root() / file).parent_path());
        std::ofstream{root() / file} << text;
    }
    int git(std::vector<std::string> args) {
        args.insert(args.begin(),
                    {"-C", root().string(), "-c", "user.name=a", "-c", "user.email=a@example.org"});
        hearth::testkit::Process process{"git", {args, {{"GIT_CONFIG_GLOBAL", "/dev/null"}}}};
        const auto status = process.wait(std::chrono::seconds{60});
        output_ = process.output();
        return status.value_or(-1);
    }
    int commit() {
        REQUIRE(git({"add", ".clang-format", "deploy", "libs", "proto", "tests"}) == 0);
        return git({"commit", "--quiet", "-m", "Try"});
    }

private:
    hearth::testkit::TempDir dir_;
    std::string output_;
};

TEST_CASE("the hook judges what is staged, not what lies beside it") {
    Checkout checkout;
    checkout.write("libs/core/CMakeLists.txt", "a.cpp\n");
    checkout.write("libs/core/a.cpp", "int a = 1;\n");
    checkout.write("deploy/run", "#!/usr/bin/env bash\nset -eu\n");
    CHECK(checkout.commit() == 0);

    checkout.write("libs/core/a.cpp", "int a = 2; \n");
    CHECK(checkout.commit() == 1);
    CHECK(checkout.output().find("trailing-space") != std::string::npos);
    checkout.write("libs/core/a.cpp", "int a = 3;\n");
    CHECK(checkout.git({"commit", "--quiet", "-m", "Try"}) == 1);
    CHECK(checkout.commit() == 0);
}

TEST_CASE("the hook asks the tools that are there about staged files") {
    const auto installed = [](const std::string& tool) {
        return hearth::testkit::Process{tool, {{"--version"}, {}}}.wait(std::chrono::seconds{10}) ==
               0;
    };
    Checkout checkout;
    if (installed("clang-format-14")) {
        checkout.write("libs/core/CMakeLists.txt", "a.cpp\n");
        checkout.write("libs/core/a.cpp", "int   a=1;\n");
        checkout.write("deploy/note", "no script\n");
        CHECK(checkout.commit() == 1);
        hearth::testkit::Process fix{(checkout.root() / "tests/tidy/check").string(),
                                     {{"fix"}, {}}};
        CHECK(fix.wait(std::chrono::seconds{30}) == 0);
        CHECK(checkout.commit() == 0);
    }
    if (installed("shellcheck")) {
        checkout.write("libs/core/note", "no script\n");
        checkout.write("deploy/run", "#!/usr/bin/env bash\necho $1\n");
        CHECK(checkout.commit() == 1);
    }
}

TEST_CASE("protos that break the baseline are found, and additions are not") {
    const std::string file = "hearth/registry/v1/party.proto";
    const std::string field = "string language = 9;";
    const auto added = check_protos(
        file, field, field + "\n\n  // How to address the party.\n  string salutation = 1999;");
    if (added == 77) {
        WARN("buf is not installed");
        return;
    }
    CHECK(added == 0);
    CHECK(check_protos(file, field, "reserved 9;\n  reserved \"language\";") == 0);
    CHECK(check_protos(file, field, "reserved 9;") > 0);
    CHECK(check_protos(file, field, "string language = 1999;") > 0);
    CHECK(check_protos(file, field, "int32 language = 9;") > 0);
}

/// What tests/tidy/check says of the AsyncAPI document with one text replaced.
int check_events(const std::string& from, const std::string& to) {
    const std::filesystem::path source{HEARTH_SOURCE_DIR};
    const hearth::testkit::TempDir root;
    std::ifstream in{source / "proto/asyncapi.yaml"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    const auto file = root.write("asyncapi.yaml", text.replace(at, from.size(), to));
    hearth::testkit::Process check{(source / "tests/tidy/check").string(), {{"events", file}, {}}};
    const auto status = check.wait(std::chrono::seconds{60});
    INFO(check.output());
    return status.value_or(-1);
}

TEST_CASE("an event document that is not AsyncAPI, or refers to nothing, is found") {
    const auto good = check_events("Hearth's events", "Events");
    if (good == 77) {
        WARN("the schema of AsyncAPI is not installed");
        return;
    }
    CHECK(good == 0);
    CHECK(check_events("action: \"send\"", "action: \"tell\"") == 1);
    CHECK(check_events("#/components/messages/", "#/components/message/") == 1);
    CHECK(check_events("asyncapi: \"3.0.0\"", "asyncapi: \"1.9.0\"") == 1);
}

}  // namespace
