#pragma once

#include <vector>

#include "libs/core/result.hpp"
#include "libs/core/time.hpp"
#include "libs/outbox/self_check.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/domain/catalogue.hpp"

namespace hearth::contact {

/// Lines of each timeline are 1, 2, 3 … up to the request's version.
Result<outbox::CheckResult> check_timelines(sql::Tx& tx);
/// At most one open request per natural key.
Result<outbox::CheckResult> check_open_keys(sql::Tx& tx);
/// Of all tenants, classes first; of limits those by which a clock was started.
Result<std::vector<EditionInUse>> editions_in_use(sql::Tx& tx);
/// Steps that dispatch works on for us, begun before a moment.
Result<std::vector<outbox::OpenStep>> open_steps(sql::Tx& tx, Instant older_than);

}  // namespace hearth::contact
