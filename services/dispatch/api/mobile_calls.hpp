#pragma once

#include <memory>

#include "services/dispatch/api/api.hpp"
#include "services/dispatch/app/device_push.hpp"

namespace hearth::dispatch {

/// Asks contact whom to meet. Nothing when contact knows nobody; an error when it cannot be asked
/// in time.
using AskContact =
    std::function<Result<std::optional<v1::JobContact>>(int tenant, const Uuid& request, Deadline)>;

/// What a crew's device pulls and pushes, with a network that comes and goes.
class MobileCalls {
public:
    MobileCalls(const Api& api, AskContact ask);

    Result<void> pull(const rpc::Call&, const v1::PullPackageRequest&, v1::PullPackageResponse&);
    Result<void> push(const rpc::Call&, const v1::PushMutationsRequest&,
                      v1::PushMutationsResponse&);

private:
    void add_contacts(const rpc::Call& call, v1::PullPackageResponse& response);

    const Api& api_;
    AskContact ask_;
    app::DevicePush push_;
};

}  // namespace hearth::dispatch
