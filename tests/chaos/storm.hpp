#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/suite/channels.hpp"

namespace hearth::chaos {

/// What one client says: a report of one premise on one channel, under the message's own id.
struct Message {
    std::string channel;  ///< phone, sms, web
    std::string id;
    suite::Household home;
};

/// What all clients were answered.
struct Journal {
    std::map<std::string, std::set<std::string>> answers;  ///< message id → the different ones
    std::vector<std::string> lost;                         ///< ids that were never accepted
    long sent = 0;                                         ///< posts, repeats included
};

/// Clients that post messages until each is accepted, as the channels' own systems would: a failure
/// or a 5xx is tried again with the same id. Some are posted twice, all in an order of their own.
/// The seed decides both.
class Storm {
public:
    Storm(const suite::Doors& doors, std::vector<Message> messages, std::size_t clients,
          unsigned seed);
    ~Storm();

    /// Share of messages accepted so far.
    [[nodiscard]] double progress() const;
    /// Waits for all clients.
    Journal finish();

private:
    void deliver(const Message& message);
    [[nodiscard]] suite::Reply post(const Message& message) const;

    const suite::Doors& doors_;
    suite::Channels channels_;
    std::size_t total_ = 0;
    std::atomic<std::size_t> accepted_{0};
    std::mutex mutex_;
    Journal journal_;
    std::vector<std::jthread> threads_;
};

/// Three channels' reports of each home, `rounds` times over.
std::vector<Message> reports(const std::vector<suite::Household>& homes, int rounds);
/// The first homes of the town that one phone number leads to: SMS alone says which premise is
/// meant.
std::vector<suite::Household> known_by_phone(const suite::Suite& suite, std::size_t count);

}  // namespace hearth::chaos
