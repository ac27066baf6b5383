#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <google/protobuf/message.h>

#include "libs/core/manifest.hpp"
#include "libs/core/result.hpp"
#include "libs/rpc/client.hpp"

namespace hearth::ctl {

/// Exit status of every command, which scripts rely on.
enum Status : int {
    kDone = 0,
    kWithRefusals = 1,  ///< done, but some were refused, violated or not there
    kWrongUsage = 2,    ///< or input that cannot be read at all
    kUnreachable = 3,
};

/// What all commands share, as the command line and the environment say.
struct Options {
    bool json = false;
    std::string address;  ///< overrides the environment's for the service a command speaks to
    std::string as = "operators/hearthctl";
    std::vector<std::string> roles{"operator"};
    int tenant = 1;
    int timeout_s = 30;
};

/// One run of hearthctl: where the services are, who we are, how to print.
///
///     auto stub = context.stub<RegistryService>();
///     if (!stub) return context.failed(stub.error());
///     auto answer = context.call(**stub, &RegistryService::Stub::GetParty, request);
///     if (!answer) return context.failed(answer.error());
///
/// One thread.
class Context {
public:
    explicit Context(Options options) : options_(std::move(options)) {}

    [[nodiscard]] bool json() const { return options_.json; }
    [[nodiscard]] const Options& options() const { return options_; }

    /// The stub of the service whose package its name says: at --address, else at
    /// HEARTH_<SERVICE>_ADDRESS. INVALID_ARGUMENT when neither is set.
    template <typename Service>
    Result<std::unique_ptr<typename Service::Stub>> stub() {
        return stub<Service>(service_of(Service::service_full_name()));
    }
    /// The same of what every service has.
    template <typename Service>
    Result<std::unique_ptr<typename Service::Stub>> stub(std::string_view service) {
        auto channel = connect(service);
        if (!channel) return fail(std::move(channel).error());
        return Service::NewStub(*channel);
    }
    /// Those that speak gRPC, and so have checks, dead letters and clocks.
    [[nodiscard]] static std::vector<std::string> services();
    /// True when an address is known for a service, --address apart.
    [[nodiscard]] static bool knows(std::string_view service);

    /// A call within --timeout, signed with the operator's key of HEARTH_TOKEN_KEY_FILE.
    template <typename Stub, typename Request, typename Response>
    Result<Response> call(Stub& stub,
                          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request) {
        auto outgoing = sign();
        if (!outgoing) return fail(std::move(outgoing).error());
        return rpc::call(stub, method, request, *outgoing);
    }

    /// One JSON object on one line of standard output: the bytes the gateway answers with.
    void print(const google::protobuf::Message& message) const;
    /// Says on standard error what failed, fields included; returns the exit status it means.
    int failed(const Error& error) const;

private:
    Result<std::shared_ptr<grpc::Channel>> connect(std::string_view service) const;
    Result<rpc::Outgoing> sign();

    Options options_;
    std::string token_;
    std::chrono::steady_clock::time_point token_until_;
};

/// The command that the command line chose; it runs when all of it is read.
using Command = std::function<int(Context&)>;
struct Chosen {
    Command command;
};

/// A new request id for a command that is not to be repeated.
std::string new_request_id();

/// An instant as people read it, in the zone of this machine: "2026-03-03 10:00:00".
std::string local_text(std::int64_t seconds);

}  // namespace hearth::ctl
