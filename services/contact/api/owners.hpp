#pragma once

#include "libs/rpc/owners.hpp"
#include "libs/service/host.hpp"
#include "services/contact/app/casebook.hpp"

namespace hearth::contact {

/// Tells of parties which requests are theirs, `serviceRequests/<uid>` or the number people say,
/// and, of WHOSE_OWN_PARTY, at which premises they are served today. Nothing else is anybody's. One
/// round trip; both outlive it.
rpc::Owners owners(service::Host& host, const app::Casebook& casebook);

}  // namespace hearth::contact
