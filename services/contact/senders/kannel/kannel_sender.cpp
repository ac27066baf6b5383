#include "services/contact/senders/kannel/kannel_sender.hpp"

#include "libs/http/http.hpp"

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

}  // namespace

Result<std::string> KannelSender::send(const Uuid& attempt, const std::string& address,
                                       const std::string& text, Deadline deadline) {
    std::string url = config_.url + "?username=" + http::percent_encode(config_.user);
    url += parameter("password", config_.password.reveal());
    url += parameter("from", config_.from) + parameter("to", address) + parameter("text", text);
    url += "&charset=utf-8";
    if (!is_ascii(text)) url += "&coding=2";
    if (!config_.report_url.empty()) {
        const std::string joint = config_.report_url.find('?') == std::string::npos ? "?" : "&";
        url += "&dlr-mask=31" + parameter("dlr-url", config_.report_url + joint + "attempt=" +
                                                         to_string(attempt) + "&status=%d");
    }
    auto answer = http::fetch("GET", url, {}, {}, deadline);
    if (!answer) return fail(std::move(answer).error());
    constexpr int kAccepted = 202;
    if (answer->status == kAccepted || answer->status == 200) return answer->body.substr(0, 100);
    return fail(failed_precondition("KANNEL_" + std::to_string(answer->status),
                                    answer->body.substr(0, 100)));
}

}  // namespace hearth::contact
