#include "libs/core/utf8.hpp"
#include "libs/http/http.hpp"
#include "services/contact/senders/senders.hpp"

namespace hearth::contact {
namespace {

bool is_ascii(const std::string& text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

std::string parameter(const char* name, const std::string& value) {
    return std::string{"&"} + name + "=" + http::percent_encode(value);
}

struct Settings {
    std::string url;  ///< "http://127.0.0.1:13013/cgi-bin/sendsms"
    std::string user;
    config::Secret password;
    std::string from;
    std::string report_url;  ///< attempt and %d follow
};

class KannelSender final : public Sender {
public:
    explicit KannelSender(Settings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] std::string channel() const override { return "sms"; }
    [[nodiscard]] std::string reaches() const override { return "phone"; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override;

private:
    Settings settings_;
};

Result<std::string> KannelSender::send(const Uuid& attempt, const std::string& address,
                                       const std::string& text, Deadline deadline) {
    std::string url = settings_.url + "?username=" + http::percent_encode(settings_.user);
    url += parameter("password", settings_.password.reveal());
    url += parameter("from", settings_.from) + parameter("to", address) + parameter("text", text);
    url += "&charset=utf-8";
    if (!is_ascii(text)) url += "&coding=2";
    if (!settings_.report_url.empty()) {
        const std::string joint = settings_.report_url.find('?') == std::string::npos ? "?" : "&";
        url += "&dlr-mask=31" + parameter("dlr-url", settings_.report_url + joint + "attempt=" +
                                                         to_string(attempt) + "&status=%d");
    }
    auto answer = http::fetch("GET", url, {}, {}, deadline);
    if (!answer) return fail(std::move(answer).error());
    constexpr int kAccepted = 202;
    constexpr std::size_t kMostOfAnswer = 100;
    if (answer->status == kAccepted || answer->status == 200)
        return utf8_clip(answer->body, kMostOfAnswer);
    return fail(failed_precondition("KANNEL_" + std::to_string(answer->status),
                                    utf8_clip(answer->body, kMostOfAnswer)));
}

}  // namespace

/// SMS by Kannel's HTTP interface, in UCS-2 so that Chinese arrives whole. Kannel keeps no
/// idempotency key: an attempt whose answer was lost is in doubt until its delivery report comes,
/// or is late.
std::unique_ptr<Sender> kannel_channel(const config::Section& section) {
    Settings settings{section.text("url", "", "Kannel's sendsms, http://…; empty: no SMS by it"),
                      section.text("user", "hearth", "as whom we ask it"),
                      section.secret("password", "of that user"),
                      section.text("from", "95598", "short code or number that customers see"),
                      section.text("report_url", "",
                                   "where Kannel reports what became of an SMS; empty: nowhere")};
    if (settings.url.empty()) return nullptr;
    return std::make_unique<KannelSender>(std::move(settings));
}

}  // namespace hearth::contact
