#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/testkit/process.hpp"

namespace hearth::testkit {

/// A real Kannel before a fake network of one telephone (Debian's kannel and kannel-extras), on
/// free ports of loopback. One thread.
class Kannel {
public:
    /// What the telephones send is posted to `post_url`, as in
    /// "http://127.0.0.1:8080/channels/sms/kannel?id=%I". Throws when Kannel does not come up.
    explicit Kannel(const std::string& post_url);

    /// Where SMS are sent by HTTP: user "hearth", password "geheim".
    [[nodiscard]] std::string send_url() const;
    /// A telephone sends `text`; from then on it, or the next, is the one that receives.
    void deliver(const std::string& from, const std::string& to, const std::string& text);

    struct Received {
        std::string from;
        std::string to;
        std::string text;  ///< UTF-8
    };
    /// What the telephone that sent last has received so far.
    [[nodiscard]] std::vector<Received> received() const;

private:
    TempDir dir_;
    int network_port_;
    int send_port_;
    std::unique_ptr<Process> bearerbox_;
    std::unique_ptr<Process> smsbox_;
    std::unique_ptr<Process> telephone_;
};

}  // namespace hearth::testkit
