#pragma once

namespace hearth::rpc {

/// What gRPC has to say becomes lines of ours. Any number of times; cheap.
void route_grpc_log();

}  // namespace hearth::rpc
