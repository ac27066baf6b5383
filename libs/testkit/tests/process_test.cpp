#include "libs/testkit/process.hpp"

#include <csignal>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "libs/testkit/eventually.hpp"

namespace hearth::testkit {
namespace {

using namespace std::chrono_literals;

Process shell(const std::string& script) {
    return Process{"sh", {{"-c", script}, {}}};
}

}  // namespace

TEST_CASE("a program's status and output are caught") {
    Process process{"sh",
                    {{"-c", "echo $GREETING; echo oops >&2; exit 7"}, {{"GREETING", "hello"}}}};
    CHECK(process.wait(5s) == 7);
    CHECK(process.output() == "hello\noops\n");
    CHECK(Process{"no-such-program"}.wait(5s) == 127);
}

TEST_CASE("a program can be stopped, continued and killed") {
    Process process = shell("while :; do echo x; sleep 0.01; done");
    REQUIRE(eventually([&] { return !process.output().empty(); }));
    process.signal(SIGSTOP);
    CHECK(process.running());
    process.signal(SIGKILL);
    CHECK(process.wait(5s) == 128 + SIGKILL);
}

TEST_CASE("a child ends with its object") {
    pid_t pid = 0;
    {
        const Process process = shell("sleep 60");
        pid = process.pid();
        CHECK(::kill(pid, 0) == 0);
    }
    CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("a child ends when the test is killed") {
    int fds[2];
    REQUIRE(::pipe(fds) == 0);
    const pid_t test = ::fork();
    if (test == 0) {
        const Process process = shell("sleep 60");
        const pid_t pid = process.pid();
        static_cast<void>(!::write(fds[1], &pid, sizeof pid));
        ::pause();
    }
    pid_t grandchild = 0;
    REQUIRE(::read(fds[0], &grandchild, sizeof grandchild) == sizeof grandchild);
    ::kill(test, SIGKILL);
    // Adopted by whoever reaps here: gone, or dead and not reaped.
    const std::string status = "/proc/" + std::to_string(grandchild) + "/status";
    const auto gone = [&] {
        std::ifstream in{status};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        return text.empty() || text.find("State:\tZ") != std::string::npos;
    };
    CHECK(eventually(gone));
}

TEST_CASE("a temporary folder is gone with its object") {
    std::filesystem::path path;
    {
        const TempDir dir;
        path = dir.path();
        CHECK(std::filesystem::exists(dir.write("a.txt", "text")));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace hearth::testkit
