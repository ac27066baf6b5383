#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libs/config/config.hpp"
#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/notice.hpp"

namespace hearth::contact {

/// One file of this folder. Its function is `<name>_channel`, and makes a sender of the section
/// `contact.<name>`: it reads every key of it, and gives null where no sender is configured.
struct ChannelFile {
    using Make = std::unique_ptr<Sender>(const config::Section& section);
    std::string_view name;
    Make* make;
};

/// All of them: the build makes this table of the list in services/CMakeLists.txt.
std::span<const ChannelFile> channel_files();

/// The configured ones of the section `contact`, in the order in which they are tried, then the
/// file that takes what none of them can. A sender whose row is not there, or reaches another kind
/// of address than it can send to, is a fault of its section, and so is a second one of a row.
std::vector<std::unique_ptr<Sender>> make_senders(
    const config::Section& contact, const Channels& channels,
    std::span<const ChannelFile> files = channel_files());

}  // namespace hearth::contact
