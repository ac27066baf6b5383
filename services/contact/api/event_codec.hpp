#pragma once

#include <optional>
#include <string_view>

#include "libs/outbox/unit_of_work.hpp"
#include "services/contact/api/convert.hpp"

namespace hearth::contact {

/// Records the events of facts, interactions and notices with the transaction. `cause` is the event
/// that a listener applied.
void record_facts(outbox::UnitOfWork& work, const std::vector<Fact>& facts,
                  const RequestClass& definition, std::optional<Uuid> cause = {});
void record_interaction(outbox::UnitOfWork& work, const Interaction& interaction,
                        const std::string& event);
/// `type`: NoticePlanned, NoticeSuppressed, NoticeSent, NoticeDelivered, NoticeFailed.
void record_notice(outbox::UnitOfWork& work, const Notice& notice, const std::string& type,
                   std::optional<Uuid> cause = {});

}  // namespace hearth::contact
