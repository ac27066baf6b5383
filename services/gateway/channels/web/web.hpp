#pragma once

#include "services/gateway/channels/adapter.hpp"

namespace hearth::gateway {

/// The public web form: contact's `Report` as JSON, from anybody, with an Idempotency-Key that the
/// page makes once per report. Natural id: that key; posting it again fetches the answer again.
///
/// A stranger cannot report for a party or into a request by naming it: those fields are refused.
/// What the answer tells is contact's to decide: whose phone it is says how much.
class WebForm final : public Adapter {
public:
    [[nodiscard]] Result<Command> translate(const http::Request& request) const override;
    [[nodiscard]] std::string_view principal() const override { return "channels/web"; }
    [[nodiscard]] std::size_t max_body() const override { return 64 << 10; }
    [[nodiscard]] bool open_to_all() const override { return true; }
};

}  // namespace hearth::gateway
