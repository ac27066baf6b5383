#pragma once

#include <functional>
#include <type_traits>
#include <vector>

namespace hearth::dispatch {

/// One member of each element: what `unnest` takes.
template <typename Element, typename Read>
auto column(const std::vector<Element>& elements, Read read) {
    std::vector<std::decay_t<std::invoke_result_t<Read, const Element&>>> values;
    values.reserve(elements.size());
    for (const auto& element : elements)
        values.push_back(std::invoke(read, element));
    return values;
}

}  // namespace hearth::dispatch
