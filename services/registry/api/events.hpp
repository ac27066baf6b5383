#pragma once

#include "libs/outbox/unit_of_work.hpp"
#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {

// What happened to a noun, as its topic tells it: `…Created` at version 1, `…Changed` after. A
// party's event goes without names: they are in ContactPointsChanged, the personal topic's.
outbox::Event event_of(const Party& party);
outbox::Event event_of(const Contacts& contacts, const Party& party);
outbox::Event event_of(const NetworkNode& node);
outbox::Event event_of(const Premise& premise);
outbox::Event event_of(const ServicePoint& point);
outbox::Event event_of(const Device& device);
outbox::Event event_of(const Account& account);
outbox::Event event_of(const Agreement& agreement);
outbox::Event supply_commanded_event(const ServicePoint& point);

}  // namespace hearth::registry
