#pragma once

#include <string>

#include "libs/config/config.hpp"
#include "libs/http/http.hpp"
#include "libs/kv/redis.hpp"
#include "libs/log/log.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/executor.hpp"
#include "services/gateway/gateway.hpp"

namespace hearth::gateway {

/// Everything `main` is told; the defaults here are the documentation.
struct ProcessConfig {
    http::ServerConfig server;
    std::string admin_address;
    int admin_port = 0;
    kv::Config redis;
    runtime::Executor::Config executor;
    log::Config log;
    double trace_ratio = 0.01;
    runtime::App::Config app;
    std::string private_key_file;
    std::string public_key_file;
    Gateway::Config gateway;
};

/// Reads and checks everything; INVALID_ARGUMENT names each wrong key by its full path.
Result<ProcessConfig> read_config(const config::Source& source);

}  // namespace hearth::gateway
