#pragma once

#include <utility>

#include <tl/expected.hpp>

#include "libs/core/error.hpp"

namespace hearth {

/// A value or the reason why there is none. Nothing of ours throws across a layer border. A class
/// of our own only because tl::expected may be dropped without a warning.
template <typename T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
};

/// `return fail(not_found(...));` turns an error into any `Result`.
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace hearth
