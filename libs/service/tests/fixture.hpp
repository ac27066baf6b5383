#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/service/host.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/service_process.hpp"

namespace hearth::service {

using namespace std::chrono_literals;
namespace proto = common::v1;
using testkit::Environment;

/// One database, one key pair and the settings for them, for all cases of the program.
const testkit::ServiceGround& ground();
/// The sample's file of --config.
const std::string& config_file();

/// The sample service in this process, which is never run: for its unit of work, and for what it
/// refuses.
std::unique_ptr<Host> make_host();

/// The sample service as a process.
class Sample : public testkit::ServiceProcess {
public:
    explicit Sample(const Environment& overrides = {});

    /// Calls a method of the admin service as an operator, or as `role`.
    template <typename Request, typename Response>
    Result<Response> ask(grpc::Status (proto::AdminService::Stub::*method)(grpc::ClientContext*,
                                                                           const Request&,
                                                                           Response*),
                         const Request& request, const std::string& role = "operator") const {
        return call(method, request, {role + "s/T1", role});
    }
    [[nodiscard]] std::string health() const;
};

}  // namespace hearth::service
