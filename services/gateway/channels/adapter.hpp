#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "libs/config/config.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"
#include "libs/http/http.hpp"

namespace hearth::gateway {

/// What one event of a channel asks of contact, and how its answer is told to the channel.
struct Command {
    std::string path;     ///< "/hearth.contact.v1.ContactService/RecordInteraction"
    std::string request;  ///< serialized
    std::function<http::Response(const std::string& answer)> reply;
};

/// All that is to say of one kind of event of a channel. Whatever stands here passes
/// tests/conformance_test.cpp.
struct Adapter {
    std::string_view verb;  ///< "POST"
    std::string_view path;  ///< "/channels/cti/events"
    /// What the channel calls itself before contact: "channels/sms".
    std::string_view principal;
    /// It proves itself by the setting `channels.<secret>.secret_file`.
    std::string_view secret = {};
    /// Anybody may use it, and it has no secret. One that says neither is closed to all.
    bool open_to_all = false;
    /// Larger bodies are refused with 413.
    std::size_t max_body = 16 << 10;
    /// JSON: `operation` as OpenAPI has it, and in `schemas` what it alone refers to.
    std::string_view described;
    /// A pure function of the request: the same event gives the same bytes, so that one that comes
    /// twice gets its stored answer. Its `request_id` is a prefix of the channel and the event's
    /// natural id. Times are the channel's, however late; what it does not know stays empty.
    /// INVALID_ARGUMENT names what is wrong.
    Result<Command> (*translate)(const http::Request& request) = nullptr;
    /// The n-th event of a conversation as the channel's own software sends it, with these words,
    /// where it has any, at that time: the example of the document and of the tests.
    http::Request (*example)(int n, const std::string& words, Instant at) = nullptr;
};

/// One file of this folder. Its function is `<name>_channel`.
struct ChannelFile {
    using Make = std::span<const Adapter>();
    std::string_view name;
    Make* make;
};

/// All of them: the build makes this table of the list in services/CMakeLists.txt.
std::span<const ChannelFile> channel_files();
/// The adapters of all of them. They live as long as the program.
std::span<const Adapter* const> adapters();

/// Whether a request may speak for the channel, whose secret is this: it carries that as
/// `Authorization: Bearer`, as the password of Basic, as `X-Channel-Secret` or as the query's
/// `secret`, whichever the channel's own software can send. In development one whose secret is not
/// set asks for none.
bool may_speak(const Adapter& adapter, const http::Request& request, const config::Secret& secret,
               bool development);

}  // namespace hearth::gateway
