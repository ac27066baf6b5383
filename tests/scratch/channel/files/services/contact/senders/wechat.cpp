#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"
#include "services/contact/senders/senders.hpp"

namespace hearth::contact {
namespace {

constexpr std::string_view kScheme = "wechat:";

class WechatSender final : public Sender {
public:
    WechatSender(std::string url, config::Secret password)
        : url_(std::move(url)), password_(std::move(password)) {}
    [[nodiscard]] std::string channel() const override { return "wechat"; }
    [[nodiscard]] std::string reaches() const override { return "wechat"; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override {
        const nlohmann::json body{{"touser", address.substr(kScheme.size())},
                                  {"msgtype", "text"},
                                  {"text", {{"content", text}}},
                                  {"client_msg_id", to_string(attempt)}};
        const auto answer = http::fetch("POST", url_,
                                        {{"Content-Type", "application/json"},
                                         {"Authorization", "Bearer " + password_.reveal()}},
                                        body.dump(), deadline);
        if (!answer) return fail(answer.error());
        if (answer->status == 200) return answer->body.substr(0, 100);
        return fail(failed_precondition("WECHAT_" + std::to_string(answer->status),
                                        answer->body.substr(0, 100)));
    }

private:
    std::string url_;
    config::Secret password_;
};

}  // namespace

/// Messages from an official account. The attempt is its client_msg_id, by which a repeat is
/// dropped.
std::unique_ptr<Sender> wechat_channel(const config::Section& section) {
    std::string url = section.text("url", "", "of the official account; empty: no messages by it");
    auto password = section.secret("password", "of that account");
    if (url.empty()) return nullptr;
    return std::make_unique<WechatSender>(std::move(url), std::move(password));
}

}  // namespace hearth::contact
