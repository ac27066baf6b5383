#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth::story {

using nlohmann::json;

/// Thrown by anything on stage that does not go as told; its words name what was asked and what
/// came back.
class StoryFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A command named a version that is not the last any more: to be read again and tried again.
class StaleVersion : public StoryFailed {
public:
    using StoryFailed::StoryFailed;
};

/// Who acts, as the development sign-in takes it.
struct Actor {
    std::string principal;  ///< "agents/A0003"
    std::vector<std::string> roles;
};

/// Where the story is played: the gateway, the clocks of all processes, and a journal of what was
/// done.
///
/// Every act goes through the gateway's HTTP/JSON under an idempotency key, and is repeated while a
/// service is away, so the story outlives the death of any process. The journal makes a second play
/// show the stored one. One thread.
class Stage {
public:
    struct Config {
        std::string gateway;                       ///< "http://127.0.0.1:18080"
        std::vector<std::string> admin_addresses;  ///< gRPC address of each process with a clock
        std::string token_key_file;
        std::string clock_file;             ///< offset that processes start with
        std::string journal_file;           ///< JSON, rewritten after each act
        std::chrono::seconds patience{60};  ///< how long an absent service or effect is waited for
    };

    explicit Stage(Config config);

    /// Runs `act` once for ever: a later play gets the journal's answer.
    json once(const std::string& key, const std::function<json()>& act);
    /// Moves all clocks forward to that many minutes after the story began; never back.
    void at_minute(double minute);
    [[nodiscard]] Instant now() const;
    [[nodiscard]] std::string time_of(double minute) const;  ///< RFC 3339, for `observedTime`

    json get(const Actor& actor, const std::string& path);
    /// Throws StaleVersion when the body's etag is not the last one.
    json post(const Actor& actor, const std::string& path, const std::string& key,
              const json& body);
    /// A channel's own door: `headers` and body as its gateway sends them.
    json post_raw(const std::string& path, const std::map<std::string, std::string>& headers,
                  const std::string& body);
    /// Reads `path` until `holds`; fails with `what` when patience ends.
    json wait_for(const Actor& actor, const std::string& path, const std::string& what,
                  const std::function<bool(const json&)>& holds);

private:
    std::string session(const Actor& actor);
    json call(const std::string& method, const std::string& path,
              std::map<std::string, std::string> headers, const std::string& body,
              const Actor* actor);
    void set_clocks(Duration offset);
    void save() const;

    Config config_;
    auth::Signer signer_;
    json journal_;
    Instant began_;
    Duration offset_{0};
    std::map<std::string, std::string> sessions_;
};

}  // namespace hearth::story
