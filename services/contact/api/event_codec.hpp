#pragma once

#include <optional>
#include <string_view>

#include "libs/outbox/unit_of_work.hpp"
#include "services/contact/api/convert.hpp"

namespace hearth::contact {

// The event that tells of a fact, an interaction, a notice: its topic, key and version, its bytes.

outbox::Event encode(const Fact& fact, const RequestClass& definition);
/// `event`: what the channel said, as in RecordInteractionRequest.
outbox::Event encode(const Interaction& interaction, const std::string& event);
/// `type`: NoticePlanned, NoticeSuppressed, NoticeSent, NoticeDelivered, NoticeFailed; throws on
/// any other.
outbox::Event encode(const Notice& notice, std::string_view type);

/// Records the events of facts, interactions and notices with the transaction. `cause` is the event
/// that a listener applied.
void record_facts(outbox::UnitOfWork& work, const std::vector<Fact>& facts,
                  const RequestClass& definition, std::optional<Uuid> cause = {});
void record_interaction(outbox::UnitOfWork& work, const Interaction& interaction,
                        const std::string& event);
void record_notice(outbox::UnitOfWork& work, const Notice& notice, const std::string& type,
                   std::optional<Uuid> cause = {});

}  // namespace hearth::contact
