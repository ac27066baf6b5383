#include "services/contact/senders/senders.hpp"

#include "services/contact/senders/file_sender.hpp"

namespace hearth::contact {

std::vector<std::unique_ptr<Sender>> make_senders(const config::Section& contact,
                                                  const Channels& channels) {
    std::vector<std::unique_ptr<Sender>> senders;
    for (const ChannelFile& file : channel_files()) {
        auto sender = file.make(contact.section(file.name));
        if (sender == nullptr) continue;
        const Channel* channel = channels.find(sender->channel());
        if (channel == nullptr || channel->reaches.empty())
            contact.refuse(
                file.name, "BAD_VALUE",
                "sends on " + sender->channel() + ", which reaches nothing in channels.yaml");
        senders.push_back(std::move(sender));
    }
    const std::string outbox = contact.text("outbox_file", "contact-outbox.jsonl");
    senders.push_back(std::make_unique<FileSender>(outbox));
    return senders;
}

}  // namespace hearth::contact
