#pragma once

#include "services/gateway/channels/adapter.hpp"

namespace hearth::gateway {

/// An SMS, as Kannel's (with `send-sender = true`) `post-url = "…/channels/sms/kannel?id=%I"`
/// delivers it: the words are the body in the charset of its Content-Type, all else stands in
/// X-Kannel-From, -To, -Time (UTC) and -Coding (2 is UCS-2). Natural id: the query's `id`, else a
/// hash of source, destination, time and words.
///
/// Answers with an empty text, since Kannel sends back what it is answered.
class KannelMessage final : public Adapter {
public:
    [[nodiscard]] Result<Command> translate(const http::Request& request) const override;
    [[nodiscard]] std::string_view principal() const override { return "channels/sms"; }
};

/// What became of an SMS of ours: `dlr-url =
/// "…/channels/sms/kannel/delivery?attempt=<uuid>&status=%d&time=%T"`. Natural id: attempt and
/// status.
class KannelDelivery final : public Adapter {
public:
    [[nodiscard]] Result<Command> translate(const http::Request& request) const override;
    [[nodiscard]] std::string_view principal() const override { return "channels/sms"; }
};

}  // namespace hearth::gateway
