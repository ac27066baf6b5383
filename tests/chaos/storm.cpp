#include "tests/chaos/storm.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace hearth::chaos {
namespace {

using suite::Reply;

constexpr auto kPatience = std::chrono::seconds{90};

/// What must be the same each time a message is delivered: which request it became.
std::string meaning(const Reply& reply) {
    const auto& json = reply.json;
    if (json.contains("number")) return json["number"].get<std::string>();
    if (!json.contains("answer") || json["answer"].is_null()) return "";
    const auto& request = json["answer"]["serviceRequest"];
    return request.is_null() ? "" : request["number"].get<std::string>();
}

bool is_refusal(int status) {
    return status >= 400 && status < 500 && status != 429;
}

}  // namespace

Storm::Storm(const suite::Doors& doors, std::vector<Message> messages, std::size_t clients,
             unsigned seed)
    : doors_(doors), channels_(doors), total_(messages.size()) {
    std::mt19937 random{seed};
    std::ranges::shuffle(messages, random);
    std::vector<std::vector<Message>> shares(clients);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        shares[i % clients].push_back(messages[i]);
        // A redelivery goes to anybody, and so may arrive first, at the same time, or much later.
        if (i % 20 == 0) shares[random() % clients].push_back(messages[i]);
    }
    for (auto& share : shares) {
        std::ranges::shuffle(share, random);
        threads_.emplace_back([this, share] {
            for (const auto& message : share)
                deliver(message);
        });
    }
}

Storm::~Storm() = default;

double Storm::progress() const {
    return static_cast<double>(accepted_.load()) / static_cast<double>(total_);
}

Journal Storm::finish() {
    threads_.clear();  // joins
    return journal_;
}

Reply Storm::post(const Message& message) const {
    if (message.channel == "sms") return channels_.sms(message.home, message.id, "停电");
    if (message.channel == "web") return channels_.web(message.home, message.id);
    return channels_.open(message.home, message.id);
}

void Storm::deliver(const Message& message) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    std::string why = "no answer";
    while (std::chrono::steady_clock::now() < end) {
        try {
            const auto reply = post(message);
            const std::lock_guard lock{mutex_};
            ++journal_.sent;
            if (reply.status / 100 == 2) {
                accepted_.fetch_add(1);
                journal_.answers[message.id].insert(meaning(reply));
                return;
            }
            why = std::to_string(reply.status) + " " + reply.body;
            if (is_refusal(reply.status)) break;
        } catch (const std::exception& error) {
            why = error.what();
        }
        // A channel's own pause before it tries again.
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    const std::lock_guard lock{mutex_};
    journal_.lost.push_back(message.channel + " " + message.id + ": " + why);
}

std::vector<Message> reports(const std::vector<suite::Household>& homes, int rounds) {
    std::vector<Message> messages;
    for (int round = 1; round <= rounds; ++round) {
        for (const auto& home : homes) {
            for (const auto* channel : {"phone", "sms", "web"}) {
                messages.push_back(
                    {channel, std::string{channel} + "-" + home.code + "-" + std::to_string(round),
                     home});
            }
        }
    }
    return messages;
}

std::vector<suite::Household> known_by_phone(const suite::Suite& suite, std::size_t count) {
    const auto all = suite::households(suite);
    std::map<std::string, int> premises_of;
    std::map<std::string, int> homes_of;
    for (const auto& home : all) {
        ++premises_of[home.phone];
        ++homes_of[home.party];
    }
    std::vector<suite::Household> found;
    for (const auto& home : all) {
        if (found.size() == count) break;
        // As a network writes it; a list may also hold numbers as people do.
        if (home.phone.starts_with("+") && premises_of[home.phone] == 1 &&
            homes_of[home.party] == 1)
            found.push_back(home);
    }
    return found;
}

}  // namespace hearth::chaos
