#pragma once

#include <google/protobuf/message.h>

namespace hearth::contact {

/// Leaves of an answer what a customer may see of his own request: where it stands, what was
/// promised and what is expected. Nobody who spoke or worked on it, no other report, no note, no
/// code of a person or crew, nothing of the network. What a message gains is hidden until it is
/// named here. Takes any message of hearth.contact.v1.
void keep_customer_view(google::protobuf::Message& message);

}  // namespace hearth::contact
