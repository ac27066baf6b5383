#pragma once

#include "services/gateway/channels/adapter.hpp"

namespace hearth::gateway {

/// Calls, in the JSON that any telephone system can be taught to post:
///
///     {"event": "ring" | "answer" | "hangup" | "recording", "callId": "…", "leg": "1",
///      "direction": "inbound" | "outbound", "from": "…", "to": "…", "time":
///      "2026-03-03T10:00:00+08:00", "agent": "agents/A0007", "recording": "…"}
///
/// Natural id: call, leg and event. Other keys are ignored: each system has its own.
class Cti final : public Adapter {
public:
    [[nodiscard]] Result<Command> translate(const http::Request& request) const override;
    [[nodiscard]] std::string_view principal() const override { return "channels/phone"; }
};

}  // namespace hearth::gateway
