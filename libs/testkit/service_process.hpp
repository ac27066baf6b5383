#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "libs/kafka/kafka.hpp"
#include "libs/rpc/client.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/key_pair.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::testkit {

/// Settings as a program's environment: HEARTH_DATABASE__HOST …
using Environment = std::map<std::string, std::string>;

/// Who calls: a principal with one role.
struct Caller {
    std::string principal;  ///< "agents/A1"
    std::string role;       ///< "agent"
    int tenant = 1;
};

struct Topics {
    std::vector<std::string> names;  ///< those that the service writes or hears
    int partitions = 1;
};

/// What the processes of one service stand on: a database, a key pair and topics of their own on
/// the test's stack, with a development profile. Throws when that cannot be made; seconds.
class ServiceGround {
public:
    /// With the schema of a service, as sqitch deploys it.
    /// `more` are settings that this service wants besides.
    ServiceGround(const std::string& service, const Topics& topics, Environment more = {});
    ServiceGround(const SqlFiles& schema, const Topics& topics, Environment more = {});

    [[nodiscard]] const TestDatabase& database() const { return database_; }
    [[nodiscard]] const TempDir& dir() const { return keys_.dir; }
    [[nodiscard]] const kafka::Config& kafka() const { return kafka_; }
    [[nodiscard]] const Environment& environment() const { return environment_; }
    /// Good for a minute.
    [[nodiscard]] std::string token(const Caller& caller) const;
    /// Returns when the broker has them; throws when it does not take them.
    void send(std::span<const kafka::Record> records) const;

private:
    void make(const Topics& topics);
    void fill_environment();

    TestDatabase database_;
    KeyPair keys_;
    kafka::Config kafka_;
    Environment environment_;
};

/// An event of tenant 1 as an outbox relay sends it, with a new id and happening now.
kafka::Record event_record(const std::string& topic, const Uuid& key, std::int64_t version,
                           const std::string& type, const std::string& payload);
kafka::Record event_record(const std::string& topic, const Uuid& key, std::int64_t version,
                           const std::string& type, const std::string& payload,
                           const Uuid& event_id);

/// A service's program on free ports, gone with the object.
class ServiceProcess {
public:
    /// `config` is the file of --config, /dev/null for none; `overrides` go before the ground's
    /// settings.
    ServiceProcess(const ServiceGround& ground, const std::string& program,
                   const std::string& config, const Environment& overrides = {});

    /// What GET of its admin port says; 0 when nobody answers.
    struct Page {
        int status = 0;
        std::string body;
    };
    [[nodiscard]] Page get(const std::string& path) const;
    [[nodiscard]] bool ready() const { return get("/readyz").status == 200; }
    [[nodiscard]] bool becomes_ready(std::chrono::milliseconds bound = std::chrono::seconds{
                                         30}) const;

    template <typename Stub, typename Request, typename Response>
    Result<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request, const Caller& caller) const {
        Stub stub{channel_};
        return rpc::call(stub, method, request,
                         {Deadline::after(std::chrono::seconds{20}), ground_.token(caller)});
    }
    /// Throws when the program does not take it.
    void arm(const std::string& failpoint, const std::string& action) const;

    [[nodiscard]] Process& process() { return process_; }
    [[nodiscard]] std::string output() const { return process_.output(); }
    [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
    [[nodiscard]] int port() const { return port_; }

private:
    const ServiceGround& ground_;
    int port_ = free_port();
    int admin_port_ = free_port();
    Process process_;
    std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace hearth::testkit
