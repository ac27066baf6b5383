#pragma once

#include <string>

#include "services/contact/domain/notice.hpp"

namespace hearth::contact {

struct SmtpConfig {
    std::string url;   ///< "smtp://127.0.0.1:2525"; empty: no mail
    std::string from;  ///< "service@utility.example"
    std::string subject = "服务通知 / Service notice";
};

/// E-mail by SMTP. The attempt is the Message-ID, by which a mailbox drops a repeat.
class SmtpSender final : public Sender {
public:
    explicit SmtpSender(SmtpConfig config) : config_(std::move(config)) {}
    [[nodiscard]] std::string channel() const override { return "email"; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override;

private:
    SmtpConfig config_;
};

}  // namespace hearth::contact
