#pragma once

#include <string>
#include <string_view>

#include "services/contact/api/convert.hpp"
#include "services/contact/app/scene.hpp"

namespace hearth::contact {

// The event that tells of a fact, an interaction, a notice: its topic, key and version, its bytes.

outbox::Event encode(const Fact& fact, const RequestClass& definition);
/// `event`: what the channel said, as in RecordInteractionRequest.
outbox::Event encode(const Interaction& interaction, const std::string& event);
/// `type`: NoticePlanned, NoticeSuppressed, NoticeSent, NoticeDelivered, NoticeFailed; throws on
/// any other.
outbox::Event encode(const Notice& notice, std::string_view type);

/// All of them, for the use cases.
app::Encode as_events();

}  // namespace hearth::contact
