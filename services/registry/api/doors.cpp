#include "services/registry/api/doors.hpp"

#include <array>
#include <cstdio>

#include "libs/phone/phone.hpp"

namespace hearth::registry {

Result<void> Doors::read(const rpc::Call& call,
                         const std::function<Result<void>(Stores&)>& body) const {
    return host.work().read(call.principal.tenant, call.deadline,
                            [&](sql::Tx& tx) { return body(*open(tx)); });
}

std::string Doors::today() const {
    const auto local = to_local(host.clock().now(), zone);
    if (!local) return {};
    std::array<char, 32> text{};
    (void)std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(local->day.year()),
        static_cast<unsigned>(local->day.month()), static_cast<unsigned>(local->day.day()));
    return text.data();
}

std::string Doors::normalised(const std::string& text) const {
    return phone::normalise(text, region).value_or(text);
}

}  // namespace hearth::registry
