#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hearth::suite {

/// A program in a session of its own whose standard input ends when this object, or the test
/// program, does. The destructor waits for it to end; where it could not stop what it watches, the
/// test program ends at once with status 1.
class Watcher {
public:
    Watcher(const std::filesystem::path& program, const std::vector<std::string>& args);
    ~Watcher();
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

private:
    pid_t pid_ = -1;
    int pipe_ = -1;
};

}  // namespace hearth::suite
