#pragma once

#include <string>

namespace hearth::testkit {

/// Where the test's PostgreSQL, Redis and Kafka are.
struct Stack {
    std::string pg_host;
    int pg_port = 0;
    std::string pg_socket_dir;  ///< the superuser comes in here without a password
    std::string pg_superuser;
    std::string redis_host;
    int redis_port = 0;
    std::string redis_password_file;
    std::string kafka_brokers;
    std::string dir;  ///< the stack's folder; the broker's segments are in kafka/data
};

/// The stack in the folder HEARTH_TEST_STACK_DIR, or the one that ctest starts beside the programs.
/// Throws, and so fails the test, with what to do when there is none: a test without its servers
/// has not passed.
const Stack& stack();

}  // namespace hearth::testkit
