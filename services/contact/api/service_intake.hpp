#pragma once

#include "libs/auth/auth.hpp"
#include "services/contact/api/convert.hpp"

namespace hearth::contact {

// What channels and desks call with, taken to the use cases and back.

/// INVALID_ARGUMENT names every field that is missing or wrong.
Result<void> check_event(const pb::RecordInteractionRequest& request, const Catalogue& catalogue);

/// One that `check_event` lets pass.
Result<void> record(app::Intake& intake, outbox::UnitOfWork& work,
                    const pb::RecordInteractionRequest& request,
                    pb::RecordInteractionResponse& response);
Result<void> complete(app::Intake& intake, outbox::UnitOfWork& work,
                      const pb::CompleteInteractionRequest& request,
                      pb::CompleteInteractionResponse& response);
Result<void> open(app::Intake& intake, outbox::UnitOfWork& work,
                  const pb::OpenRequestRequest& request, const auth::Principal& principal,
                  pb::OpenRequestResponse& response);

}  // namespace hearth::contact
