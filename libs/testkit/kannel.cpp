#include "libs/testkit/kannel.hpp"

#include <cstdint>
#include <sstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libs/testkit/eventually.hpp"

namespace hearth::testkit {
namespace {

using namespace std::chrono_literals;

constexpr const char* kFakeNetwork = "/usr/lib/kannel/test/fakesmsc";

bool listening(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool open = ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    ::close(fd);
    return open;
}

std::string configuration(int admin, int boxes, int network, int send,
                          const std::string& post_url) {
    std::ostringstream text;
    text << "group = core\nadmin-port = " << admin
         << "\nadmin-interface = 127.0.0.1\nadmin-password = x\nsmsbox-port = " << boxes
         << "\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\ndlr-storage = internal\n\n"
            "group = smsc\nsmsc = fake\nsmsc-id = FAKE\nport = "
         << network
         << "\nconnect-allow-ip = 127.0.0.1\n\n"
            "group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = "
         << boxes << "\nsendsms-port = " << send
         << "\nsendsms-interface = 127.0.0.1\n\n"
            "group = sendsms-user\nusername = hearth\npassword = geheim\n\n"
            // Without send-sender Kannel does not say whose telephone it was.
            "group = sms-service\nkeyword = default\ncatch-all = yes\nsend-sender = true\n"
            "max-messages = 0\npost-url = \""
         << post_url << "\"\n";
    return text.str();
}

std::string percent_decode(const std::string& text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            bytes += text[i] == '+' ? ' ' : text[i];
        }
    }
    return bytes;
}

/// UTF-8 of UTF-16, most significant byte first, without surrogates: what an SMS holds.
std::string from_ucs2(const std::string& bytes) {
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto unit = static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) * 256U +
                          static_cast<unsigned char>(bytes[i + 1]);
        if (unit < 0x80U) {
            text += static_cast<char>(unit);
        } else if (unit < 0x800U) {
            text += static_cast<char>(0xC0U | unit >> 6U);
            text += static_cast<char>(0x80U | (unit & 0x3FU));
        } else {
            text += static_cast<char>(0xE0U | unit >> 12U);
            text += static_cast<char>(0x80U | (unit >> 6U & 0x3FU));
            text += static_cast<char>(0x80U | (unit & 0x3FU));
        }
    }
    return text;
}

}  // namespace

Kannel::Kannel(const std::string& post_url) : network_port_(free_port()), send_port_(free_port()) {
    const int admin = free_port();
    const int boxes = free_port();
    const std::string file =
        dir_.write("kannel.conf", configuration(admin, boxes, network_port_, send_port_, post_url));
    bearerbox_ = std::make_unique<Process>("bearerbox", Process::Options{{file}, {}});
    if (!eventually([&] { return listening(boxes) && listening(admin); }))
        throw std::runtime_error{"bearerbox does not come up: " + bearerbox_->output()};
    smsbox_ = std::make_unique<Process>("smsbox", Process::Options{{file}, {}});
    if (!eventually([&] { return listening(send_port_); }))
        throw std::runtime_error{"smsbox does not come up: " + smsbox_->output()};
}

std::string Kannel::send_url() const {
    return "http://127.0.0.1:" + std::to_string(send_port_) + "/cgi-bin/sendsms";
}

void Kannel::deliver(const std::string& from, const std::string& to, const std::string& text) {
    // The network has one line: the old telephone hangs up first.
    telephone_.reset();
    telephone_ = std::make_unique<Process>(
        kFakeNetwork, Process::Options{{"-H", "127.0.0.1", "-r", std::to_string(network_port_),
                                        "-m", "1", "-i", "0.01", from + " " + to + " text " + text},
                                       {}});
    const bool sent = eventually(
        [&] { return telephone_->output().find("sent message 1") != std::string::npos; });
    if (!sent) throw std::runtime_error{"no telephone: " + telephone_->output()};
}

std::vector<Kannel::Received> Kannel::received() const {
    std::vector<Received> all;
    if (!telephone_) return all;
    std::istringstream lines{telephone_->output()};
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find("Got message ");
        const auto open = line.find('<', at == std::string::npos ? line.size() : at);
        if (open == std::string::npos) continue;
        std::istringstream parts{line.substr(open + 1, line.rfind('>') - open - 1)};
        Received message;
        std::string kind;
        parts >> message.from >> message.to >> kind >> std::ws;
        std::getline(parts, message.text);
        if (kind == "ucs-2") message.text = from_ucs2(percent_decode(message.text));
        all.push_back(std::move(message));
    }
    return all;
}

}  // namespace hearth::testkit
