#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::contact {

/// One contact on one channel. Addresses and words are personal.
struct Interaction {
    Uuid uid;
    std::string channel;
    std::string message_id;
    std::string direction = "inbound";
    std::string from;
    std::string to;
    std::string text;
    bool draft = true;
    std::optional<Uuid> request;
    std::optional<Uuid> party;
    std::string reason;
    std::string outcome;
    std::string agent;
    std::string relation;
    std::string recording;
    std::string answer_zh;
    std::string answer_en;
    std::string menu_class;               ///< what a voice menu knew of the matter
    std::optional<Instant> call_back_at;  ///< the caller hung up on a hazard: when to call
    int call_backs = 0;
    Instant observed;
    Instant created;
    std::optional<Instant> completed;
    std::int64_t version = 0;

    bool operator==(const Interaction&) const = default;
};

inline std::string interaction_name(const Uuid& uid) {
    return "interactions/" + to_string(uid);
}

}  // namespace hearth::contact
