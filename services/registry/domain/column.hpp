#pragma once

#include <functional>
#include <type_traits>
#include <vector>

namespace hearth::registry {

/// One column of an array statement: what `get` (a member or a function) gives of each noun.
template <typename N, typename Get>
auto column(const std::vector<N>& nouns, Get get) {
    using Value = std::decay_t<std::invoke_result_t<Get, const N&>>;
    std::vector<Value> values;
    values.reserve(nouns.size());
    for (const auto& noun : nouns)
        values.push_back(std::invoke(get, noun));
    return values;
}

}  // namespace hearth::registry
