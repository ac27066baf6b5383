#include "libs/rpc/grpc_log.hpp"

#include <mutex>

#include <grpc/support/log.h>

#include "libs/log/log.hpp"

namespace hearth::rpc {
namespace {

void write(gpr_log_func_args* line) {
    log::warn("grpc", {{"text", line->message}});
}

}  // namespace

void route_grpc_log() {
    static std::once_flag once;
    std::call_once(once, [] {
        gpr_set_log_function(&write);
        gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
    });
}

}  // namespace hearth::rpc
