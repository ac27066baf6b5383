#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::contact {

/// No address is longer, in bytes: what is counts as withheld.
constexpr std::size_t kLongestAddress = 200;

/// What an address is: `phone`, where it is in E.164, `email`, or its scheme, where it has one
/// ("wechat" of "wechat:o7x"). Empty for what is no address: a withheld number comes as some word,
/// or as zeros.
std::string_view kind_of(std::string_view address);
/// Whom a notice is for where only an address is known: "tel:+8613800138000", "wechat:o7x".
std::string recipient_of(const std::string& address);

/// A way in which people reach us, or we them.
struct Channel {
    std::string name;          ///< that an interaction carries: `sms`
    bool reads = false;        ///< a message without a form is read for what it means
    std::string reaches;       ///< the kind of address that it can send to; empty: none
    std::string carries = {};  ///< the kind of address that what comes on it may come from
    std::string place = {};  ///< where the row stands, for whoever must mend it: "channels.yaml:5"
};

/// All of them, as channels.yaml has them, in its order.
class Channels {
public:
    Channels() = default;
    explicit Channels(std::vector<Channel> rows) : rows_(std::move(rows)) {}

    /// Null when there is none of that name.
    [[nodiscard]] const Channel* find(std::string_view name) const;
    /// The first that reaches the address; null when none does.
    [[nodiscard]] const Channel* to(std::string_view address) const;
    /// The address that something came from on a channel: `kept`, as it stands in the interaction,
    /// where it is of the kind that the channel carries. Empty otherwise: on one channel nobody can
    /// say who he is on another.
    [[nodiscard]] std::string came_from(std::string_view channel, const std::string& kept) const;

private:
    std::vector<Channel> rows_;
};

/// Whether words can be sent on it to the address.
bool reaches(const Channel& channel, std::string_view address);

}  // namespace hearth::contact
