#pragma once

#include <functional>
#include <memory>
#include <string>

#include "libs/outbox/unit_of_work.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact::app {

/// One transaction, with contact's stores opened in it once. Lives inside it.
struct Scene {
    outbox::UnitOfWork& work;
    std::unique_ptr<Stores> stores;
    std::string today;  ///< the local day, YYYY-MM-DD

    [[nodiscard]] Instant now() const { return work.now(); }
};

/// The events that tell of what is recorded.
struct Encode {
    std::function<outbox::Event(const Fact&, const RequestClass&)> fact;
    /// `event`: what the channel said, or what was done with the contact.
    std::function<outbox::Event(const Interaction&, const std::string& event)> interaction;
    /// `type`: NoticePlanned, NoticeSuppressed, NoticeSent, NoticeDelivered, NoticeFailed.
    std::function<outbox::Event(const Notice&, const std::string& type)> notice;
};

}  // namespace hearth::contact::app
