#include "services/contact/senders/senders.hpp"

#include <map>
#include <string>
#include <utility>

#include "services/contact/senders/file_sender.hpp"

namespace hearth::contact {
namespace {

/// What is wrong with the row that a sender sends on; empty: nothing.
std::string fault_of(const Sender& sender, const Channel* row) {
    const std::string sends = "sends to " + sender.reaches() + " on " + sender.channel();
    if (row == nullptr) return sends + ", which is no row of channels.yaml";
    if (row->reaches == sender.reaches()) return {};
    const std::string reached = row->reaches.empty() ? "nothing" : row->reaches;
    return sends + ", which reaches " + reached + " (" + row->place + ")";
}

}  // namespace

std::vector<std::unique_ptr<Sender>> make_senders(const config::Section& contact,
                                                  const Channels& channels,
                                                  std::span<const ChannelFile> files) {
    std::vector<std::unique_ptr<Sender>> senders;
    std::map<std::string, std::string_view> of_row;
    for (const ChannelFile& file : files) {
        auto sender = file.make(contact.section(file.name));
        if (sender == nullptr) continue;
        const std::string row = sender->channel();
        if (auto fault = fault_of(*sender, channels.find(row)); !fault.empty())
            contact.refuse(file.name, "BAD_VALUE", std::move(fault));
        const auto [first, only] = of_row.emplace(row, file.name);
        if (!only)
            contact.refuse(file.name, "REPEATED",
                           "sends on " + row + ", as " + std::string{first->second} +
                               " does: one of them can");
        senders.push_back(std::move(sender));
    }
    const std::string outbox = contact.text("outbox_file", "contact-outbox.jsonl",
                                            "takes the words that no configured channel can");
    senders.push_back(std::make_unique<FileSender>(outbox));
    return senders;
}

}  // namespace hearth::contact
