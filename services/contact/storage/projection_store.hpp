#pragma once

#include <memory>

#include "libs/sql/tx.hpp"
#include "services/contact/domain/projections.hpp"

namespace hearth::contact {

/// The transaction outlives it.
std::unique_ptr<ProjectionStore> open_projections(sql::Tx& tx);

}  // namespace hearth::contact
