#include "services/contact/main/settings.hpp"

#include "services/contact/senders/file/file_sender.hpp"

namespace hearth::contact {

Settings read_settings(const config::Section& section) {
    Settings settings;
    settings.files = section.text("files", HEARTH_CONTACT_FILES);
    settings.outbox_file = section.text("outbox_file", "contact-outbox.jsonl");
    settings.tenant = static_cast<int>(section.integer("tenant", 1, 1, 1000000));
    settings.casebook.utility_zh = section.text("utility_zh", settings.casebook.utility_zh);
    settings.casebook.utility_en = section.text("utility_en", settings.casebook.utility_en);
    settings.casebook.region = section.text("phone_region", settings.casebook.region);
    settings.casebook.emergency = section.text("emergency", settings.casebook.emergency);
    settings.casebook.zone = section.text("zone", settings.casebook.zone);
    const config::Section kannel = section.section("kannel");
    settings.kannel.url = kannel.text("url", "");
    settings.kannel.user = kannel.text("user", "hearth");
    settings.kannel.password = kannel.secret("password");
    settings.kannel.from = kannel.text("from", "95598");
    settings.kannel.report_url = kannel.text("report_url", "");
    const config::Section smtp = section.section("smtp");
    settings.smtp.url = smtp.text("url", "");
    settings.smtp.from = smtp.text("from", "service@hearth.example");
    settings.smtp.subject = smtp.text("subject", settings.smtp.subject);
    return settings;
}

std::vector<std::unique_ptr<Sender>> make_senders(const Settings& settings) {
    std::vector<std::unique_ptr<Sender>> senders;
    if (!settings.kannel.url.empty())
        senders.push_back(std::make_unique<KannelSender>(settings.kannel));
    if (!settings.smtp.url.empty()) senders.push_back(std::make_unique<SmtpSender>(settings.smtp));
    senders.push_back(std::make_unique<FileSender>(settings.outbox_file));
    return senders;
}

}  // namespace hearth::contact
