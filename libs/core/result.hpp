#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "libs/core/error.hpp"

namespace hearth {

/// A value or the reason why there is none. Nothing of ours throws across a layer border.
template <typename T = void>
using Result [[nodiscard]] = tl::expected<T, Error>;

/// `return fail(not_found(...));` turns an error into any `Result`.
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace hearth
