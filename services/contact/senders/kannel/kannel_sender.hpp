#pragma once

#include <string>

#include "libs/config/config.hpp"
#include "services/contact/domain/notice.hpp"

namespace hearth::contact {

struct KannelConfig {
    std::string url;  ///< "http://127.0.0.1:13013/cgi-bin/sendsms"; empty: no SMS
    std::string user;
    config::Secret password;
    std::string from;  ///< short code or number that customers see
    std::string
        report_url;  ///< where Kannel reports what became of it; the attempt and %d are appended
};

/// SMS by Kannel's HTTP interface, in UCS-2 so that Chinese arrives whole. Kannel keeps no
/// idempotency key: an attempt whose answer was lost is in doubt until its delivery report comes,
/// or is late.
class KannelSender final : public Sender {
public:
    explicit KannelSender(KannelConfig config) : config_(std::move(config)) {}
    [[nodiscard]] std::string channel() const override { return "sms"; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override;

private:
    KannelConfig config_;
};

}  // namespace hearth::contact
