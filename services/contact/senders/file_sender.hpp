#pragma once

#include <mutex>
#include <string>

#include "services/contact/domain/notice.hpp"

namespace hearth::contact {

/// A file that takes what no channel can: one JSON object per line, written through to the disk. An
/// attempt that stands in the file already is not written again, so nothing is told twice whatever
/// dies when.
class FileSender final : public Sender {
public:
    explicit FileSender(std::string path) : path_(std::move(path)) {}
    [[nodiscard]] std::string channel() const override { return "outbox"; }
    [[nodiscard]] std::string reaches() const override { return {}; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override;

private:
    std::string path_;
    std::mutex mutex_;
};

}  // namespace hearth::contact
