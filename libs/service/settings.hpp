#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "libs/config/config.hpp"
#include "libs/core/manifest.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/log/log.hpp"
#include "libs/rpc/server.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/executor.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::service {

/// The sections that all services share; their defaults and sentences stand where they are read.
struct Settings {
    runtime::App::Config app;  ///< shutdown: drain_delay, within
    log::Level log_level = log::Level::kInfo;
    double sample_ratio = 0.01;  ///< trace
    rpc::ServerConfig server;
    std::string admin_address;
    int admin_port = 0;
    sql::Config app_database;
    sql::Config relay_database;
    sql::Config checker_database;
    kafka::Config kafka;
    runtime::Executor::Config executor;
    config::Secret page_token_secret;  ///< limits
    std::string private_key_file;      ///< auth
    std::string trusted_keys_dir;
    std::map<std::string, std::string> peers;
    bool development = false;
    std::chrono::milliseconds clock_offset{0};
};

/// Faults are noted in the source, which tells them all in `finish`.
Settings read_settings(const config::Section& root, const Manifest& manifest);

}  // namespace hearth::service
