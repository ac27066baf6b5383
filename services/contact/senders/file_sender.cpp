#include "services/contact/senders/file_sender.hpp"

#include <fstream>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace hearth::contact {
namespace {

/// Closed, and with it unlocked, at the end.
class LockedFile {
public:
    explicit LockedFile(const std::string& path)
        : file_(open(path.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600)) {
        if (file_ >= 0) flock(file_, LOCK_EX);
    }
    ~LockedFile() {
        if (file_ >= 0) close(file_);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;
    [[nodiscard]] bool is_open() const { return file_ >= 0; }
    [[nodiscard]] bool append(const std::string& line) const {
        return file_ >= 0 &&
               write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
               fdatasync(file_) == 0;
    }

private:
    int file_;
};

/// Attempts are rare enough, and in doubt rarely enough, to look through the file for one.
bool stands_in(const std::string& path, const std::string& attempt) {
    std::ifstream in{path};
    const std::string wanted = R"({"attempt":")" + attempt + '"';
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(wanted)) return true;
    }
    return false;
}

}  // namespace

Result<std::string> FileSender::send(const Uuid& attempt, const std::string& address,
                                     const std::string& text, Deadline deadline) {
    if (deadline.passed())
        return fail(failed_precondition("TOO_LATE", "no time was left to write"));
    const std::lock_guard lock{mutex_};
    const LockedFile file{path_};
    if (file.is_open() && stands_in(path_, to_string(attempt))) return std::string{"written"};
    const nlohmann::ordered_json line{
        {"attempt", to_string(attempt)}, {"to", address}, {"text", text}};
    if (!file.append(line.dump() + '\n'))
        return fail(failed_precondition("OUTBOX_UNWRITABLE", path_));
    return std::string{"written"};
}

}  // namespace hearth::contact
