#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/config/config.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/senders/kannel/kannel_sender.hpp"
#include "services/contact/senders/smtp/smtp_sender.hpp"

namespace hearth::contact {

/// The section `contact`; the defaults are the documentation.
struct Settings {
    std::string files;        ///< folder of classes, profiles, calendars, words …
    std::string outbox_file;  ///< takes notices where no channel is configured
    int tenant = 1;           ///< whose timers and notices this process serves
    app::CasebookSettings casebook;
    KannelConfig kannel;
    SmtpConfig smtp;
};

Settings read_settings(const config::Section& section);
/// The configured channels, in the order they are tried, then the file.
std::vector<std::unique_ptr<Sender>> make_senders(const Settings& settings);

}  // namespace hearth::contact
