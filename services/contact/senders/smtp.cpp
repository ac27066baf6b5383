#include <algorithm>
#include <memory>
#include <string_view>

#include <curl/curl.h>

#include "services/contact/senders/senders.hpp"

namespace hearth::contact {
namespace {

std::string base64(std::string_view bytes, std::size_t line) {
    static constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::size_t in_line = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) |
                    (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            const bool padding = i + k > bytes.size();
            text +=
                padding ? '=' : kLetters[(group >> (18U - 6U * static_cast<unsigned>(k))) & 63U];
        }
        in_line += 4;
        if (line > 0 && in_line >= line) {
            text += "\r\n";
            in_line = 0;
        }
    }
    return text;
}

struct Letter {
    std::string text;
    std::size_t sent = 0;
};

std::size_t read_letter(char* into, std::size_t size, std::size_t count, void* data) {
    auto& letter = *static_cast<Letter*>(data);
    const std::size_t part = std::min(size * count, letter.text.size() - letter.sent);
    letter.text.copy(into, part, letter.sent);
    letter.sent += part;
    return part;
}

/// A header or envelope must stay one line.
bool is_one_line(const std::string& text) {
    return text.find_first_of("\r\n") == std::string::npos;
}

struct Settings {
    std::string url;   ///< "smtp://127.0.0.1:2525"; empty: no mail
    std::string from;  ///< "service@utility.example"
    std::string subject;
};

std::string letter_of(const Settings& settings, const Uuid& attempt, const std::string& address,
                      const std::string& text) {
    constexpr std::size_t kLine = 76;
    return "From: <" + settings.from + ">\r\nTo: <" + address + ">\r\nMessage-ID: <" +
           to_string(attempt) + "@hearth>\r\nSubject: =?utf-8?B?" + base64(settings.subject, 0) +
           "?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n" +
           base64(text, kLine) + "\r\n";
}

class SmtpSender final : public Sender {
public:
    explicit SmtpSender(Settings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] std::string channel() const override { return "email"; }
    [[nodiscard]] std::string reaches() const override { return "email"; }
    Result<std::string> send(const Uuid& attempt, const std::string& address,
                             const std::string& text, Deadline deadline) override;

private:
    Settings settings_;
};

Result<std::string> SmtpSender::send(const Uuid& attempt, const std::string& address,
                                     const std::string& text, Deadline deadline) {
    if (!is_one_line(address))
        return fail(invalid_argument("address", "BAD_ADDRESS", "has several lines"));
    const std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), curl_easy_cleanup};
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> to{
        curl_slist_append(nullptr, ("<" + address + ">").c_str()), curl_slist_free_all};
    Letter letter{letter_of(settings_, attempt, address, text)};
    const std::string from = "<" + settings_.from + ">";
    curl_easy_setopt(curl.get(), CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_letter);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &letter);
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS,
                     static_cast<long>(deadline.remaining().count()));
    const CURLcode done = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (done == CURLE_OK) return std::to_string(status);
    // Before the first byte of the letter nothing was taken; after it, who knows.
    if (done == CURLE_OPERATION_TIMEDOUT) return fail(deadline_exceeded("sending mail"));
    if (letter.sent > 0 && status < 400)
        return fail(unavailable("SMTP_LOST", curl_easy_strerror(done)));
    return fail(
        failed_precondition(status >= 400 ? "SMTP_" + std::to_string(status) : "SMTP_UNREACHABLE",
                            curl_easy_strerror(done)));
}

}  // namespace

/// E-mail by SMTP. The attempt is the Message-ID, by which a mailbox drops a repeat.
std::unique_ptr<Sender> smtp_channel(const config::Section& section) {
    Settings settings{section.text("url", "", "of the mail server, smtp://…; empty: no e-mail"),
                      section.text("from", "service@hearth.example", "who our e-mail is from"),
                      section.text("subject", "服务通知 / Service notice", "of every e-mail")};
    if (settings.url.empty()) return nullptr;
    return std::make_unique<SmtpSender>(std::move(settings));
}

}  // namespace hearth::contact
