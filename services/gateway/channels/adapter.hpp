#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "libs/auth/auth.hpp"
#include "libs/config/config.hpp"
#include "libs/core/result.hpp"
#include "libs/http/http.hpp"
#include "services/gateway/routes.hpp"

namespace hearth::gateway {

/// What one event of a channel asks of contact, and how its answer is told to the channel.
struct Command {
    std::string path;     ///< "/hearth.contact.v1.ContactService/RecordInteraction"
    std::string request;  ///< serialized
    std::function<http::Response(const std::string& answer)> reply;
};

/// One channel's way of speaking. A new channel is a class of this kind, a row in the route table
/// and a row in `make_adapters`, and must pass tests/conformance_test.cpp.
///
/// `translate` is a pure function of the request: the same event gives the same bytes, so that one
/// that comes twice gets its stored answer. Its `request_id` is a prefix of the channel and the
/// event's natural id. Times are the channel's, however late; what it does not know stays empty.
/// INVALID_ARGUMENT names what is wrong.
class Adapter {
public:
    virtual ~Adapter() = default;
    [[nodiscard]] virtual Result<Command> translate(const http::Request& request) const = 0;
    /// What the channel calls itself before contact: "channels/sms".
    [[nodiscard]] virtual std::string_view principal() const = 0;
    /// Larger bodies are refused with 413.
    [[nodiscard]] virtual std::size_t max_body() const { return 16 << 10; }
    /// True: anybody may use it, without a secret.
    [[nodiscard]] virtual bool open_to_all() const { return false; }
};

/// The adapter of each route that has one.
std::map<Own, std::unique_ptr<Adapter>> make_adapters();

/// True when the request carries the secret as `Authorization: Bearer`, as the password of Basic,
/// as `X-Channel-Secret` or as the query's `secret`: whichever the channel's own software can send.
bool carries_secret(const http::Request& request, const config::Secret& secret);

}  // namespace hearth::gateway
