#pragma once

#include <map>
#include <string>

#include "libs/outbox/inbox.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/app/field_news.hpp"

namespace hearth::contact {

/// Registry's facts into projections, by topic. The identity of callers is read from nothing else.
std::map<std::string, outbox::Apply> registry_consumer(app::Casebook& casebook);
/// Dispatch's facts into steps, clocks, promises and lines of the timeline, by topic.
std::map<std::string, outbox::Apply> dispatch_consumer(const app::FieldNews& field_news);

}  // namespace hearth::contact
