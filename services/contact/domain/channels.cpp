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

bool is_e164(std::string_view address) {
    return address.size() > 1 && address.front() == '+' &&
           address.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

std::string_view kind_of(std::string_view address) {
    const auto scheme = scheme_of(address);
    if (!scheme.empty()) return scheme == "mailto" ? kEmail : scheme;
    if (address.find('@') != std::string_view::npos) return kEmail;
    return is_e164(address) ? kPhone : std::string_view{};
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

std::string Channels::came_from(std::string_view channel, const std::string& kept) const {
    const Channel* row = find(channel);
    const bool carried = row != nullptr && !row->carries.empty() && row->carries == kind_of(kept);
    return carried ? kept : std::string{};
}

bool reaches(const Channel& channel, std::string_view address) {
    return !channel.reaches.empty() && channel.reaches == kind_of(address);
}

}  // namespace hearth::contact
