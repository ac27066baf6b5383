#pragma once

#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/service_process.hpp"

namespace hearth::registry {

using namespace std::chrono_literals;
using Stub = v1::RegistryService::Stub;

/// One database, one key pair, the topics and the settings, for all cases of the program. There is
/// a second tenant.
const testkit::ServiceGround& ground();

/// The registry as a process of its own.
class Registry : public testkit::ServiceProcess {
public:
    Registry();

    template <typename Request, typename Response>
    Result<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request, const std::string& role = "agent",
                          int tenant = 1) const {
        return ServiceProcess::call(method, request, {role + "s/T1", role, tenant});
    }
    /// The same, which must go well.
    template <typename Request, typename Response>
    Response must(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, const std::string& role = "agent") const {
        auto answer = call(method, request, role);
        INFO((answer ? "" : answer.error().reason + " " + answer.error().message));
        REQUIRE(answer);
        return std::move(*answer);
    }
};

/// One process for all cases that do not break it.
const Registry& registry();

std::string fresh_id();
/// "field REASON" of each violation, or the reason of an error without fields.
std::vector<std::string> told(const Error& error);

/// Files by name, each a header line and rows, as an import.
using Files = std::map<std::string, std::vector<std::string>>;
std::string stage(const Registry& at, const Files& files);
v1::RunImportResponse run_import(const Registry& at, const std::string& name, bool dry_run);
/// "premise.csv 1/0/0/0": created, changed, unchanged, refused.
std::vector<std::string> counts(const v1::RunImportResponse& report);
/// "premise.csv:2:place_class UNKNOWN_WORD"
std::vector<std::string> refusals(const v1::RunImportResponse& report);

/// A sound street of one premise whose codes carry `mark`.
Files street(const std::string& mark);
std::string name_of(const std::string& collection, const std::string& kind,
                    const std::string& code);

}  // namespace hearth::registry
