#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hearth::testkit {

/// A folder of its own that is gone with the object.
class TempDir {
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Writes a file into it and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

/// A port of loopback that nobody listens on. Somebody else may take it before you do.
int free_port();

/// A running program, its output caught in a file. It is killed with the object, with the thread
/// that started it, and with the test program itself, even when that is killed. One thread.
class Process {
public:
    struct Options {
        std::vector<std::string> args;
        std::map<std::string, std::string> env;  ///< added to the test's own
    };

    /// `program` is a path, or a name on PATH. Throws when no process can be made; a program that
    /// does not exist exits with 127.
    explicit Process(const std::string& program, const Options& options = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// SIGKILL, SIGTERM, SIGSTOP, SIGCONT …
    void signal(int number) const;
    /// The exit status, or 128 + the signal that ended it; empty when it still runs after `bound`.
    std::optional<int> wait(std::chrono::milliseconds bound);
    [[nodiscard]] bool running() { return !wait(std::chrono::milliseconds{0}); }
    /// Standard output and standard error so far.
    [[nodiscard]] std::string output() const;

private:
    TempDir dir_;
    pid_t pid_ = -1;
    std::optional<int> status_;
};

}  // namespace hearth::testkit
