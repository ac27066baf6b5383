#include "services/contact/domain/channels.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

constexpr std::string_view kPhone = "phone";
constexpr std::string_view kEmail = "email";

std::string_view scheme_of(std::string_view address) {
    const auto end = address.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
    if (end == std::string_view::npos || address[end] != ':') return {};
    return address.substr(0, end);
}

}  // namespace

std::string_view kind_of(std::string_view address) {
    if (const auto scheme = scheme_of(address); !scheme.empty()) return scheme;
    if (address.find('@') != std::string_view::npos) return kEmail;
    const bool digits = address.starts_with('+') || address.find_first_of("0123456789") == 0;
    return digits ? kPhone : std::string_view{};
}

std::string recipient_of(const std::string& address) {
    if (!scheme_of(address).empty()) return address;
    return (kind_of(address) == kEmail ? "mailto:" : "tel:") + address;
}

const Channel* Channels::find(std::string_view name) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const Channel& row) { return row.name == name; });
    return found == rows_.end() ? nullptr : &*found;
}

const Channel* Channels::to(std::string_view address) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const Channel& row) { return reaches(row, address); });
    return found == rows_.end() ? nullptr : &*found;
}

bool reaches(const Channel& channel, std::string_view address) {
    return !channel.reaches.empty() && channel.reaches == kind_of(address);
}

}  // namespace hearth::contact
