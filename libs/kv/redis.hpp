#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/config/config.hpp"
#include "libs/core/result.hpp"

namespace hearth::kv {

struct Config {
    std::string host = "127.0.0.1";
    int port = 6379;
    config::Secret password;
    std::chrono::milliseconds timeout{50};
    int connections = 4;
};

/// Redis for what may be lost: hot views, rate limits, presence. Never the truth.
///
/// Every call ends within `timeout`; after five failures in a row calls fail at once for a second
/// (UNAVAILABLE), then one probes. Callers always have an answer without it. Thread-safe.
class Redis {
public:
    explicit Redis(Config config);
    ~Redis();

    Result<std::optional<std::string>> get(std::string_view key);
    Result<void> set(std::string_view key, std::string_view value, std::chrono::milliseconds ttl);
    Result<void> remove(std::string_view key);
    /// A Lua script that returns an integer, sent by hash and loaded when missing.
    Result<long long> eval(std::string_view script, const std::vector<std::string>& keys,
                           const std::vector<std::string>& args);
    /// The same of a script that returns a list of texts.
    Result<std::vector<std::string>> list(std::string_view script,
                                          const std::vector<std::string>& keys,
                                          const std::vector<std::string>& args);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::kv
