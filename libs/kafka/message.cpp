#include <algorithm>

#include "libs/kafka/kafka.hpp"

namespace hearth::kafka {

std::string_view Message::header(std::string_view name) const {
    const auto found = std::find_if(headers.rbegin(), headers.rend(),
                                    [name](const auto& header) { return header.first == name; });
    return found == headers.rend() ? std::string_view{} : std::string_view{found->second};
}

}  // namespace hearth::kafka
